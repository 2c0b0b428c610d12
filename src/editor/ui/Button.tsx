import type { ComponentProps } from 'react';
import styles from './Button.module.css';
import { joinClassNames } from './joinClassNames.ts';

type ButtonProps = ComponentProps<'button'> & {
  /** At most one `primary` per view: the most likely next step. */
  readonly variant?: 'primary' | 'plain' | 'quiet';
};

export const Button = ({
  variant = 'plain',
  className,
  type = 'button',
  ...props
}: ButtonProps) => (
  <button
    {...props}
    type={type === 'submit' ? 'submit' : 'button'}
    className={joinClassNames(styles['button'], styles[variant], className)}
  />
);
