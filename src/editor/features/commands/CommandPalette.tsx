import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { useRef, useState } from 'react';
import { useEarmark, useView } from '../../session/hooks.ts';
import { KeyCap } from '../../ui/KeyCap.tsx';
import styles from './CommandPalette.module.css';
import { findCommands, type Command } from './commands.ts';

type CommandSearchProps = { readonly onRun: (command: Command) => void };

const CommandSearch = ({ onRun }: CommandSearchProps) => {
  const earmark = useEarmark();
  const [query, setQuery] = useState('');
  return (
    // `findCommands` filters and sorts, so the Autocomplete does neither (mode "none").
    <Autocomplete.Root
      inline
      open
      mode="none"
      autoHighlight="always"
      keepHighlight
      items={findCommands(earmark, query)}
      itemToStringValue={({ label }) => label}
      value={query}
      onValueChange={setQuery}
    >
      <Autocomplete.Input
        className={styles['input']}
        aria-label="Search commands"
        placeholder="Command, frame number or timecode"
        spellCheck={false}
      />
      <Autocomplete.List className={styles['list']} aria-label="Commands">
        {(command: Command) => (
          <Autocomplete.Item
            key={command.id}
            value={command}
            className={styles['option']}
            onClick={() => onRun(command)}
          >
            <span>{command.label}</span>
            <span className={styles['group']}>{command.group}</span>
            {command.keyText !== '' && <KeyCap keys={command.keyText} hidden />}
          </Autocomplete.Item>
        )}
      </Autocomplete.List>
      <Autocomplete.Empty className={styles['none']}>No command has this name.</Autocomplete.Empty>
    </Autocomplete.Root>
  );
};

/** Searches and runs the enabled actions. */
export const CommandPalette = () => {
  const { view } = useEarmark();
  const isOpen = useView(({ sheet }) => sheet === 'commands');
  /** Runs once the dialog is closed, as the dialog returns the focus that a command may move. */
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
