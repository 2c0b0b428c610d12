import type { DecodeCounts } from '../../protocol/requests.ts';
import type { DecodedFrame, MediaClip } from './mediaClip.ts';

/** A clip of which every decoded frame is counted. */
export type CountedClip = { readonly clip: MediaClip; counts(): DecodeCounts };

export const countDecodes = (clip: MediaClip): CountedClip => {
  const counts = { single: 0, playing: 0, chosen: 0 };
  async function* counted<T>(
    values: AsyncGenerator<T, void>,
    kind: keyof DecodeCounts,
  ): AsyncGenerator<T, void> {
    for await (const value of values) {
      counts[kind] += 1;
      yield value;
    }
  }
  return {
    counts: () => ({ ...counts }),
    clip: {
      ...clip,
      frameAt: async (...asked): Promise<DecodedFrame> => {
        const frame = await clip.frameAt(...asked);
        counts.single += 1;
        return frame;
      },
      framesTowards: (...asked) => counted(clip.framesTowards(...asked), 'single'),
      framesFrom: (...asked) => counted(clip.framesFrom(...asked), 'playing'),
      framesAt: (...asked) => counted(clip.framesAt(...asked), 'chosen'),
      readThumbnails: (...asked) => counted(clip.readThumbnails(...asked), 'chosen'),
    },
  };
};
