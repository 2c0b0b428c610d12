import { formatFileName } from '../../core/export/namePattern.ts';
import { safeName } from '../../core/util/safeName.ts';
import type { ExportFrame, FrameLayer } from './exportFrames.ts';
import type { ExportJob } from './exporter.ts';

/** Names of objects fit for folders and files, each different from the others. */
export const objectFileNames = (names: readonly string[]): readonly string[] => {
  const taken = new Set<string>();
  return names.map((name) => {
    const base = safeName(name.replaceAll(/[^\p{L}\p{M}\p{N}_]+/gu, '-'));
    let unique = base;
    for (let number = 2; taken.has(unique.toLowerCase()); number++) {
      unique = `${base}-${number}`;
    }
    taken.add(unique.toLowerCase());
    return unique;
  });
};

/** One picture of a frame: where it goes and which things it shows. */
export type ArchiveImage = { readonly path: string; readonly layers: readonly FrameLayer[] };

/** Frame index with five digits, as DAVIS and YouTube-VOS name their frames. */
export const padFrameIndex = (number: number): string => String(number).padStart(5, '0');

/**
 * Pictures of a frame, all things in one or a folder for each.
 * @param number how many frames were written before.
 */
export const archiveImages = (
  { objects, options }: ExportJob,
  { frameIndex, layers }: ExportFrame,
  number: number,
): readonly ArchiveImage[] => {
  const { clipName, settings } = options;
  const names = objectFileNames(objects.map(({ name }) => name));
  const nameOf = (object: string): string =>
    formatFileName(settings.namePattern, {
      clip: clipName,
      object,
      frame: frameIndex,
      number: settings.firstNumber + number,
    });
  if (settings.separateObjects) {
    return layers.map((layer, index) => {
      const object = names[index] ?? 'object';
      return { path: `${clipName}/${object}/${nameOf(object)}.png`, layers: [layer] };
    });
  }
  const together = names.length === 1 ? (names[0] ?? 'object') : 'all';
  return [{ path: `${clipName}/${nameOf(together)}.png`, layers }];
};
