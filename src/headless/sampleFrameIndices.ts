import { type FrameTable, nearestFrameIndex } from '../core/time/frameTable.ts';
import type { FrameSampling } from './api.ts';

const sortUnique = (frameIndices: readonly number[]): number[] =>
  [...new Set(frameIndices)].toSorted((a, b) => a - b);

/**
 * Frame indices of a selection, ascending, each once.
 *
 * At a rate of r frames a second it is the frame nearest to the middle of each 1 / r second, so that
 * rate 1 gives exactly the frames of the engine's overview and costs nothing beyond it.
 * A list is taken as it is: whether its frames exist is the caller's to check.
 */
export function sampleFrameIndices(
  selection: FrameSampling,
  ptsSeconds: FrameTable,
  durationSeconds: number,
): number[] {
  if (selection.kind === 'every') return Array.from(ptsSeconds, (_, frameIndex) => frameIndex);
  if (selection.kind === 'list') return sortUnique(selection.frameIndices);
  const step = 1 / selection.framesPerSecond;
  const end = Math.max(durationSeconds, ptsSeconds.at(-1) ?? 0);
  const count = ptsSeconds.length === 0 ? 0 : Math.max(1, Math.ceil(end / step));
  const middles = Array.from({ length: count }, (_, index) => {
    const start = index * step;
    return (start + Math.min(start + step, end)) / 2;
  });
  return sortUnique(middles.map((seconds) => nearestFrameIndex(ptsSeconds, seconds)));
}
