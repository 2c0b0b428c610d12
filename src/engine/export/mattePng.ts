import { encode } from 'fast-png';
import { frameName } from './frameEncoder.ts';
import type { FrameEncoder } from './frameEncoder.ts';

/** Binary mattes: 8-bit grey, 255 where the thing is. */
export const mattePng: FrameEncoder = {
  path: (clipName, frameIndex) => `${clipName}/${frameName(frameIndex)}`,
  encode: ({ width, height, mask }) => {
    const data = mask.map((value) => value * 255);
    const png = encode({ width, height, data, channels: 1, depth: 8 });
    return Promise.resolve(new Uint8Array(png));
  },
};
