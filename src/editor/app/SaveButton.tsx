import { Save } from 'lucide-react';
import { useStore } from 'zustand';
import { isSaveFailure } from '../persistence/saveSchedule.ts';
import { useEarmark } from '../session/hooks.ts';
import { ActionButton } from '../ui/ActionButton.tsx';
import styles from './Header.module.css';

const SAVING_TEXTS = {
  nothing: '',
  unsaved: 'Saving…',
  saved: 'Saved in this browser',
  full: 'Not saved: browser storage is full',
  blocked: 'Not saved: browser storage is blocked',
  failed: 'Not saved in this browser',
} as const;

/** Saves the project as a file. The text beside it is the state of the autosave. */
export const SaveButton = () => {
  const { projects } = useEarmark();
  const saving = useStore(projects.store, (state) => state.saving);
  return (
    <>
      <span className={styles['saving']} data-failed={isSaveFailure(saving)} data-testid="saving">
        {SAVING_TEXTS[saving]}
      </span>
      <ActionButton action="save-project">
        <Save size={18} aria-hidden />
      </ActionButton>
    </>
  );
};
