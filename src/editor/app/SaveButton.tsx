import { Save } from 'lucide-react';
import { useStore } from 'zustand';
import { useEarmark } from '../session/hooks.ts';
import { ActionButton } from '../ui/ActionButton.tsx';
import styles from './Header.module.css';

const SAVING_TEXTS = {
  nothing: '',
  unsaved: 'Keeping…',
  saved: 'Kept in this browser',
  failed: 'Not kept: no room in this browser',
} as const;

/** Saves a file; beside it stands whether the browser has kept the project by itself. */
export const SaveButton = () => {
  const { projects } = useEarmark();
  const saving = useStore(projects.store, (state) => state.saving);
  return (
    <>
      <span className={styles['saving']} data-saving={saving} data-testid="saving">
        {SAVING_TEXTS[saving]}
      </span>
      <ActionButton action="save-project">
        <Save size={18} aria-hidden />
      </ActionButton>
    </>
  );
};
