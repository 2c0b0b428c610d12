import { ListVideo, Pause, Play, X } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { useStore } from 'zustand';
import {
  EXPORT_FORMAT_NAMES,
  EXPORT_FORMATS,
  type ExportFormat,
} from '../../../core/export/exportFormats.ts';
import { countClips, type QueueEntry } from '../../../core/queue/clipQueue.ts';
import { canPickHandles, pickFiles } from '../../bin/binFiles.ts';
import type { BinClip } from '../../bin/binState.ts';
import { notifyOfErrors } from '../../session/notices.ts';
import { useEarmark, useView } from '../../session/hooks.ts';
import { Button } from '../../ui/Button.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import styles from './BinSheet.module.css';
import { describeBinClip, describeBinCounts } from './describeBin.ts';

/** A still is of the frame at the playhead, which the clips of a bin have not. */
const BIN_FORMATS = EXPORT_FORMAT_NAMES.filter((format) => EXPORT_FORMATS[format].kind !== 'still');

const AddClips = () => {
  const { bin, session } = useEarmark();
  const input = useRef<HTMLInputElement>(null);
  const add = async (): Promise<void> => {
    if (!canPickHandles()) {
      input.current?.click();
      return;
    }
    await notifyOfErrors(session, async () => bin.add(await pickFiles()));
  };
  return (
    <>
      <Button onClick={() => void add()}>Add clips…</Button>
      <input
        ref={input}
        type="file"
        multiple
        className="visually-hidden"
        tabIndex={-1}
        aria-hidden
        data-testid="bin-files"
        onChange={(event) => {
          const given = Array.from(event.target.files ?? [], (file) => ({ file, handle: null }));
          void bin.add(given);
          event.target.value = '';
        }}
      />
    </>
  );
};

type BinRowProps = { readonly clip: BinClip; readonly entry: QueueEntry | undefined };

const BinRow = ({ clip, entry }: BinRowProps) => {
  const { bin } = useEarmark();
  const running = useStore(bin.store, (state) => state.running);
  const share = running?.id === clip.id ? running.share : null;
  return (
    <li className={styles['clip']} data-state={entry?.state}>
      <span className={styles['name']}>{clip.fileName}</span>
      <span className={styles['facts']}>{describeBinClip(clip, entry, share)}</span>
      {entry?.state === 'done' && (
        <Button
          variant="quiet"
          aria-label={`Open ${clip.fileName} in the editor`}
          onClick={() => void bin.openInEditor(clip.id)}
        >
          Open
        </Button>
      )}
      <Button
        variant="quiet"
        aria-label={`Remove ${clip.fileName} from the bin`}
        onClick={() => void bin.remove(clip.id)}
      >
        <X size={16} aria-hidden />
      </Button>
    </li>
  );
};

const BinExport = () => {
  const { bin, exports } = useEarmark();
  const [format, setFormat] = useState<ExportFormat>(() => {
    const { format: last } = exports.settings.getState();
    return BIN_FORMATS.includes(last) ? last : 'matte-png';
  });
  const exporting = useStore(bin.store, (state) => state.exporting);
  const id = useId();
  return (
    <div className={styles['export']}>
      <label htmlFor={id}>Export as</label>
      <select
        id={id}
        className={styles['control']}
        value={format}
        onChange={(event) => {
          const chosen = BIN_FORMATS.find((name) => name === event.target.value);
          setFormat(chosen ?? format);
        }}
      >
        {BIN_FORMATS.map((name) => (
          <option key={name} value={name}>
            {EXPORT_FORMATS[name].label}
          </option>
        ))}
      </select>
      {exporting === null ? (
        <Button onClick={() => void bin.exportAll(format)}>Export all</Button>
      ) : (
        <>
          <output>
            {exporting.done} of {exporting.total} clips exported
          </output>
          <Button onClick={() => bin.cancelExport()}>Cancel</Button>
        </>
      )}
      <p className={styles['hint']}>
        One ZIP with a folder per clip. Options are those last chosen in the export dialog.
      </p>
    </div>
  );
};

const BinContent = () => {
  const { bin } = useEarmark();
  const { clips, queries, queue } = useStore(bin.store);
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? queries.join('\n');
  const counts = countClips(queue);
  const isSearching =
    counts.running > 0 || (counts.waiting > 0 && !queue.isPaused && queries.length > 0);
  const id = useId();
  const entryOf = new Map(queue.entries.map((entry) => [entry.id, entry]));
  return (
    <div className={styles['bin']}>
      <label htmlFor={id} className={styles['label']}>
        What to find in every clip, a sentence a line
      </label>
      <textarea
        id={id}
        className={styles['queries']}
        rows={3}
        value={text}
        onChange={({ target }) => setTyped(target.value)}
      />
      <div className={styles['actions']}>
        {isSearching ? (
          <Button variant="primary" onClick={() => bin.pause()}>
            <Pause size={16} aria-hidden />
            Pause
          </Button>
        ) : (
          <Button
            variant="primary"
            disabled={clips.length === 0}
            onClick={() => void bin.start(text)}
          >
            <Play size={16} aria-hidden />
            {counts.done > 0 && counts.waiting > 0 ? 'Resume' : 'Search all'}
          </Button>
        )}
        <AddClips />
        {counts.failed > 0 && !isSearching && (
          <Button onClick={() => bin.retryFailed()}>Try failed ones again</Button>
        )}
        {clips.length > 0 && (
          <Button variant="quiet" onClick={() => void bin.clear()}>
            Empty the bin
          </Button>
        )}
      </div>
      <output className={styles['counts']}>{describeBinCounts(clips.length, counts)}</output>
      <ul className={styles['clips']}>
        {clips.map((clip) => (
          <BinRow key={clip.id} clip={clip} entry={entryOf.get(clip.id)} />
        ))}
      </ul>
      {counts.done > 0 && <BinExport />}
    </div>
  );
};

/** The bin of clips: what is searched in them, how far it is, and one export of all. */
export const BinSheet = () => {
  const { view } = useEarmark();
  const isOpen = useView(({ sheet }) => sheet === 'bin');
  return (
    <Sheet title="Bin" isWide isOpen={isOpen} onClose={() => view.setState({ sheet: null })}>
      {isOpen && <BinContent />}
    </Sheet>
  );
};

/** How far the bin is, in the header; nothing while it is empty. */
export const BinButton = () => {
  const { bin, view } = useEarmark();
  const count = useStore(bin.store, ({ clips }) => clips.length);
  const queue = useStore(bin.store, (state) => state.queue);
  const { done, failed } = countClips(queue);
  return count === 0 ? null : (
    <Button
      variant="quiet"
      title="Bin"
      aria-label={`Bin: ${done + failed} of ${count} clips searched`}
      onClick={() => view.setState({ sheet: 'bin' })}
    >
      <ListVideo size={18} aria-hidden />
      {done + failed}/{count}
    </Button>
  );
};
