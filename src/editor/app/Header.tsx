import { Keyboard } from 'lucide-react';
import { BinButton } from '../features/bin/BinSheet.tsx';
import { FilePicker } from '../features/import/FilePicker.tsx';
import { ModelMenu } from '../features/model/ModelMenu.tsx';
import { actionById } from '../actions/actionTable.ts';
import { useEarmark, useSession, useView } from '../session/hooks.ts';
import { ActionButton } from '../ui/ActionButton.tsx';
import { ThemeMenu } from '../ui/ThemeMenu.tsx';
import styles from './Header.module.css';
import { Logo } from './Logo.tsx';
import { SaveButton } from './SaveButton.tsx';
import { UndoButtons } from './UndoButtons.tsx';

export const Header = () => {
  const earmark = useEarmark();
  const isEditor = useView(({ page }) => page === 'editor');
  const clipName = useSession(
    (state) => state.openingFileName ?? state.clip?.info.fileName ?? null,
  );
  const isOpening = useSession((state) => state.openingFileName !== null);
  return (
    <header className={styles['header']}>
      <button
        type="button"
        className={styles['brand']}
        aria-label="Earmark, start screen"
        onClick={() => actionById('start-screen').perform(earmark)}
      >
        <Logo />
        <span className={styles['name']}>Earmark</span>
      </button>
      {isEditor && clipName !== null && (
        <output className={styles['clip']}>{isOpening ? `Opening ${clipName}…` : clipName}</output>
      )}
      <div className={styles['tools']}>
        {isEditor && <UndoButtons />}
        {isEditor && <SaveButton />}
        <BinButton />
        <ModelMenu />
        {isEditor && <FilePicker label="Open clip" variant="quiet" />}
        <span className={styles['theme']} data-editor={isEditor || undefined}>
          <ThemeMenu store={earmark.theme} />
        </span>
        <ActionButton action="shortcuts">
          <Keyboard size={18} aria-hidden />
        </ActionButton>
      </div>
    </header>
  );
};
