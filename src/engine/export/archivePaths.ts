import { formatFileName } from '../../core/export/namePattern.ts';
import { safeName } from '../../core/util/safeName.ts';
import type { ExportFrame, FrameLayer } from './exportFrames.ts';
import type { ExportJob } from './exporter.ts';

/** Unique names of objects, valid as folder and file names. */
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

/** One image of a frame: its path and the objects that it shows. */
type ArchiveImage = { readonly path: string; readonly layers: readonly FrameLayer[] };

/** Frame index with five digits, as DAVIS and YouTube-VOS name their frames. */
export const padFrameIndex = (number: number): string => String(number).padStart(5, '0');

/**
 * Images of a frame: one of all objects, or a folder for each object.
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
      frame: frameIndex + settings.frameNumbersFrom,
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
