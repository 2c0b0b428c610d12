import { describe, expect, test } from 'vitest';
import type { EncodedInstances } from '../../inference/instances/instanceEncoder.ts';
import type { InstanceMemory } from '../../inference/instances/instanceFusion.ts';
import { createTrackedOverview } from './trackedOverview.ts';
import { createTrackedQuery } from './trackedQuery.ts';

const SIZES = { width: 2, windowSeconds: 2, detectorClasses: 1 };

/** Objects 0 and 1 stay where they are and look different. */
const encode = (objects: readonly number[]): EncodedInstances => ({
  count: objects.length,
  colours: Float32Array.of(1),
  boxes: Float32Array.from(objects.flatMap((n) => [n / 2, 0, n / 2 + 0.4, 1])),
  classScores: Float32Array.from(objects, () => 0.5),
  tokens: Float32Array.from(objects.flatMap((n) => [1 - n, n])),
  nameVectors: Float32Array.from(objects.flatMap((n) => [1 - n, n])),
});

/** A clip of two frames a second; object 0 is meant from second 4 on, object 1 before. */
const createClip = (frames: readonly (readonly number[] | null)[], overviewFrames?: number[]) => {
  const encoded: number[] = [];
  const overview = createTrackedOverview({
    overview: overviewFrames ?? Array.from(frames.keys()),
    ptsSecondsOf: (frameIndex) => frameIndex + 0.5,
    encode: async (frameIndex) => {
      encoded.push(frameIndex);
      const objects = frames[frameIndex];
      return objects ? encode(objects) : null;
    },
  });
  const memories: (InstanceMemory & { readonly second: number })[] = [];
  const query = (isMemoryOn = true) =>
    createTrackedQuery({
      overview,
      sizes: SIZES,
      thresholds: { instance: 0.5, presence: 0.4 },
      isMemoryOn,
      fuse: async (second, { instances, trackIds }, memory) => {
        memories.push({ ...memory, second });
        return {
          meantLogits: Float32Array.from(trackIds, (id) => (second < 4 === (id === 1) ? 3 : -3)),
          presence: 1,
          cueWeights: { sound: 0, sight: second, words: 0 },
          visualAttended: new Float32Array(instances.count * 2).fill(second),
          audioAttended: new Float32Array(4).fill(second),
          audioMask: Float32Array.of(1, 1),
        };
      },
    });
  return { overview, encoded, memories, query };
};

const both = [0, 1];
/** So many seconds that show both objects. */
const seconds = (count: number) => Array.from({ length: count }, () => both);

describe('overview', () => {
  test('ids do not depend on the order in which seconds are asked for', async () => {
    const frames = [[1], both, [0], both];
    const forwards = createClip(frames).overview;
    const backwards = createClip(frames).overview;
    const ids = async (overview: typeof forwards, order: number[]) => {
      const found = new Map<number, readonly number[] | undefined>();
      for (const second of order) {
        found.set(second, (await overview.frameAt(second))?.trackIds);
      }
      return [0, 1, 2, 3].map((second) => found.get(second));
    };
    const expected = [[0], [1, 0], [1], [1, 0]];
    expect(await ids(forwards, [0, 1, 2, 3])).toEqual(expected);
    expect(await ids(backwards, [3, 2, 1, 0])).toEqual(expected);
  });

  test('a frame that two seconds share is tracked once; one that is damaged is null', async () => {
    const { overview, encoded } = createClip([both, null, both], [0, 0, 1, 2]);
    expect((await overview.frameAt(3))?.trackIds).toEqual([0, 1]);
    expect(encoded).toEqual([0, 1, 2, 2]);
    expect(await overview.frameAt(2)).toBe(null);
    expect(overview.tracks.map(({ observations }) => observations.length)).toEqual([2, 2]);
    await expect(overview.frameAt(4)).rejects.toThrow(RangeError);
  });

  test('calls at the same time track every frame once', async () => {
    const { overview } = createClip([both, both, both]);
    await Promise.all([overview.frameAt(2), overview.frameAt(1), overview.frameAt(2)]);
    expect(overview.tracks.map(({ observations }) => observations.length)).toEqual([3, 3]);
  });
});

describe('frames between overview frames', () => {
  test('get the tracks around them, whatever was asked for before', async () => {
    const frames = [both, [0], [1], both];
    const [early, late] = [createClip(frames).overview, createClip(frames).overview];
    await late.frameAt(3);
    const found = { trackIds: [1, 0], affinities: [1, 1], expectedIds: [0, 1] };
    expect(await early.assignAt(1, encode([1, 0]))).toEqual(found);
    expect(await late.assignAt(1, encode([1, 0]))).toEqual(found);
    expect(await late.assignAt(1, encode([]))).toEqual({
      trackIds: [],
      affinities: [],
      expectedIds: [0, 1],
    });
  });

  test('between two shots, get the tracks of the one whose colours they have', async () => {
    const [night, day] = [Float32Array.of(1, 0), Float32Array.of(0, 1)];
    const overview = createTrackedOverview({
      overview: [0, 1, 2, 3],
      ptsSecondsOf: (frameIndex) => frameIndex + 0.5,
      encode: async (frameIndex) => ({ ...encode(both), colours: frameIndex < 2 ? night : day }),
    });
    const idsAt = async (moment: number, objects: readonly number[], colours: typeof night) =>
      (await overview.assignAt(moment, { ...encode(objects), colours })).trackIds;
    expect(await idsAt(1.9, both, night)).toEqual([0, 1]);
    expect(await idsAt(1.9, both, day)).toEqual([2, 3]);
    // Long after the cut, where tracks before it would still be expected.
    expect(await idsAt(2.6, [0], day)).toEqual([2]);
  });
});

/** Three frames, five seconds apart; seconds between them repeat the nearest. */
const createSparseClip = () => createClip(seconds(11), [0, 0, 0, 5, 5, 5, 5, 10]);

test('a clip of few frames is decided the same in whatever order moments come', async () => {
  const [one, other] = [createSparseClip().query(), createSparseClip().query()];
  const first = await one.meantAt(1, both);
  await other.meantAt(10, both);
  expect(await other.meantAt(1, both)).toEqual(first);
});

describe('query', () => {
  test('of a frame that was looked at in full is the mean of its own and the tracks', async () => {
    const clip = createClip(seconds(9));
    const query = clip.query();
    const { probabilities } = await query.meantAt(6.2, both);
    const frame = { ptsSeconds: 6.2, instances: encode(both), trackIds: [0, null] };
    const looked = await query.meantIn(frame);
    const own = 1 / (1 + Math.exp(-3));
    expect(looked.rows).toEqual([0, 1]);
    expect(looked.probabilities[0]).toBeCloseTo(((probabilities[0] ?? 0) + own) / 2, 6);
    expect(looked.probabilities[1]).toBeCloseTo(own, 6);
  });

  test('is decided around each moment, in whatever order moments come', async () => {
    const clip = createClip(seconds(9));
    const [forwards, backwards] = [clip.query(), clip.query()];
    const moments = [0, 0.5, 2.3, 3.9, 4.2, 6, 8.5];
    const answers = [];
    for (const moment of moments) {
      answers.push(await forwards.meantAt(moment, both));
    }
    const again = [];
    for (const moment of moments.toReversed()) {
      again.unshift(await backwards.meantAt(moment, both));
    }
    expect(again).toEqual(answers);
    expect(answers[0]?.rows).toEqual([1]);
    expect(answers.at(-1)?.rows).toEqual([0]);
    expect((await forwards.meantAt(0.5, [null, null])).rows).toEqual([]);
    expect(forwards.cueWeightsAt(3)?.sight).toBe(3);
  });

  test('runs cue fusion once for each second, no farther than is needed', async () => {
    const clip = createClip(seconds(20));
    const query = clip.query();
    await Promise.all([query.meantAt(0, both), query.meantAt(0.5, both)]);
    expect(clip.memories.map(({ second }) => second)).toEqual([0, 1, 2, 3]);
    await query.meantAt(2, both);
    expect(clip.memories.map(({ second }) => second)).toEqual([0, 1, 2, 3, 4]);
    await query.meantAt(99, both);
    expect(clip.memories).toHaveLength(20);
  });

  test('each second sees the memory of its tracks, zeros when it is switched off', async () => {
    const clip = createClip([both, [0], both, null, both]);
    await clip.query().meantAt(4, both);
    const seen = clip.memories.find(({ second }) => second === 4);
    expect(Array.from(seen?.visualCount ?? [])).toEqual([3, 2]);
    expect(Array.from(seen?.visualMean ?? [])).toEqual([1, 1, 1, 1]);
    expect(seen?.audioCount).toBe(2);
    clip.memories.length = 0;
    await clip.query(false).meantAt(4, both);
    expect(clip.memories.map(({ visualCount }) => Math.max(...visualCount))).toEqual([0, 0, 0, 0]);
  });

  test('a clip without any object has nothing that is meant', async () => {
    const query = createClip([[], [], []]).query();
    expect(await query.meantAt(1, [])).toEqual({ rows: [], presence: 0, probabilities: [] });
  });
});
