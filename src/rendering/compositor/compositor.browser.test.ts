import { afterAll, expect, test } from 'vitest';
import { NO_POSTPROCESS } from '../../core/mask/postprocessSettings.ts';
import { upsampleMask } from '../../core/mask/upsampleMask.ts';
import type { FrameMask } from '../../protocol/requests.ts';
import { createMaskRefiner } from '../edges/maskRefiner.ts';
import { LOOK_NAMES, type LookName } from '../../core/mask/lookNames.ts';
import { createCompositor, type MaskLayer } from './compositor.ts';
import { createRasterMaskCache } from './rasterMaskCache.ts';

const [WIDTH, HEIGHT] = [160, 90];
const SIDE = 32;
const THRESHOLD = 0.5;
const refiner = createMaskRefiner();
afterAll(() => refiner.dispose());

/** Present in the right half, with a soft edge. */
const maskOf = (frameIndex: number): FrameMask => ({
  frameIndex,
  presence: 1,
  cueWeights: { sound: 0, sight: 1, words: 0 },
  objectScores: [1],
  maskWidth: SIDE,
  maskHeight: SIDE,
  probability: Uint8Array.from({ length: SIDE * SIDE }, (_, index) =>
    Math.round(255 / (1 + Math.exp(0.7 * (15.5 - (index % SIDE))))),
  ),
});

const overlayOf = (frameIndex: number): MaskLayer => ({
  mask: maskOf(frameIndex),
  maskThreshold: THRESHOLD,
  finish: NO_POSTPROCESS,
  strokes: [],
  opacity: 0.5,
  colour: [0, 0, 255],
  pattern: 'plain',
});

/** Red on the left, green on the right. */
const picture = (): ImageBitmap => {
  const context = new OffscreenCanvas(WIDTH, HEIGHT).getContext('2d', { alpha: false });
  if (context === null) {
    throw new Error('The browser gives no 2D canvas.');
  }
  context.fillStyle = 'rgb(200 40 40)';
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.fillStyle = 'rgb(40 200 40)';
  context.fillRect(WIDTH / 2, 0, WIDTH / 2, HEIGHT);
  return context.canvas.transferToImageBitmap();
};

const createCanvas = (): HTMLCanvasElement => {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: WIDTH, height: HEIGHT });
  return canvas;
};

const colourAt = (canvas: HTMLCanvasElement, x: number): number[] => {
  const context = canvas.getContext('2d');
  return [...(context?.getImageData(x, HEIGHT / 2, 1, 1).data ?? [])].slice(0, 3);
};

/** Colours a quarter and three quarters of the way: outside of the object and inside. */
const draw = (look: LookName, wipe: number | null = null) => {
  const canvas = createCanvas();
  const compositor = createCompositor(canvas, refiner, 1);
  const drawn = compositor.draw(
    { frameIndex: 3, bitmap: picture() },
    [overlayOf(3)],
    { look, wipe, backgroundColour: '#ffffff' },
    true,
  );
  return {
    drawn,
    beside: colourAt(canvas, WIDTH / 4),
    inside: colourAt(canvas, (3 * WIDTH) / 4),
  };
};

const RED = [200, 40, 40];
const GREEN = [40, 200, 40];

test('each look sets the object off from the background', () => {
  const looks = new Map(LOOK_NAMES.map((look) => [look, draw(look)]));
  const overlay = looks.get('overlay');
  expect(overlay?.beside).toEqual(RED);
  for (const [channel, half] of [20, 100, 147.5].entries()) {
    expect(Math.abs((overlay?.inside[channel] ?? 0) - half)).toBeLessThan(3);
  }
  expect(looks.get('outline')).toMatchObject({ beside: RED, inside: GREEN });
  expect(looks.get('matte')).toMatchObject({ beside: [0, 0, 0], inside: [255, 255, 255] });
  expect(looks.get('dimmed')?.inside).toEqual(GREEN);
  expect(looks.get('dimmed')?.beside[0]).toBeLessThan(60);
  expect(looks.get('blurred')?.inside).toEqual(GREEN);
  const grey = looks.get('grey');
  expect(new Set(grey?.beside).size).toBe(1);
  expect(grey?.inside).toEqual(GREEN);
  const checker = looks.get('cut-out');
  expect(new Set(checker?.beside).size).toBe(1);
  expect(checker?.inside).toEqual(GREEN);
  for (const { drawn } of looks.values()) {
    expect(drawn[0]?.edges).toBe('refined');
    expect(drawn[0]?.share).toBeCloseTo(0.5);
  }
});

test('the original is left of the line', () => {
  expect(draw('matte', 0.5)).toMatchObject({ beside: RED, inside: [255, 255, 255] });
  expect(draw('matte', 1)).toMatchObject({ beside: RED, inside: GREEN });
  expect(draw('matte', 0)).toMatchObject({ beside: [0, 0, 0] });
});

test('a mask of another frame is never drawn; without a look the picture stands alone', () => {
  const canvas = createCanvas();
  const compositor = createCompositor(canvas, refiner, 1);
  const shown = { frameIndex: 4, bitmap: picture() };
  expect(() =>
    compositor.draw(
      shown,
      [overlayOf(5)],
      { look: 'overlay', wipe: null, backgroundColour: '#ffffff' },
      true,
    ),
  ).toThrow(RangeError);
  expect(compositor.draw(shown, [overlayOf(4)], null, true)).toEqual([]);
  expect(colourAt(canvas, (3 * WIDTH) / 4)).toEqual(GREEN);
});

test('what would delay playback is plain at first, and refined at rest', () => {
  const rasters = createRasterMaskCache(refiner, WIDTH, HEIGHT);
  const bitmap = picture();
  // From the second one on it is known how long refining takes.
  for (const frameIndex of [0, 1]) {
    rasters.rasterize(maskOf(frameIndex), THRESHOLD, bitmap, Infinity);
  }
  const mask = maskOf(2);
  const moving = rasters.rasterize(mask, THRESHOLD, bitmap, 0);
  expect(moving.edges).toBe('soon');
  const plain = upsampleMask({ ...mask, width: WIDTH, height: HEIGHT, threshold: THRESHOLD });
  expect(moving.mask).toEqual(plain);
  expect(rasters.rasterize(mask, THRESHOLD, bitmap, Infinity).edges).toBe('refined');
  // Known now: it costs nothing to show it moving.
  expect(rasters.rasterize(mask, THRESHOLD, bitmap, 0).edges).toBe('refined');
});
