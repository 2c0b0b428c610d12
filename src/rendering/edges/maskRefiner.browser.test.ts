import { afterEach, describe, expect, test, vi } from 'vitest';
import { maskArea } from '../../core/mask/maskStatistics.ts';
import { upsampleMask, type UpsampleInput } from '../../core/mask/upsampleMask.ts';
import { createMaskRefiner, type MaskRefiner, type RefinedMask } from './maskRefiner.ts';

const SIDE = 96;

const open: MaskRefiner[] = [];
const createRefiner = (): MaskRefiner => {
  const refiner = createMaskRefiner();
  open.push(refiner);
  return refiner;
};

afterEach(() => {
  vi.restoreAllMocks();
  for (const refiner of open.splice(0)) {
    refiner.dispose();
  }
});

/** A map of SIDE x SIDE by a probability 0..1 at each cell's centre, given in 0..1 of the picture. */
const mapOf = (probabilityAt: (x: number, y: number) => number): Uint8Array =>
  Uint8Array.from({ length: SIDE * SIDE }, (_, index) => {
    const [column, row] = [index % SIDE, Math.floor(index / SIDE)];
    return Math.round(255 * probabilityAt((column + 0.5) / SIDE, (row + 0.5) / SIDE));
  });

const rasterOf = (
  probability: Uint8Array,
  [width, height]: readonly [number, number],
  threshold = 0.5,
): UpsampleInput => ({ probability, maskWidth: SIDE, maskHeight: SIDE, width, height, threshold });

const pictureOf = (
  [width, height]: readonly [number, number],
  draw: (context: OffscreenCanvasRenderingContext2D) => void,
): ImageBitmap => {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) {
    throw new Error('The browser gives no 2D canvas.');
  }
  draw(context);
  return canvas.transferToImageBitmap();
};

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));
/** A soft edge, as a model makes it, at this share of the width. */
const softStep = (edge: number) => mapOf((x) => sigmoid((edge - x) * SIDE * 0.7));

/** Light left of `edge`, dark right of it, both with some grain. */
const twoHalves = (size: readonly [number, number], edge: number): ImageBitmap =>
  pictureOf(size, (context) => {
    const [width, height] = size;
    const image = new ImageData(width, height);
    for (let pixel = 0; pixel < width * height; pixel++) {
      const grain = (pixel * 7919) % 24;
      const isLight = (pixel % width) + 0.5 < edge * width;
      const colour = isLight
        ? [200 + grain, 150 + grain, 90, 255]
        : [40 + grain, 60, 90 + grain, 255];
      image.data.set(colour, 4 * pixel);
    }
    context.putImageData(image, 0, 0);
  });

/** Element by element: the matchers take seconds for as many. */
const areEqual = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((value, index) => value === b[index]);

const wrongShare = ({ mask }: RefinedMask, width: number, edge: number): number =>
  mask.filter((value, index) => value !== ((index % width) + 0.5 < edge * width ? 1 : 0)).length /
  mask.length;

describe('refining a mask', () => {
  test('a soft edge snaps to the strong edge of the picture near it', () => {
    const size = [1280, 720] as const;
    const raster = rasterOf(softStep(0.48), size);
    const plain: RefinedMask = { mask: upsampleMask(raster), edges: 'plain' };
    const refined = createRefiner().refine(raster, twoHalves(size, 0.5));
    expect(refined.edges).toBe('refined');
    expect(wrongShare(plain, size[0], 0.5)).toBeGreaterThan(0.015);
    // One column of pixels.
    expect(wrongShare(refined, size[0], 0.5)).toBeLessThanOrEqual(1 / size[0]);
  });

  test('an edge far from any of the picture stays where the map has it', () => {
    const size = [640, 360] as const;
    const raster = rasterOf(softStep(0.3), size);
    const refined = createRefiner().refine(raster, twoHalves(size, 0.7));
    // Grain moves single pixels.
    expect(wrongShare(refined, size[0], 0.3)).toBeLessThan(0.003);
  });

  test('a steep edge, known to less than a cell, stays too', () => {
    const size = [640, 360] as const;
    const raster = rasterOf(
      mapOf((x) => (x < 0.48 ? 1 : 0)),
      size,
    );
    const { mask } = createRefiner().refine(raster, twoHalves(size, 0.5));
    expect(areEqual(mask, upsampleMask(raster))).toBe(true);
  });

  test('without colours to go by it is plain upsampling', () => {
    const size = [801, 451] as const;
    const picture = pictureOf(size, (context) => {
      context.fillStyle = 'rgb(90 120 60)';
      context.fillRect(0, 0, ...size);
    });
    const disc = mapOf((x, y) => sigmoid((0.2 - Math.hypot(x - 0.4, y - 0.5)) * SIDE * 0.6));
    for (const threshold of [0.2, 0.5, 0.8]) {
      const raster = rasterOf(disc, size, threshold);
      const { mask } = createRefiner().refine(raster, picture);
      expect(areEqual(mask, upsampleMask(raster))).toBe(true);
    }
  });

  test('empty stays empty and full stays full, however close to the threshold', () => {
    const size = [640, 360] as const;
    const refiner = createRefiner();
    for (const threshold of [0, 0.05, 0.5, 0.95, 0.999]) {
      const below = Math.floor(threshold * 255);
      const empty = new Uint8Array(SIDE * SIDE).fill(below);
      const full = new Uint8Array(SIDE * SIDE).fill(below + 1);
      const picture = twoHalves(size, 0.5);
      expect(maskArea(refiner.refine(rasterOf(empty, size, threshold), picture).mask)).toBe(0);
      expect(maskArea(refiner.refine(rasterOf(full, size, threshold), picture).mask)).toBe(
        size[0] * size[1],
      );
    }
    const nothing = rasterOf(new Uint8Array(SIDE * SIDE), size);
    expect(maskArea(refiner.refine(nothing, twoHalves(size, 0.5)).mask)).toBe(0);
  });

  test('no mask is made where the map is far from its threshold', () => {
    const size = [960, 540] as const;
    // Two things of one colour; the map has the left one only, with a halo over the right one.
    const picture = pictureOf(size, (context) => {
      context.fillStyle = 'rgb(30 40 60)';
      context.fillRect(0, 0, ...size);
      context.fillStyle = 'rgb(230 170 60)';
      context.fillRect(150, 150, 240, 240);
      context.fillRect(600, 150, 240, 240);
    });
    const probability = mapOf((x, y) => {
      const [left, right] = [Math.abs(x - 0.281), Math.abs(x - 0.75)];
      const inner = Math.max(left - 0.125, Math.abs(y - 0.5) - 0.222);
      return Math.max(sigmoid(-inner * SIDE * 0.7), right < 0.125 ? 0.3 : 0);
    });
    const raster = rasterOf(probability, size);
    const { mask } = createRefiner().refine(raster, picture);
    const rightHalf = mask.filter((_, index) => index % size[0] >= size[0] / 2);
    expect(maskArea(rightHalf)).toBe(0);
    expect(maskArea(mask)).toBeGreaterThan(50_000);
  });

  test('odd sizes, small maps, pictures smaller than their map, one pixel', () => {
    const refiner = createRefiner();
    for (const size of [
      [641, 359],
      [37, 1],
      [1, 53],
      [90, 7],
      [3, 3],
      [1, 1],
    ] as const) {
      const { mask, edges } = refiner.refine(rasterOf(softStep(0.48), size), twoHalves(size, 0.5));
      expect([mask.length, edges]).toEqual([size[0] * size[1], 'refined']);
      expect(mask.every((value) => value <= 1)).toBe(true);
    }
    const tiny = { probability: Uint8Array.of(230, 100, 60, 10), maskWidth: 4, maskHeight: 1 };
    const raster = { ...tiny, width: 33, height: 5, threshold: 0.5 };
    expect(refiner.refine(raster, twoHalves([33, 5], 0.5)).mask.length).toBe(165);
    expect(() => refiner.refine(raster, twoHalves([32, 5], 0.5))).toThrow(RangeError);
  });

  test('masks of one picture and pictures in turn do not mix', () => {
    const size = [640, 360] as const;
    const [near, far] = [twoHalves(size, 0.5), twoHalves(size, 0.7)];
    const rasters = [0.46, 0.48, 0.52].map((edge) => rasterOf(softStep(edge), size));
    const shared = createRefiner();
    for (const picture of [near, far, near]) {
      for (const raster of rasters) {
        const alone = createRefiner().refine(raster, picture).mask;
        expect(areEqual(shared.refine(raster, picture).mask, alone)).toBe(true);
      }
    }
  });

  test('the page and the engine give the same bytes', async () => {
    const size = [1279, 721] as const;
    const picture = twoHalves(size, 0.5);
    const raster = rasterOf(
      mapOf((x, y) => sigmoid((0.48 + 0.02 * Math.sin(20 * y) - x) * SIDE * 0.6)),
      size,
      0.4,
    );
    const inPage = createRefiner().refine(raster, picture);
    const worker = new Worker(
      new URL('../../../tests/browser/maskRefinerWorker.ts', import.meta.url),
      {
        type: 'module',
      },
    );
    try {
      const inWorker = await new Promise<RefinedMask>((resolve, reject) => {
        worker.addEventListener('message', ({ data }: MessageEvent<RefinedMask>) => resolve(data));
        worker.addEventListener('error', reject);
        worker.postMessage({ raster, picture }, [picture]);
      });
      expect([inWorker.edges, inPage.edges]).toEqual(['refined', 'refined']);
      expect(areEqual(inWorker.mask, inPage.mask)).toBe(true);
      expect(areEqual(inPage.mask, upsampleMask(raster))).toBe(false);
    } finally {
      worker.terminate();
    }
  });
});

describe('a GPU that is not there', () => {
  const size = [640, 360] as const;

  test('a lost context is replaced, and the mask is the same', () => {
    const getContext = vi.spyOn(OffscreenCanvas.prototype, 'getContext');
    const refiner = createRefiner();
    const raster = rasterOf(softStep(0.48), size);
    const picture = twoHalves(size, 0.5);
    const before = refiner.refine(raster, picture);
    const context = getContext.mock.results
      .map(({ value }): unknown => value)
      .find((value) => value instanceof WebGL2RenderingContext);
    if (!context) {
      throw new Error('The refiner drew with something else.');
    }
    context.getExtension('WEBGL_lose_context')?.loseContext();
    expect(refiner.problem).toBe('gpu-lost');
    const after = refiner.refine(raster, picture);
    expect(after.edges).toBe('refined');
    expect(areEqual(after.mask, before.mask)).toBe(true);
    expect(refiner.problem).toBeNull();
  });

  test('without WebGL 2 the mask is plain, and says so', () => {
    const picture = twoHalves(size, 0.5);
    vi.spyOn(OffscreenCanvas.prototype, 'getContext').mockReturnValue(null);
    const refiner = createRefiner();
    const raster = rasterOf(softStep(0.48), size);
    expect(refiner.problem).toBeNull();
    const { mask, edges } = refiner.refine(raster, picture);
    expect([edges, refiner.problem]).toEqual(['plain', 'no-webgl']);
    expect(areEqual(mask, upsampleMask(raster))).toBe(true);
  });
});
