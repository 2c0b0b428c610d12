import { describe, expect, test } from 'vitest';
import {
  GOLDEN,
  probabilityMapOf,
  groundTruthOf,
} from '../../../tests/fixtures/evaluate/golden.ts';
import { maskIou } from '../../core/mask/maskStatistics.ts';
import { upsampleMask } from '../../core/mask/upsampleMask.ts';
import { resizeProbabilityMap, resizeGroundTruth } from './officialResize.ts';
import { boundaryF } from './boundaryF.ts';
import { frameFCurve, frameJ, countNullPixels } from './officialMetrics.ts';

const TOLERANCE = 1e-9;
const sum = (values: Uint8Array | Float64Array): number =>
  (values as Float64Array).reduce((total, value) => total + value, 0);
const isNear = (a: number, b: number): boolean => Math.abs(a - b) < TOLERANCE;

describe('golden numbers of 200 random cases', () => {
  const scored = GOLDEN.cases.map((expected) => {
    const { width, height, mapWidth, mapHeight } = expected;
    const truth = { width, height, pixels: groundTruthOf(expected) };
    const map = probabilityMapOf(expected);
    const probability = resizeProbabilityMap(map);
    const answer = {
      width,
      height,
      pixels: upsampleMask({
        probability: map.values,
        maskWidth: mapWidth,
        maskHeight: mapHeight,
        width,
        height,
        threshold: 0.4,
      }),
    };
    return { expected, truth, wide: resizeGroundTruth(truth), probability, answer };
  });

  test('there are 200, of every kind', () => {
    expect(scored).toHaveLength(200);
    expect(scored.filter(({ expected }) => expected.f === null).length).toBeGreaterThan(15);
    expect(
      scored.filter(({ expected }) => expected.truthArea256 === 65_536).length,
    ).toBeGreaterThan(15);
  });

  test('the truth at 256 x 256 is OpenCV’s', () => {
    const wrong = scored.filter(({ wide, expected }) => sum(wide) !== expected.truthArea256);
    expect(wrong).toHaveLength(0);
  });

  test('J', () => {
    const wrong = scored.filter(
      ({ probability, wide, expected }) => !isNear(frameJ(probability, wide), expected.j),
    );
    expect(wrong).toHaveLength(0);
  });

  test('F at each threshold', () => {
    const wrong = scored.filter(({ probability, wide, expected }) => {
      const curve = frameFCurve(probability, wide);
      if (curve === null || expected.f === null) return curve !== expected.f;
      const samples = GOLDEN.curveSamples.map((index) => curve[index] ?? Number.NaN);
      const same = samples.every((value, place) => isNear(value, expected.f?.[place] ?? -1));
      return !same || !isNear(sum(curve) / curve.length, expected.fMean ?? -1);
    });
    expect(wrong).toHaveLength(0);
  });

  test('pixels that S counts', () => {
    const wrong = scored.filter(
      ({ probability, expected }) => countNullPixels(probability) !== expected.nullPixels,
    );
    expect(wrong).toHaveLength(0);
  });

  test('IoU at the clip’s own size', () => {
    const wrong = scored.filter(
      ({ answer, truth, expected }) => !isNear(maskIou(answer.pixels, truth.pixels), expected.iou),
    );
    expect(wrong).toHaveLength(0);
  });

  test('boundary F', () => {
    const wrong = scored.filter(
      ({ answer, truth, expected }) => !isNear(boundaryF(answer, truth), expected.boundaryF),
    );
    expect(wrong).toHaveLength(0);
  });
});
