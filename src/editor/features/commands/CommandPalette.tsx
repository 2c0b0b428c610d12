import { Dialog } from '@base-ui/react/dialog';
import { useRef, useState, type KeyboardEvent } from 'react';
import { useEarmark, useView } from '../../session/hooks.ts';
import { KeyCap } from '../../ui/KeyCap.tsx';
import styles from './CommandPalette.module.css';
import { findCommands, type Command } from './commands.ts';

const LIST_ID = 'commands-list';
const optionId = (index: number): string => `command-${index}`;

type CommandSearchProps = { readonly onRun: (command: Command) => void };

const CommandSearch = ({ onRun }: CommandSearchProps) => {
  const earmark = useEarmark();
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const commands = findCommands(earmark, query);
  const list = useRef<HTMLDivElement>(null);

  const moveTo = (index: number): void => {
    const inside = (index + commands.length) % Math.max(commands.length, 1);
    setActive(inside);
    list.current?.children[inside]?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const command = commands[active];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      moveTo(active + (event.key === 'ArrowDown' ? 1 : -1));
    } else if (event.key === 'Enter' && command && !event.nativeEvent.isComposing) {
      event.preventDefault();
      onRun(command);
    }
  };
  return (
    <>
      <input
        type="text"
        role="combobox"
        className={styles['input']}
        aria-label="What to do"
        aria-expanded
        aria-controls={LIST_ID}
        aria-autocomplete="list"
        aria-activedescendant={commands.length > 0 ? optionId(active) : undefined}
        placeholder="What to do, or a frame or time to go to"
        autoComplete="off"
        spellCheck={false}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div
        ref={list}
        id={LIST_ID}
        className={styles['list']}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a select cannot be filtered
        role="listbox"
        aria-label="Commands"
      >
        {commands.map((command, index) => (
          // The box keeps the focus and takes the keys.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={command.id}
            id={optionId(index)}
            className={styles['option']}
            // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            onPointerMove={() => setActive(index)}
            onClick={() => onRun(command)}
          >
            <span>{command.label}</span>
            <span className={styles['group']}>{command.group}</span>
            {command.keyText !== '' && <KeyCap keys={command.keyText} hidden />}
          </div>
        ))}
      </div>
      {commands.length === 0 && <p className={styles['none']}>Nothing here is called that.</p>}
    </>
  );
};

/** Everything that can be done now, by its name: the table of actions once more. */
export const CommandPalette = () => {
  const { view } = useEarmark();
  const isOpen = useView(({ sheet }) => sheet === 'commands');
  /** Set while a command runs: it may want the focus somewhere else than where it was. */
  const chosen = useRef<Command | null>(null);

  const close = (): void => view.setState({ sheet: null });
  return (
    <Dialog.Root
      open={isOpen}
      onOpenChange={(open) => !open && close()}
      onOpenChangeComplete={(open) => {
        const command = chosen.current;
        chosen.current = null;
        if (!open) {
          command?.perform();
        }
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className={styles['backdrop']} />
        <Dialog.Popup className={styles['popup']}>
          <Dialog.Title className="visually-hidden">Commands</Dialog.Title>
          <CommandSearch
            onRun={(command) => {
              chosen.current = command;
              close();
            }}
          />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
};
