import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp, Command } from 'lucide-react';
import { Fragment } from 'react';
import styles from './KeyCap.module.css';

/** Icons for keys whose glyphs few fonts have. */
const KEY_ICONS = new Map([
  ['Left', ArrowLeft],
  ['Right', ArrowRight],
  ['Up', ArrowUp],
  ['Down', ArrowDown],
  ['Cmd', Command],
]);

type KeyCapProps = {
  /** Keys that are pressed together, separated by spaces, as `keyLabel` returns them. */
  readonly keys: string;
  /** Hidden from screen readers, where `aria-keyshortcuts` says the same. */
  readonly hidden?: boolean;
};

/** Draws keys: `Shift` and an arrow icon. */
export const KeyCap = ({ keys, hidden = false }: KeyCapProps) => (
  <kbd aria-hidden={hidden || undefined}>
    {keys.split(' ').map((key, index) => {
      const Icon = KEY_ICONS.get(key);
      return (
        <Fragment key={key}>
          {index > 0 && ' '}
          {Icon && <Icon className={styles['icon']} />}
          <span className={Icon && 'visually-hidden'}>{key}</span>
        </Fragment>
      );
    })}
  </kbd>
);
