import { describe, expect, test } from 'vitest';
import type { BenchmarkItem } from '../benchmark/benchmarkItem.ts';
import { decodeCurve, itemError, itemJ } from './itemRecord.ts';
import { OFFICIAL_MASK_PIXELS, scoreItem } from './scoreItem.ts';
import type { PredictedFrame } from './scoreItem.ts';

const SIDE = 16;
const THRESHOLDS = { mask: 0.5, presence: 0.5 };
const ITEM: BenchmarkItem = {
  id: 'a',
  split: 'test_s',
  clip: 'a',
  query: 'the dog',
  category: 'dog',
  queryKinds: ['category'],
  sources: 2,
  needs: 'nothing',
  isNull: false,
};

/** A square of the map's side, at a column. */
const square = (left: number, side = 6): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: SIDE * SIDE }, (_, index) => {
    const x = index % SIDE;
    const y = Math.floor(index / SIDE);
    return Number(x >= left && x < left + side && y >= 4 && y < 4 + side);
  });

const predictedFrame = (
  truth: Uint8Array,
  answer: Uint8Array,
  presence = 0.9,
  frameIndex = 0,
  refined: Uint8Array | null = null,
): PredictedFrame => ({
  refined,
  truth: { width: SIDE, height: SIDE, pixels: truth },
  answer: {
    frameIndex,
    presence,
    cueWeights: { sound: 0, sight: 1, words: 0 },
    objectScores: [0.2, presence, 0.4],
    maskWidth: SIDE,
    maskHeight: SIDE,
    probability: Uint8Array.from(answer, (pixel) => pixel * 255),
  },
});

const score = (...frames: PredictedFrame[]) => scoreItem(ITEM, frames, THRESHOLDS);
const empty = new Uint8Array(SIDE * SIDE);

describe('scoreItem', () => {
  test('the truth itself is perfect', () => {
    const result = score(predictedFrame(square(3), square(3)));
    expect(result.frames[0]).toMatchObject({ iou: 1, boundaryF: 1, isAnswered: true });
    expect(result.frames[0]).toMatchObject({ bestScore: 0.9, secondScore: 0.4 });
    // The truth grows by half a pixel of its 16 on its way to 256 x 256; the answer does not.
    expect(itemJ(result)).toBeGreaterThan(0.75);
    expect(Math.max(...decodeCurve(result.fCurveSum ?? ''))).toBeGreaterThan(0.95);
  });

  test('"not here" is an empty answer, whatever the map says', () => {
    const here = score(predictedFrame(square(3), square(3), 0.5)).frames[0];
    const gone = score(predictedFrame(square(3), square(3), 0.49));
    expect(here?.isAnswered).toBe(true);
    expect(gone.frames[0]).toMatchObject({ isAnswered: false, iou: 0, j: 0, answerShare: 0 });
    expect(score(predictedFrame(empty, square(3), 0.4)).frames[0]?.j).toBeCloseTo(1, 6);
  });

  test('of a frame with nothing there only what is drawn counts', () => {
    const result = score(predictedFrame(empty, square(3)));
    expect(result).toMatchObject({ fCurveSum: null, fFrames: 0 });
    expect(result.frames[0]).toMatchObject({ iou: null, boundaryF: null });
    const drawn = result.nullPixels / OFFICIAL_MASK_PIXELS;
    expect(drawn).toBeCloseTo(36 / 256, 1);
    expect(itemError({ ...result, isNull: true }, OFFICIAL_MASK_PIXELS)).toBeCloseTo(
      Math.sqrt(drawn),
      9,
    );
    expect(result.frames[0]?.j).toBeCloseTo(1 - drawn, 1);
  });

  test('J falls as the answer moves away, and never rises', () => {
    const js = [0, 1, 2, 3, 4, 6].map((shift) =>
      itemJ(score(predictedFrame(square(2), square(2 + shift)))),
    );
    expect(js).toEqual(js.toSorted((a, b) => b - a));
    expect(js.at(-1)).toBeLessThan(0.1);
  });

  test('stability counts only what the truth does not move', () => {
    const still = square(2);
    const moved = square(5);
    expect(score(predictedFrame(still, still), predictedFrame(moved, moved)).stability).toBe(1);
    expect(
      score(predictedFrame(still, still), predictedFrame(still, moved)).stability,
    ).toBeLessThan(0.5);
    expect(score(predictedFrame(still, still), predictedFrame(moved, still)).stability).toBe(1);
    expect(score(predictedFrame(still, still)).stability).toBe(null);
  });

  test('refined masks are scored beside the plain ones', () => {
    const wide = predictedFrame(square(3), square(4), 0.9, 0, square(3));
    expect(score(wide).frames[0]).toMatchObject({ refinedIou: 1, refinedBoundaryF: 1 });
    expect(score(wide).frames[0]?.iou).toBeLessThan(0.8);
    expect(score(predictedFrame(square(3), square(3))).frames[0]?.refinedIou).toBe(null);
  });

  test('what the benchmark says of the sentence is kept', () => {
    expect(score(predictedFrame(square(3), square(3)))).toMatchObject({
      sources: 2,
      needs: 'nothing',
    });
  });

  test('refuses an item without frames', () => {
    expect(() => score()).toThrow(RangeError);
  });
});

const mirror = (pixels: Uint8Array): Uint8Array =>
  pixels.map((_, index) => pixels[index - (index % SIDE) + SIDE - 1 - (index % SIDE)] ?? 0);

describe('swapping and mirroring', () => {
  test('change nothing where they must not', () => {
    const [a, b] = [square(2), square(4, 5)];
    const one = score(predictedFrame(a, b)).frames[0];
    const swapped = score(predictedFrame(b, a)).frames[0];
    const mirrored = score(predictedFrame(mirror(a), mirror(b)));
    expect(swapped?.iou).toBeCloseTo(one?.iou ?? -1, 12);
    expect(swapped?.boundaryF).toBeCloseTo(one?.boundaryF ?? -1, 12);
    expect(mirrored.frames[0]?.iou).toBeCloseTo(one?.iou ?? -1, 12);
    expect(mirrored.frames[0]?.j).toBeCloseTo(one?.j ?? -1, 9);
  });
});
