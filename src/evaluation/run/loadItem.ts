import type { Benchmark } from '../benchmark/benchmark.ts';
import type { BenchmarkFolder } from '../benchmark/benchmarkFolder.ts';
import type { BenchmarkItem, ItemFiles } from '../benchmark/benchmarkItem.ts';
import { ItemError } from '../benchmark/benchmarkProblem.ts';
import { decodeGroundTruth } from '../metrics/groundTruthMask.ts';
import type { BinaryMask } from '../metrics/groundTruthMask.ts';
import type { MediaFiles } from './segmenter.ts';
import { MAX_BENCHMARK_IMAGE_BYTES } from '../../core/limits.ts';

/** @throws ItemFailure `missing-frames` | `missing-sound` */
export const loadMedia = async (
  folder: BenchmarkFolder,
  { media }: ItemFiles,
  name: string,
): Promise<MediaFiles> => {
  if (media.kind === 'video') {
    const file = await folder.read(media.path);
    if (file === null) throw new ItemError('missing-frames', `There is no ${media.path}.`);
    return { kind: 'video', name, file };
  }
  const frames = await Promise.all(
    media.framePaths.map(async (path) => {
      const frame = await folder.read(path);
      if (frame === null) throw new ItemError('missing-frames', `There is no ${path}.`);
      if (frame.size > MAX_BENCHMARK_IMAGE_BYTES) {
        throw new ItemError('unreadable-frame', `${path} is too large.`);
      }
      return frame;
    }),
  );
  const sound = media.audioPath === null ? null : await folder.read(media.audioPath);
  if (sound === null && media.audioPath !== null) {
    throw new ItemError('missing-sound', `There is no ${media.audioPath}.`);
  }
  return { kind: 'stills', name, frames, audio: sound };
};

/** A truth, or null where the whole frame is empty by definition. */
type GroundTruth = { readonly frameIndex: number; readonly mask: BinaryMask | null };

export type LoadedItem = {
  readonly item: BenchmarkItem;
  readonly files: ItemFiles;
  readonly groundTruths: readonly GroundTruth[];
};

/** Looks an item's files up and reads its masks. @throws ItemFailure */
export const loadItem = async (
  benchmark: Benchmark,
  folder: BenchmarkFolder,
  item: BenchmarkItem,
): Promise<LoadedItem> => {
  const files = await benchmark.findFiles(item);
  const truths: GroundTruth[] = [];
  for (const { frameIndex, maskPath } of files.groundTruth) {
    if (maskPath === null) {
      truths.push({ frameIndex, mask: null });
      continue;
    }
    const file = await folder.read(maskPath);
    if (file === null) throw new ItemError('missing-mask', `There is no ${maskPath}.`);
    if (file.size > MAX_BENCHMARK_IMAGE_BYTES) {
      throw new ItemError('unreadable-mask', `${maskPath} is too large.`);
    }
    const bytes = new Uint8Array(await file.arrayBuffer());
    truths.push({ frameIndex, mask: decodeGroundTruth(bytes, files.groundTruthRule, maskPath) });
  }
  return { item, files, groundTruths: truths };
};
