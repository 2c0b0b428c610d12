import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useEarmark } from '../../session/hooks.ts';
import { formatBytes } from '../../ui/format.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './ModelMenu.module.css';

/** Size of the cached bundle, and a button that deletes it, after a question. */
export const CachedModel = () => {
  const { bundles, offline } = useEarmark();
  const isOfflineReady = useStore(offline.store, (state) => state.isOfflineReady);
  const [bytes, setBytes] = useState<number | null>(null);
  const [isAsking, setIsAsking] = useState(false);
  const keep = useRef<HTMLButtonElement>(null);

  // The button that asked is gone, and with it the focus.
  useEffect(() => {
    if (isAsking) {
      keep.current?.focus();
    }
  }, [isAsking]);

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
      {bytes > 0 && !isAsking && (
        <Button onClick={() => setIsAsking(true)}>Delete the stored model…</Button>
      )}
      {bytes > 0 && isAsking && (
        <fieldset className={styles['confirm']} aria-label="Delete the stored model?">
          <p>Delete it? The next visit downloads {formatBytes(bytes)} again.</p>
          <Button
            onClick={() => {
              setIsAsking(false);
              bundles.clearCache().then(
                () => setBytes(0),
                () => undefined,
              );
            }}
          >
            Delete
          </Button>
          <Button ref={keep} variant="quiet" onClick={() => setIsAsking(false)}>
            Keep
          </Button>
        </fieldset>
      )}
    </div>
  );
};
