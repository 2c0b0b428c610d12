import type { ComponentProps } from 'react';
import styles from './Button.module.css';
import { classNames } from './classNames.ts';

type ButtonProps = ComponentProps<'button'> & {
  /** One `primary` a view at most: what a person most likely wants next. */
  readonly look?: 'primary' | 'plain' | 'quiet';
};

export const Button = ({ look = 'plain', className, type = 'button', ...props }: ButtonProps) => (
  <button
    {...props}
    type={type === 'submit' ? 'submit' : 'button'}
    className={classNames(styles['button'], styles[look], className)}
  />
);
