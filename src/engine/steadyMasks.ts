import type { FrameTable } from '../core/frameTable.ts';
import { medianMap, steadyFrames, steadyPresenceAt } from '../core/steadyMask.ts';
import type { MaskStore } from './maskStore.ts';
import type { SteadyMask } from './protocol.ts';

/** A result's masks as they are shown and exported: each steadied by its neighbours. */
export type SteadyMasks = {
  /** Undefined when the frame is not computed. */
  readonly presence: (frameIndex: number) => number | undefined;
  /** Null when the frame is not computed. */
  get(frameIndex: number): Promise<SteadyMask | null>;
};

export const steadyMasks = (masks: MaskStore, ptsSeconds: FrameTable): SteadyMasks => {
  const presence = (frameIndex: number): number | undefined =>
    steadyPresenceAt(ptsSeconds, frameIndex, (other) => masks.header(other)?.presence);
  return {
    presence,
    get: async (frameIndex) => {
      const frames = steadyFrames(ptsSeconds, frameIndex, (other) => masks.has(other));
      const read = await Promise.all(frames.map((other) => masks.get(other)));
      const [own] = read;
      if (!own) {
        return null;
      }
      const maps = read.flatMap((mask) => (mask ? [mask.probability] : []));
      return {
        ...own,
        presence: presence(frameIndex) ?? own.presence,
        probability: medianMap(maps),
        steadiedBy: frames.length,
      };
    },
  };
};
