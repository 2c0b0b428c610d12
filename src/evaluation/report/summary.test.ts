import { describe, expect, test, vi } from 'vitest';
import {
  GOLDEN,
  probabilityMapOf,
  groundTruthOf,
} from '../../../tests/fixtures/evaluate/golden.ts';
import { resizeProbabilityMap, resizeGroundTruth } from '../metrics/officialResize.ts';
import { frameFCurve, frameJ, countNullPixels } from '../metrics/officialMetrics.ts';
import { encodeCurve } from '../scoring/itemRecord.ts';
import type { FrameScore, ItemScore } from '../scoring/itemRecord.ts';
import { rocAuc, createSummaryBuilder } from './summary.ts';

// Scoring is real work, perhaps on two busy cores.
vi.setConfig({ testTimeout: 60_000 });

const frame = (fields: Partial<FrameScore>): FrameScore => ({
  frameIndex: 0,
  presence: 1,
  isAnswered: true,
  bestScore: 1,
  secondScore: 0,
  truthShare: 0.5,
  answerShare: 0.5,
  j: 1,
  iou: 1,
  boundaryF: 1,
  refinedIou: 1,
  refinedBoundaryF: 1,
  firstPartIou: 1,
  bestPartIou: 1,
  ...fields,
});

const item = (fields: Partial<ItemScore>): ItemScore => ({
  kind: 'scored',
  id: 'a',
  split: 'test_s',
  clip: 'a',
  expression: 'the dog',
  category: 'dog',
  sentenceKinds: ['category'],
  sources: null,
  needs: null,
  isNull: false,
  frames: [frame({})],
  fCurveSum: null,
  fFrames: 0,
  nullPixels: 0,
  stability: null,
  takenFor: 'dog',
  ...fields,
});

const summarise = (items: readonly ItemScore[]) => {
  const summary = createSummaryBuilder();
  for (const one of items) summary.add(one);
  return summary.build();
};

describe('createSummary', () => {
  test('averages over batches of four clips as the golden numbers do', () => {
    const clips = Array.from({ length: 20 }, (_, clip) =>
      GOLDEN.cases.slice(clip * 10, clip * 10 + 10),
    );
    const items = clips.map((cases) => {
      const scored = cases.map((one) => {
        const probability = resizeProbabilityMap(probabilityMapOf(one));
        const { width, height } = one;
        const truth = resizeGroundTruth({ width, height, pixels: groundTruthOf(one) });
        return { probability, truth, curve: frameFCurve(probability, truth) };
      });
      const curves = scored.flatMap(({ curve }) => (curve === null ? [] : [curve]));
      const sum = new Float64Array(255).map((_, at) =>
        curves.reduce((total, curve) => total + (curve[at] ?? 0), 0),
      );
      return item({
        frames: scored.map(({ probability, truth }) => frame({ j: frameJ(probability, truth) })),
        fCurveSum: encodeCurve(sum),
        fFrames: curves.length,
        nullPixels: scored.reduce(
          (total, { probability }) => total + countNullPixels(probability),
          0,
        ),
      });
    });
    const { j, f } = summarise(items);
    const { s } = summarise(items.map((one) => ({ ...one, isNull: true })));
    expect(j).toBeCloseTo(GOLDEN.split.j, 9);
    // Curves are kept in single precision.
    expect(f).toBeCloseTo(GOLDEN.split.f, 6);
    expect(s).toBeCloseTo(GOLDEN.split.s, 9);
  });

  test('a last batch that is not full weighs as much as a full one', () => {
    const items = [1, 1, 1, 1, 0].map((j) => item({ frames: [frame({ j })] }));
    expect(summarise(items)).toMatchObject({ items: 5, j: 0.5, itemJ: 0.8 });
  });

  test('of nothing there are no figures', () => {
    expect(summarise([])).toMatchObject({ items: 0, j: null, f: null, s: null, iou: null });
  });

  test('presence and false area are taken of the right frames', () => {
    const empty = { truthShare: 0, iou: null, boundaryF: null };
    const summary = summarise([
      item({ frames: [frame({ presence: 0.9 }), frame({ presence: 0.3, isAnswered: false })] }),
      item({ frames: [frame({ ...empty, presence: 0.4, answerShare: 0.2 })] }),
      item({ frames: [frame({ ...empty, presence: 0.1, isAnswered: false, answerShare: 0 })] }),
    ]);
    expect(summary).toMatchObject({ presenceAccuracy: 0.5, falsePositiveArea: 0.1 });
    expect(summary.presenceAuc).toBe(0.75);
  });

  test('top one and top two, and refined masks, are of frames with a truth', () => {
    const nothing = { iou: null, refinedIou: null, firstPartIou: null, bestPartIou: null };
    const summary = summarise([
      item({ frames: [frame({ firstPartIou: 0.2, bestPartIou: 0.5, refinedIou: 0.6 })] }),
      item({ frames: [frame({ firstPartIou: 0.49, bestPartIou: 0.49, refinedIou: null })] }),
      item({ frames: [frame({}), frame({ ...nothing, truthShare: 0 })] }),
    ]);
    expect(summary.topOne).toBeCloseTo(1 / 3, 9);
    expect(summary.topTwo).toBeCloseTo(2 / 3, 9);
    expect(summary.refinedIou).toBeCloseTo(0.8, 9);
  });
});

test('area under the curve counts ties half', () => {
  expect(rocAuc([1, 1], [1, 0])).toBe(0.75);
  expect(rocAuc([2], [1, 0])).toBe(1);
  expect(rocAuc([], [1])).toBe(null);
});
