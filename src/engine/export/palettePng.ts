import { encode } from 'fast-png';
import { DAVIS_PALETTE } from '../../core/palette.ts';
import { frameName } from './frameEncoder.ts';
import type { FrameEncoder } from './frameEncoder.ts';

/** Annotations as DAVIS and YouTube-VOS store them: palette PNGs, 0 background, 1 the object. */
export const palettePng: FrameEncoder = {
  path: (clipName, frameIndex) => `Annotations/${clipName}/${frameName(frameIndex)}`,
  encode: ({ width, height, mask }) => {
    const palette = DAVIS_PALETTE.map((colour) => [...colour]);
    const png = encode({ width, height, data: mask, channels: 1, depth: 8, palette });
    return Promise.resolve(new Uint8Array(png));
  },
};
