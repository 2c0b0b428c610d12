import { Keyboard } from 'lucide-react';
import { FilePicker } from '../features/import/FilePicker.tsx';
import { ModelMenu } from '../features/models/ModelMenu.tsx';
import { useEarmark, useSession, useView } from '../state/hooks.ts';
import { ActionButton } from '../ui/ActionButton.tsx';
import styles from './Header.module.css';
import { Mark } from './Mark.tsx';
import { SaveButton } from './SaveButton.tsx';
import { UndoButtons } from './UndoButtons.tsx';

export const Header = () => {
  const { view, player } = useEarmark();
  const isEditor = useView(({ page }) => page === 'editor');
  const clipName = useSession((state) => state.opening ?? state.clip?.info.fileName ?? null);
  const isOpening = useSession((state) => state.opening !== null);
  return (
    <header className={styles['header']}>
      <button
        type="button"
        className={styles['brand']}
        aria-label="Earmark, start screen"
        onClick={() => {
          player.pause();
          view.setState({ page: 'start' });
        }}
      >
        <Mark />
        <span className={styles['name']}>Earmark</span>
      </button>
      {isEditor && clipName !== null && (
        <output className={styles['clip']}>{isOpening ? `Opening ${clipName}…` : clipName}</output>
      )}
      <div className={styles['tools']}>
        {isEditor && <UndoButtons />}
        {isEditor && <SaveButton />}
        <ModelMenu />
        {isEditor && <FilePicker label="Open clip" look="quiet" />}
        <ActionButton action="shortcuts">
          <Keyboard size={18} aria-hidden />
        </ActionButton>
      </div>
    </header>
  );
};
