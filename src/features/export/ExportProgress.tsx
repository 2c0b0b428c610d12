import { Download } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useEarmark, useSession } from '../../state/hooks.ts';
import { bytesText } from '../../ui/bytesText.ts';
import { durationText } from '../../ui/durationText.ts';
import { Button } from '../../ui/Button.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import styles from './ExportProgress.module.css';

/** A URL of the written file, as long as it is shown. */
const useFileUrl = (file: File | null): string | null => {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!file) {
      return;
    }
    const created = URL.createObjectURL(file);
    setUrl(created);
    return () => {
      setUrl(null);
      URL.revokeObjectURL(created);
    };
  }, [file]);
  return url;
};

export const ExportProgress = () => {
  const { exports } = useEarmark();
  const state = useSession(({ exporting }) => exporting);
  const url = useFileUrl(state.kind === 'written' ? state.file : null);
  if (state.kind === 'writing') {
    const { done, total, bytes, secondsLeft } = state;
    return (
      <div className={styles['progress']}>
        <ProgressBar label="Exporting" share={total > 0 ? done / total : null} />
        <p className={styles['text']}>
          Frame {done} of {total}, {bytesText(bytes)}
          {secondsLeft !== null && `, ${durationText(secondsLeft)} left`}
        </p>
        <Button onClick={() => exports.cancel()}>Cancel export</Button>
      </div>
    );
  }
  if (state.kind === 'written') {
    const { file, frames, notComputed } = state;
    return (
      <div className={styles['progress']}>
        <p className={styles['done']}>
          {frames === 1 ? '1 frame' : `${frames} frames`} in {file.name}, {bytesText(file.size)}
        </p>
        {notComputed > 0 && (
          <p className={styles['text']}>{notComputed} frames were not looked at and are missing.</p>
        )}
        <div className={styles['actions']}>
          {url !== null && (
            <a className={styles['save']} href={url} download={file.name}>
              <Download size={16} aria-hidden />
              Save the ZIP
            </a>
          )}
          <Button look="quiet" onClick={() => exports.reset()}>
            Export something else
          </Button>
        </div>
      </div>
    );
  }
  return null;
};
