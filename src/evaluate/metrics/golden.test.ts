import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { maskIou } from '../../core/maskStatistics.ts';
import { rasterizeMask } from '../../core/rasterizeMask.ts';
import { probabilityAtBenchSize, truthAtBenchSize } from './benchSize.ts';
import { boundaryF } from './boundaryF.ts';
import { frameFCurve, frameJ, nullPixels } from './officialMetrics.ts';

type GoldenCase = {
  readonly width: number;
  readonly height: number;
  readonly truth: string;
  readonly mapWidth: number;
  readonly mapHeight: number;
  readonly map: string;
  readonly truthArea256: number;
  readonly j: number;
  readonly f: readonly number[] | null;
  readonly fMean: number | null;
  readonly nullPixels: number;
  readonly iou: number;
  readonly boundaryF: number;
};

/** Made by golden.py beside it, from the published definitions. */
const file = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../tests/fixtures/evaluate/golden.json'), 'utf8'),
) as { readonly curveSamples: readonly number[]; readonly cases: readonly GoldenCase[] };

const readTruth = ({ truth, width, height }: GoldenCase): Uint8Array => {
  const bits = Buffer.from(truth, 'hex');
  return Uint8Array.from(
    { length: width * height },
    (_, index) => ((bits[index >> 3] ?? 0) >> (7 - (index & 7))) & 1,
  );
};

const TOLERANCE = 1e-9;
const sum = (values: Uint8Array | Float64Array): number =>
  (values as Float64Array).reduce((total, value) => total + value, 0);
const isNear = (a: number, b: number): boolean => Math.abs(a - b) < TOLERANCE;

describe('golden numbers of 200 random cases', () => {
  const scored = file.cases.map((golden) => {
    const { width, height, mapWidth, mapHeight } = golden;
    const truth = { width, height, pixels: readTruth(golden) };
    const values = new Uint8Array(Buffer.from(golden.map, 'hex'));
    const probability = probabilityAtBenchSize({ width: mapWidth, height: mapHeight, values });
    const answer = {
      width,
      height,
      pixels: rasterizeMask({
        probability: values,
        maskWidth: mapWidth,
        maskHeight: mapHeight,
        width,
        height,
        threshold: 0.4,
      }),
    };
    return { golden, truth, wide: truthAtBenchSize(truth), probability, answer };
  });

  test('there are 200, of every kind', () => {
    expect(scored).toHaveLength(200);
    expect(scored.filter(({ golden }) => golden.f === null).length).toBeGreaterThan(15);
    expect(scored.filter(({ golden }) => golden.truthArea256 === 65_536).length).toBeGreaterThan(
      15,
    );
  });

  test('the truth at 256 x 256 is OpenCV’s', () => {
    const wrong = scored.filter(({ wide, golden }) => sum(wide) !== golden.truthArea256);
    expect(wrong).toHaveLength(0);
  });

  test('J', () => {
    const wrong = scored.filter(
      ({ probability, wide, golden }) => !isNear(frameJ(probability, wide), golden.j),
    );
    expect(wrong).toHaveLength(0);
  });

  test('F at each threshold', () => {
    const wrong = scored.filter(({ probability, wide, golden }) => {
      const curve = frameFCurve(probability, wide);
      if (curve === null || golden.f === null) return curve !== golden.f;
      const samples = file.curveSamples.map((index) => curve[index] ?? Number.NaN);
      const same = samples.every((value, place) => isNear(value, golden.f?.[place] ?? -1));
      return !same || !isNear(sum(curve) / curve.length, golden.fMean ?? -1);
    });
    expect(wrong).toHaveLength(0);
  });

  test('pixels that S counts', () => {
    const wrong = scored.filter(
      ({ probability, golden }) => nullPixels(probability) !== golden.nullPixels,
    );
    expect(wrong).toHaveLength(0);
  });

  test('IoU at the clip’s own size', () => {
    const wrong = scored.filter(
      ({ answer, truth, golden }) => !isNear(maskIou(answer.pixels, truth.pixels), golden.iou),
    );
    expect(wrong).toHaveLength(0);
  });

  test('boundary F', () => {
    const wrong = scored.filter(
      ({ answer, truth, golden }) => !isNear(boundaryF(answer, truth), golden.boundaryF),
    );
    expect(wrong).toHaveLength(0);
  });
});
