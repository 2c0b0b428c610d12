import { ArrowLeft, Film } from 'lucide-react';
import { useEarmark, useSession } from '../../session/hooks.ts';
import { Button } from '../../ui/Button.tsx';
import { FilePicker } from './FilePicker.tsx';
import { RecentProjects } from './RecentProjects.tsx';
import { SampleCards } from './SampleCards.tsx';
import styles from './StartScreen.module.css';

export const StartScreen = () => {
  const { view } = useEarmark();
  const openName = useSession(({ clip }) => clip?.info.fileName ?? null);
  const opening = useSession((state) => state.openingFileName);
  const pendingQueries = useSession((state) => state.pendingQueries);
  return (
    <main className={styles['start']}>
      {openName !== null && (
        <Button
          variant="quiet"
          className={styles['back']}
          onClick={() => view.setState({ page: 'editor' })}
        >
          <ArrowLeft size={16} aria-hidden />
          Back to {openName}
        </Button>
      )}
      <h1 className={styles['claim']}>
        Say what to find. <span>Get it cut out, frame by frame.</span>
      </h1>
      <p className={styles['lead']}>
        Earmark follows one plain sentence through a video: how an object looks, how it sounds, what
        it does. It all happens in this tab; your clip never leaves your computer.
      </p>
      <section className={styles['drop']} aria-label="Open a clip" aria-busy={opening !== null}>
        <Film size={28} strokeWidth={1.5} aria-hidden />
        {opening === null ? (
          <>
            <p className={styles['invite']}>Drop a clip here</p>
            {pendingQueries.length > 0 && (
              <output className={styles['pending']}>
                The link asks for {pendingQueries.map((query) => `“${query}”`).join(', ')}. Open the
                clip that it is about.
              </output>
            )}
            <FilePicker label="Choose a clip" variant="primary" />
            <p className={styles['formats']}>
              MP4, MOV, WebM or MKV, with or without sound, or a project
            </p>
          </>
        ) : (
          <output className={styles['invite']}>Opening {opening}…</output>
        )}
      </section>
      <RecentProjects />
      <SampleCards />
    </main>
  );
};
