import { useEffect, useState } from 'react';
import { useEarmark } from '../../session/hooks.ts';
import type { SessionState } from '../../session/sessionStore.ts';
import styles from './Toast.module.css';

/** Long enough to be read after the eye has found it. */
const SHOWN_MILLISECONDS = 5000;

/**
 * The latest confirmation or hint, over the picture for a moment. The live region says the same to
 * screen readers.
 */
export const Toast = () => {
  const { session } = useEarmark();
  const [shown, setShown] = useState<SessionState['announcement'] | null>(null);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unsubscribe = session.subscribe(
      (state) => state.announcement,
      (latest) => {
        if (latest.isVisible) {
          clearTimeout(timer);
          setShown(latest);
          timer = setTimeout(() => setShown(null), SHOWN_MILLISECONDS);
        }
      },
    );
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [session]);

  return shown === null ? null : (
    <p key={shown.number} className={styles['toast']} aria-hidden data-testid="toast">
      {shown.text}
    </p>
  );
};
