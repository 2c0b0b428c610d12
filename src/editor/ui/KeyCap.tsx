import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp, Command } from 'lucide-react';
import { Fragment } from 'react';
import styles from './KeyCap.module.css';

/** Keys that carry a sign. As icons, because few fonts have all of these glyphs. */
const KEY_ICONS = new Map([
  ['Left', ArrowLeft],
  ['Right', ArrowRight],
  ['Up', ArrowUp],
  ['Down', ArrowDown],
  ['Cmd', Command],
]);

type KeyCapProps = {
  /** As `keyName` gives it: keys that are pressed together, with spaces between them. */
  readonly keys: string;
  /** Where `aria-keyshortcuts` says the same. */
  readonly hidden?: boolean;
};

/** Keys as they look on a keyboard: `Shift` and an arrow. */
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
