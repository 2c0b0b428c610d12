import { expect, test } from 'vitest';
import { maskBounds, type MaskBounds } from './maskStatistics.ts';
import { postprocessMask } from './postprocessMask.ts';
import {
  DEFAULT_POSTPROCESS,
  isSamePostprocess,
  NO_POSTPROCESS,
  type PostprocessSettings,
} from './postprocessSettings.ts';

const WIDTH = 100;

/** Of what these settings leave of the man and the patch. */
const boxWith = (settings: PostprocessSettings): MaskBounds | null =>
  maskBounds(postprocessMask(maskWithPatch(), WIDTH, settings, 1, []).mask, WIDTH);

/** A man of 20 x 60 pixels, and a patch of 2 x 6 at the left edge. */
const maskWithPatch = (): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: WIDTH * WIDTH }, (_, pixel) => {
    const [x, y] = [pixel % WIDTH, Math.floor(pixel / WIDTH)];
    return Number((x >= 50 && x < 70 && y >= 30 && y < 90) || (x < 2 && y < 6));
  });

test('a patch at the edge does not stretch the box of a new object', () => {
  expect(boxWith(NO_POSTPROCESS)).toEqual({ left: 0, top: 0, width: 70, height: 90 });
  expect(boxWith(DEFAULT_POSTPROCESS)).toEqual({ left: 50, top: 30, width: 20, height: 60 });
});

test('an object of a speck’s size stays', () => {
  const tiny = new Uint8Array(WIDTH * WIDTH);
  tiny[5050] = 1;
  expect(postprocessMask(tiny, WIDTH, DEFAULT_POSTPROCESS, 1, []).mask).toEqual(tiny);
});

test('settings are compared by their values', () => {
  expect(isSamePostprocess(DEFAULT_POSTPROCESS, { ...DEFAULT_POSTPROCESS })).toBe(true);
  expect(isSamePostprocess(DEFAULT_POSTPROCESS, NO_POSTPROCESS)).toBe(false);
});
