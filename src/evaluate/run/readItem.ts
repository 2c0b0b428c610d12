import type { Benchmark } from '../benchmark/benchmark.ts';
import type { BenchFolder } from '../benchmark/folder.ts';
import type { BenchItem, ItemFiles } from '../benchmark/item.ts';
import { ItemFailure } from '../benchmark/problem.ts';
import { decodeTruth } from '../metrics/truthMask.ts';
import type { BinaryMask } from '../metrics/truthMask.ts';
import type { MediaFiles } from './segmenter.ts';

/** Bytes of a mask or a frame; more is no picture of a benchmark. */
const MAX_PICTURE_BYTES = 64_000_000;

/** @throws ItemFailure `missing-frames` | `missing-sound` */
export const readMedia = async (
  folder: BenchFolder,
  { media }: ItemFiles,
  name: string,
): Promise<MediaFiles> => {
  if (media.kind === 'video') {
    const file = await folder.read(media.path);
    if (file === null) throw new ItemFailure('missing-frames', `There is no ${media.path}.`);
    return { kind: 'video', name, file };
  }
  const frames = await Promise.all(
    media.framePaths.map(async (path) => {
      const frame = await folder.read(path);
      if (frame === null) throw new ItemFailure('missing-frames', `There is no ${path}.`);
      if (frame.size > MAX_PICTURE_BYTES) {
        throw new ItemFailure('unreadable-frame', `${path} is too large.`);
      }
      return frame;
    }),
  );
  const sound = media.soundPath === null ? null : await folder.read(media.soundPath);
  if (sound === null && media.soundPath !== null) {
    throw new ItemFailure('missing-sound', `There is no ${media.soundPath}.`);
  }
  return { kind: 'stills', name, frames, sound };
};

/** A truth, or null where the whole frame is empty by definition. */
export type ReadTruth = { readonly frameIndex: number; readonly mask: BinaryMask | null };

export type ReadItem = {
  readonly item: BenchItem;
  readonly files: ItemFiles;
  readonly truths: readonly ReadTruth[];
};

/** Looks an item's files up and reads its masks. @throws ItemFailure */
export const readItem = async (
  benchmark: Benchmark,
  folder: BenchFolder,
  item: BenchItem,
): Promise<ReadItem> => {
  const files = await benchmark.files(item);
  const truths: ReadTruth[] = [];
  for (const { frameIndex, maskPath } of files.truth) {
    if (maskPath === null) {
      truths.push({ frameIndex, mask: null });
      continue;
    }
    const file = await folder.read(maskPath);
    if (file === null) throw new ItemFailure('missing-mask', `There is no ${maskPath}.`);
    if (file.size > MAX_PICTURE_BYTES) {
      throw new ItemFailure('unreadable-mask', `${maskPath} is too large.`);
    }
    const bytes = new Uint8Array(await file.arrayBuffer());
    truths.push({ frameIndex, mask: decodeTruth(bytes, files.truthRule, maskPath) });
  }
  return { item, files, truths };
};
