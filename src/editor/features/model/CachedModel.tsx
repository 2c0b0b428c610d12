import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useEarmark } from '../../session/hooks.ts';
import { formatBytes } from '../../ui/format.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './ModelMenu.module.css';

/** Size of the cached bundle, and a button that deletes it. */
export const CachedModel = () => {
  const { bundles, offline } = useEarmark();
  const isOfflineReady = useStore(offline.store, (state) => state.isOfflineReady);
  const [bytes, setBytes] = useState<number | null>(null);

  useEffect(() => {
    let isShown = true;
    bundles.measureCache().then(
      (cachedBytes) => isShown && setBytes(cachedBytes),
      // Without storage nothing is cached.
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
    <div className={styles['cached']}>
      <output className={styles['soft']}>
        {bytes === 0
          ? 'The model is not stored in this browser; the next visit downloads it again.'
          : `The model is stored in this browser (${formatBytes(bytes)}).${isOfflineReady ? ' Everything works without network now.' : ''}`}
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
          Delete the stored model
        </Button>
      )}
    </div>
  );
};
