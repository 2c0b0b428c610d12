import type { ReactNode } from 'react';
import { keyLabel } from '../actions/action.ts';
import { actionById, type ActionId } from '../actions/actionTable.ts';
import { useEarmark } from '../session/hooks.ts';
import { IconButton } from './IconButton.tsx';

type ActionButtonProps = {
  readonly action: ActionId;
  /** Replaces the action's label, where the state says it better: `Pause`. */
  readonly label?: string;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly children: ReactNode;
};

/** An icon button for an action; the tooltip shows the label and the key from the table. */
export const ActionButton = ({
  action: id,
  label,
  pressed,
  disabled = false,
  children,
}: ActionButtonProps) => {
  const earmark = useEarmark();
  const action = actionById(id);
  const binding = action.keys[0];
  return (
    <IconButton
      label={label ?? action.label}
      disabled={disabled}
      onClick={() => action.perform(earmark)}
      {...(binding ? { shortcut: keyLabel(binding) } : {})}
      {...(pressed === undefined ? {} : { pressed })}
    >
      {children}
    </IconButton>
  );
};
