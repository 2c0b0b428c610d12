import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useEarmark } from '../../session/hooks.ts';
import { formatBytes } from '../../ui/formatBytes.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './ModelMenu.module.css';

/** How much of the browser's room the model takes, and a way to have it back. */
export const CachedModel = () => {
  const { bundles, offline } = useEarmark();
  const isAppKept = useStore(offline.store, (state) => state.isOfflineReady);
  const [bytes, setBytes] = useState<number | null>(null);

  useEffect(() => {
    let isShown = true;
    bundles.measureCache().then(
      (kept) => isShown && setBytes(kept),
      // Without storage nothing is kept.
      () => isShown && setBytes(0),
    );
    return () => {
      isShown = false;
    };
  }, [bundles]);

  if (bytes === null) {
    return null;
  }
  return (
    <div className={styles['kept']}>
      <output className={styles['soft']}>
        {bytes === 0
          ? 'No model is kept in this browser; the next visit fetches it again.'
          : `${formatBytes(bytes)} of model are kept in this browser.${isAppKept ? ' Everything works without network now.' : ''}`}
      </output>
      {bytes > 0 && (
        <Button
          onClick={() => {
            bundles.clearCache().then(
              () => setBytes(0),
              () => undefined,
            );
          }}
        >
          Delete the kept model
        </Button>
      )}
    </div>
  );
};
