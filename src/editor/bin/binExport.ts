import { EXPORT_FORMATS } from '../../core/export/exportFormats.ts';
import type { ExportSettings } from '../../core/export/exportSettings.ts';
import { countClips } from '../../core/queue/clipQueue.ts';
import { safeName } from '../../core/util/safeName.ts';
import type { ExportOptions } from '../../protocol/requests.ts';
import { NO_FILE, stopsQueue, toBinError, toQueueFailure } from './binFailures.ts';
import type { BinFiles } from './binFiles.ts';
import type { BinClip, StoredBin } from './binState.ts';
import type { BinStorage } from './binStorage.ts';
import type { BinWorker } from './binWorker.ts';

type BinExportSource = {
  readonly worker: BinWorker;
  readonly files: BinFiles;
  readonly storage: BinStorage;
  readonly bin: StoredBin;
};

type ExportStyle = Pick<ExportOptions, 'overlayOpacity' | 'backgroundColour'>;

type BinExportProgress = { readonly done: number; readonly total: number };

/** A folder for each clip; no two have the same name. */
const folderNames = (clips: readonly BinClip[]): ReadonlyMap<string, string> => {
  const taken = new Set<string>();
  const names = new Map<string, string>();
  for (const { id, fileName } of clips) {
    const base = safeName(fileName);
    let name = base;
    for (let number = 2; taken.has(name.toLowerCase()); number++) {
      name = `${base}-${number}`;
    }
    taken.add(name.toLowerCase());
    names.set(id, name);
  }
  return names;
};

const collectionName = (clips: number, { format, layout }: ExportSettings): string => {
  const { contents } = EXPORT_FORMATS[format];
  const named = { layout, look: format }[contents] ?? contents;
  return `${clips}-clips_${named}.zip`;
};

/** Exports the clips that are done into the open collection. @returns why others are not in it. */
const collectClips = async (
  { worker, files, storage, bin: { clips, queue } }: BinExportSource,
  settings: ExportSettings,
  { overlayOpacity, backgroundColour }: ExportStyle,
  signal: AbortSignal,
  onProgress: (progress: BinExportProgress) => void,
): Promise<readonly string[]> => {
  const folders = folderNames(clips);
  const nameOf = (id: string): string => clips.find((clip) => clip.id === id)?.fileName ?? id;
  const failures = queue.entries.flatMap(({ id, state, failure }) =>
    state === 'done' ? [] : [`${nameOf(id)}: ${failure?.message ?? 'Not searched.'}`],
  );
  const done = queue.entries.filter(({ state }) => state === 'done');
  for (const [place, { id }] of done.entries()) {
    onProgress({ done: place, total: done.length });
    try {
      const file = await files.read(id);
      const project = await storage.loadProject(id);
      if (file === null || project === null) {
        failures.push(`${nameOf(id)}: ${NO_FILE.message}`);
        continue;
      }
      const folder = folders.get(id) ?? id;
      const clip = { file, project, folder, overlayOpacity, backgroundColour };
      await worker.collect(clip, settings, signal);
    } catch (thrown) {
      const error = toBinError(thrown);
      if (error.kind === 'aborted' || stopsQueue(error)) {
        throw error;
      }
      failures.push(`${nameOf(id)}: ${toQueueFailure(error, nameOf(id)).message}`);
    }
  }
  return failures;
};

/**
 * One ZIP with a folder a clip that is done; `failed.txt` in it names the others.
 * @throws EarmarkError `aborted`, `quota`, those of the model; then nothing is left.
 */
export const exportBin = async (
  source: BinExportSource,
  settings: ExportSettings,
  style: ExportStyle,
  signal: AbortSignal,
  onProgress: (progress: BinExportProgress) => void,
): Promise<File> => {
  const { worker, bin } = source;
  const name = collectionName(countClips(bin.queue).done, settings);
  await worker.openCollection(name);
  try {
    const failures = await collectClips(source, settings, style, signal, onProgress);
    const file = await worker.closeCollection(
      failures.length === 0 ? null : `${failures.join('\n')}\n`,
    );
    return new File([file], name, { type: file.type });
  } catch (error) {
    await worker.discardCollection().catch(() => undefined);
    throw error;
  }
};
