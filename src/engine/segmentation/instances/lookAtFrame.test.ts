import { describe, expect, test } from 'vitest';
import { EarmarkError } from '../../../core/util/errors.ts';
import type { EncodedInstances } from '../../inference/instances/instanceEncoder.ts';
import { createFrameQuery } from './lookAtFrame.ts';
import type { InstanceFrame } from './lookAtFrame.ts';
import { neighboursOf } from './steadyFrames.ts';
import type { TrackedOverview } from './trackedOverview.ts';
import type { TrackedQuery } from './trackedQuery.ts';

const PTS = Array.from({ length: 25 }, (_, frame) => frame / 25);

/** One box of track 0, and one of no track. */
const seen = (left: number): EncodedInstances => ({
  count: 2,
  colours: Float32Array.of(1),
  boxes: Float32Array.of(left, 0, left + 0.5, 1, 0, 0, 1, 1),
  classScores: Float32Array.of(0.5, 0.5),
  tokens: new Float32Array(4),
  nameVectors: new Float32Array(4),
});

/** Track 0 is meant. */
const choose = (trackIds: readonly (number | null)[]) => ({
  rows: trackIds.flatMap((id, row) => (id === 0 ? [row] : [])),
  probabilities: trackIds.map((id) => (id === 0 ? 0.9 : null)),
});

/**
 * A second of 25 frames without an overview frame.
 * @param leftIn left side of the box of track 0, which is meant; null for a damaged frame
 */
const open = (
  leftIn: (frame: number) => number | null,
  isSureIn: (frame: number) => boolean = () => true,
) => {
  const looks = { detected: new Set<number>(), full: new Set<number>(), checked: [] as number[] };
  const look = (frameIndex: number, into: Set<number>): EncodedInstances => {
    const left = leftIn(frameIndex);
    if (left === null) {
      throw new EarmarkError('corrupt', 'Damaged.');
    }
    into.add(frameIndex);
    return seen(left);
  };
  const frameOf = (frameIndex: number): InstanceFrame => ({
    frameIndex,
    ptsSeconds: PTS[frameIndex] ?? 0,
    frameKey: String(frameIndex),
    overviewSecond: null,
    detect: async () => look(frameIndex, looks.detected),
    encode: async () => look(frameIndex, looks.full),
    open: () => Promise.reject(new Error('No mask is drawn here.')),
    checkReadable: async () => {
      looks.checked.push(frameIndex);
      if (leftIn(frameIndex) === null) {
        throw new EarmarkError('corrupt', 'Damaged.');
      }
    },
    neighbours: () => neighboursOf(PTS, frameIndex)?.map(frameOf) ?? [],
  });
  const assign = async (seconds: number) => ({
    trackIds: [0, null],
    affinities: [isSureIn(Math.round(seconds * 25)) ? 1 : 0.5, 0],
    expectedIds: [0],
  });
  const overview = { assignAt: assign, reassignAt: assign } as unknown as TrackedOverview;
  const query = {
    meantAt: async (_: number, ids: readonly (number | null)[]) => choose(ids),
    meantIn: async ({ trackIds }: { trackIds: readonly (number | null)[] }) => choose(trackIds),
    cueWeightsAt: () => undefined,
  } as unknown as TrackedQuery;
  const frameQuery = createFrameQuery(query, overview);
  return { looks, askFrame: (frameIndex: number) => frameQuery.ask(frameOf(frameIndex)) };
};

const leftOf = (answer: { readonly boxes: Float32Array } | null): number =>
  answer?.boxes[0] ?? Number.NaN;

/** Still until frame 8, then away by a quarter of the box in each frame. */
const moving = (frame: number): number => Math.max(0, frame - 8) / 8;

describe('a query asked of frames', () => {
  test('looks at every fourth frame of what hardly moves; the others lie between', async () => {
    const { looks, askFrame } = open((frame) => frame / 100);
    for (const frameIndex of [0, 4, 8, ...PTS.keys()]) {
      const answer = await askFrame(frameIndex);
      expect(leftOf(answer)).toBeCloseTo(frameIndex / 100, 5);
      expect(answer?.meant.map(({ row }) => row)).toEqual([0]);
    }
    expect(Array.from(looks.detected)).toEqual([0, 4, 8, 12, 16, 20, 24]);
    expect(looks.full.size).toBe(0);
  });

  test('looks at the frames between where it moves, whatever is asked for first', async () => {
    const forwards = open(moving);
    const backwards = open(moving);
    for (const frameIndex of PTS.keys()) {
      await forwards.askFrame(frameIndex);
      expect(leftOf(await backwards.askFrame(24 - frameIndex))).toBe(moving(24 - frameIndex));
    }
    expect([1, 2, 3, 5, 6, 7].some((frame) => forwards.looks.detected.has(frame))).toBe(false);
    expect([9, 10, 11, 13].every((frame) => forwards.looks.detected.has(frame))).toBe(true);
    expect(backwards.looks.detected).toEqual(forwards.looks.detected);
  });

  test('trusts no neighbour that was looked at in full', async () => {
    const { looks, askFrame } = open(
      () => 0,
      (frame) => frame !== 4,
    );
    await askFrame(1);
    expect(looks.full).toEqual(new Set([4]));
    expect(looks.detected).toEqual(new Set([0, 4, 2]));
    expect(leftOf(await askFrame(3))).toBe(0);
    expect(looks.detected).toEqual(new Set([0, 4, 2, 3]));
  });

  test('of a damaged frame fails; its neighbours are looked at', async () => {
    const damagedBetween = open((frame) => (frame === 2 ? null : 0));
    await expect(damagedBetween.askFrame(2)).rejects.toMatchObject({ kind: 'corrupt' });
    expect(leftOf(await damagedBetween.askFrame(1))).toBe(0);
    expect(damagedBetween.looks.detected.has(1)).toBe(true);
    const damagedBeside = open((frame) => (frame === 4 ? null : 0));
    expect(leftOf(await damagedBeside.askFrame(2))).toBe(0);
    expect(damagedBeside.looks.detected.has(2)).toBe(true);
  });
});
