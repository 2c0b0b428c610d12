import { Menu } from '@base-ui/react/menu';
import type { ReactNode } from 'react';
import { currentLabel, keyLabel } from '../actions/action.ts';
import { actionById, type ActionId } from '../actions/actionTable.ts';
import { useEarmark } from '../session/hooks.ts';
import styles from './ActionMenu.module.css';
import { KeyCap } from './KeyCap.tsx';

type ActionMenuProps = {
  /** Accessible name of the button. */
  readonly label: string;
  readonly actions: readonly ActionId[];
  /** Called before the menu opens, to select what the actions are about. */
  readonly onOpen?: () => void;
  readonly children: ReactNode;
};

const ActionItem = ({ id }: { readonly id: ActionId }) => {
  const earmark = useEarmark();
  const action = actionById(id);
  const [binding] = action.keys;
  return (
    <Menu.Item
      className={styles['item']}
      disabled={!action.enabled(earmark)}
      onClick={() => action.perform(earmark)}
    >
      {currentLabel(action, earmark)}
      {binding && <KeyCap keys={keyLabel(binding)} hidden />}
    </Menu.Item>
  );
};

/** A button with a menu of actions from the table, with their keys. */
export const ActionMenu = ({ label, actions, onOpen, children }: ActionMenuProps) => (
  <Menu.Root
    modal={false}
    onOpenChange={(isOpen) => {
      if (isOpen) {
        onOpen?.();
      }
    }}
  >
    <Menu.Trigger className={styles['trigger']} aria-label={label}>
      {children}
    </Menu.Trigger>
    <Menu.Portal>
      <Menu.Positioner className={styles['positioner']} sideOffset={4} align="end">
        <Menu.Popup className={styles['popup']}>
          {actions.map((id) => (
            <ActionItem key={id} id={id} />
          ))}
        </Menu.Popup>
      </Menu.Positioner>
    </Menu.Portal>
  </Menu.Root>
);
