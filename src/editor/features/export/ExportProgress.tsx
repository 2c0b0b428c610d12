import { Download } from 'lucide-react';
import { EXPORT_FORMATS } from '../../../core/export/exportFormats.ts';
import { useEarmark, useSession } from '../../session/hooks.ts';
import { saveToDownloads } from '../../persistence/saveToDownloads.ts';
import { formatBytes, formatDuration } from '../../ui/format.ts';
import { Button } from '../../ui/Button.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import styles from './ExportProgress.module.css';

export const ExportProgress = () => {
  const { exports } = useEarmark();
  const state = useSession(({ exporting }) => exporting);
  if (state.kind === 'writing') {
    const { done, total, bytes, secondsLeft } = state;
    return (
      <div className={styles['progress']}>
        <ProgressBar label="Exporting" share={total > 0 ? done / total : null} />
        <p className={styles['text']}>
          {total > 0 && `${done} of ${total}, `}
          {formatBytes(bytes)}
          {secondsLeft !== null && `, ${formatDuration(secondsLeft)} left`}
        </p>
        <Button onClick={() => exports.cancel()}>Cancel export</Button>
      </div>
    );
  }
  if (state.kind === 'written') {
    const { file, format, frames, notComputed, isDownloaded } = state;
    const { kind } = EXPORT_FORMATS[format];
    return (
      <div className={styles['progress']}>
        <p className={styles['done']}>
          {isDownloaded ? 'In your downloads: ' : 'Saved: '}
          {kind === 'audio' && 'The sound of '}
          {kind === 'list' && 'The moments of '}
          {kind !== 'still' && (frames === 1 ? '1 frame in ' : `${frames} frames in `)}
          {file.name}, {formatBytes(file.size)}
        </p>
        {notComputed > 0 && (
          <p className={styles['text']}>
            {notComputed === 1 ? '1 frame was' : `${notComputed} frames were`} not searched and{' '}
            {notComputed === 1 ? 'is' : 'are'} not in the file.
          </p>
        )}
        <div className={styles['actions']}>
          {isDownloaded && (
            <Button onClick={() => saveToDownloads(file)}>
              <Download size={16} aria-hidden />
              Save again
            </Button>
          )}
          <Button variant="quiet" onClick={() => exports.reset()}>
            Export something else
          </Button>
        </div>
      </div>
    );
  }
  return null;
};
