import type { ComponentProps } from 'react';
import styles from './Button.module.css';
import { joinClassNames } from './joinClassNames.ts';

type ButtonProps = ComponentProps<'button'> & {
  /** One `primary` a view at most: what a person most likely wants next. */
  readonly variant?: 'primary' | 'plain' | 'quiet';
};

export const Button = ({
  variant: look = 'plain',
  className,
  type = 'button',
  ...props
}: ButtonProps) => (
  <button
    {...props}
    type={type === 'submit' ? 'submit' : 'button'}
    className={joinClassNames(styles['button'], styles[look], className)}
  />
);
