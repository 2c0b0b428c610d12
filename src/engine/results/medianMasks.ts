import type { FrameTable } from '../../core/time/frameTable.ts';
import { temporalMedian, medianWindow, medianPresenceAt } from '../../core/mask/temporalMedian.ts';
import type { MaskStore } from './maskStore.ts';
import type { MedianMask } from '../../protocol/requests.ts';

/** A result's masks as they are shown and exported: temporal medians. */
export type MedianMasks = {
  /** Undefined when the frame is not computed. */
  readonly presence: (frameIndex: number) => number | undefined;
  /** Null when the frame is not computed. */
  get(frameIndex: number): Promise<MedianMask | null>;
};

export const createMedianMasks = (masks: MaskStore, ptsSeconds: FrameTable): MedianMasks => {
  const presence = (frameIndex: number): number | undefined =>
    medianPresenceAt(ptsSeconds, frameIndex, (other) => masks.header(other)?.presence);
  return {
    presence,
    get: async (frameIndex) => {
      const frames = medianWindow(ptsSeconds, frameIndex, (other) => masks.has(other));
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
