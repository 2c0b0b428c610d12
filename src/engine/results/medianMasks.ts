import type { FrameTable } from '../../core/time/frameTable.ts';
import {
  fixedFrames,
  temporalMedian,
  medianWindow,
  medianPresenceAt,
} from '../../core/mask/temporalMedian.ts';
import type { SegmentResult } from './resultStore.ts';
import type { MedianMask, ResultKey } from '../../protocol/requests.ts';

/** A result's masks as they are shown and exported: temporal medians. */
export type MedianMasks = {
  /** Undefined when the frame is not computed. */
  readonly presence: (frameIndex: number) => number | undefined;
  /** Null when the frame is not computed. */
  get(frameIndex: number): Promise<MedianMask | null>;
};

export const createMedianMasks = (
  { masks, key }: Pick<SegmentResult, 'masks'> & { readonly key: Pick<ResultKey, 'points'> },
  ptsSeconds: FrameTable,
): MedianMasks => {
  const fixed = fixedFrames(key.points);
  const presence = (frameIndex: number): number | undefined =>
    medianPresenceAt(ptsSeconds, frameIndex, (other) => masks.header(other)?.presence, fixed);
  return {
    presence,
    get: async (frameIndex) => {
      const frames = fixed.has(frameIndex)
        ? [frameIndex]
        : medianWindow(ptsSeconds, frameIndex, (other) => masks.has(other));
      const read = await Promise.all(frames.map((other) => masks.get(other)));
      const [own] = read;
      if (!own) {
        return null;
      }
      const maps = read.flatMap((mask) => (mask ? [mask.probability] : []));
      return {
        ...own,
        presence: presence(frameIndex) ?? own.presence,
        probability: temporalMedian(maps),
        medianFrameCount: frames.length,
      };
    },
  };
};
