import { Tooltip } from '@base-ui/react/tooltip';
import type { ReactNode } from 'react';
import styles from './IconButton.module.css';
import { KeyCap } from './KeyCap.tsx';

type IconButtonProps = {
  /** Accessible name, and the text of the tooltip. */
  readonly label: string;
  /** Shown in the tooltip, as on the key. */
  readonly shortcut?: string;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
};

export const IconButton = ({
  label,
  shortcut,
  pressed,
  disabled = false,
  onClick,
  children,
}: IconButtonProps) => (
  <Tooltip.Root>
    <Tooltip.Trigger
      className={styles['button']}
      aria-label={label}
      aria-pressed={pressed}
      // aria-disabled, unlike disabled, keeps the focus and the tooltip.
      aria-disabled={disabled || undefined}
      onClick={disabled ? undefined : onClick}
    >
      {children}
    </Tooltip.Trigger>
    <Tooltip.Portal>
      <Tooltip.Positioner sideOffset={8} className={styles['positioner']}>
        <Tooltip.Popup className={styles['tooltip']}>
          {label}
          {shortcut !== undefined && <KeyCap keys={shortcut} />}
        </Tooltip.Popup>
      </Tooltip.Positioner>
    </Tooltip.Portal>
  </Tooltip.Root>
);
