import type { QueueCounts, QueueEntry } from '../../../core/queue/clipQueue.ts';
import type { BinClip } from '../../bin/binState.ts';

const describeFound = ({ found }: BinClip): string =>
  (found ?? [])
    .map(({ query, presentFrames, frames }) =>
      presentFrames === 0
        ? `“${query}”: not found`
        : `“${query}”: in ${presentFrames} of ${frames} frames`,
    )
    .join(' · ');

/** @param share of the clip that is searched now; null while it is not. */
export const describeBinClip = (
  clip: BinClip,
  entry: Pick<QueueEntry, 'state' | 'failure'> | undefined,
  share: number | null,
): string => {
  switch (entry?.state) {
    case 'done':
      return describeFound(clip);
    case 'failed':
      return entry.failure?.message ?? 'Failed.';
    case 'running':
      return `Searching, ${Math.round(100 * (share ?? 0))} %`;
    default:
      return 'Waiting';
  }
};

/** `3 clips: 1 done, 1 failed, 1 waiting`. */
export const describeBinCounts = (
  clips: number,
  { done, failed, running, waiting }: QueueCounts,
): string => {
  if (clips === 0) {
    return 'Drop several clips anywhere, or add them here.';
  }
  const parts = [
    [done, 'done'],
    [failed, 'failed'],
    [running, 'searching'],
    [waiting, 'waiting'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return `${clips === 1 ? '1 clip' : `${clips} clips`}: ${said.join(', ')}`;
};
