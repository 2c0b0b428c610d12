import { RefreshCw, X } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { useEarmark, useSession } from '../../session/hooks.ts';
import { runningResult } from '../../session/sessionStore.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './UpdateNotice.module.css';

/** Reports a new version, which starts on request or at the next visit. */
export const UpdateNotice = () => {
  const { offline } = useEarmark();
  const hasUpdate = useStore(offline.store, (state) => state.hasUpdate);
  const isBusy = useSession(
    (state) => runningResult(state) !== null || state.exporting.kind === 'writing',
  );
  const [isDismissed, setIsDismissed] = useState(false);
  if (!hasUpdate || isDismissed) {
    return null;
  }
  return (
    <section className={styles['notice']} aria-label="New version">
      <RefreshCw size={18} aria-hidden />
      <output className={styles['text']}>
        A new version of Earmark is ready.{' '}
        {isBusy
          ? 'Reloading stops the current search or export; the masks found so far are kept.'
          : 'It needs a reload; your project is kept.'}
      </output>
      <Button onClick={() => offline.applyUpdate()}>Reload now</Button>
      <Button variant="quiet" aria-label="Dismiss" onClick={() => setIsDismissed(true)}>
        <X size={16} aria-hidden />
      </Button>
    </section>
  );
};
