import { Redo2, Undo2 } from 'lucide-react';
import { useStore } from 'zustand';
import { useEarmark } from '../session/hooks.ts';
import { ActionButton } from '../ui/ActionButton.tsx';

/** Undo and redo of the project; disabled while there is nothing to undo or redo. */
export const UndoButtons = () => {
  const { temporal } = useEarmark().project.store;
  const canUndo = useStore(temporal, ({ pastStates }) => pastStates.length > 0);
  const canRedo = useStore(temporal, ({ futureStates }) => futureStates.length > 0);
  return (
    <>
      <ActionButton action="undo" disabled={!canUndo}>
        <Undo2 size={18} aria-hidden />
      </ActionButton>
      <ActionButton action="redo" disabled={!canRedo}>
        <Redo2 size={18} aria-hidden />
      </ActionButton>
    </>
  );
};
