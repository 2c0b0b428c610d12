import { describe, expect, test } from 'vitest';
import { readInstanceGolden } from '../../../../tests/fixtures/instances/instanceGolden.ts';
import type { EncodedInstances } from '../../inference/instances/instanceEncoder.ts';
import { assignInstances, assignToTracks, expectBox } from './trackBoxes.ts';
import { createTracker, trackCandidates } from './tracker.ts';

type Instance = {
  readonly box: readonly [number, number, number, number];
  /** Which of four looks its vectors are; names and tokens are the same. */
  readonly look: number;
};

const unit = (look: number): number[] => [0, 1, 2, 3].map((index) => Number(index === look));
const encode = (instances: readonly Instance[]): EncodedInstances => ({
  count: instances.length,
  colours: Float32Array.of(1),
  boxes: Float32Array.from(instances.flatMap(({ box }) => box)),
  classScores: Float32Array.from(instances.flatMap(({ look }) => unit(look))),
  tokens: Float32Array.from(instances.flatMap(({ look }) => unit(look).map((x) => x * 5))),
  nameVectors: Float32Array.from(instances.flatMap(({ look }) => unit(look))),
});
const small = (x: number, look: number): Instance => ({ box: [x, 0.1, x + 0.05, 0.2], look });
const at = (x: number, look = 0): Instance => ({ box: [x, 0.4, x + 0.1, 0.6], look });

/** Ids of the instances of successive seconds. */
const track = (frames: readonly (readonly Instance[])[]): number[][] => {
  const tracker = createTracker();
  return frames.map((instances, second) => tracker.addFrame(second, encode(instances)));
};

describe('tracks', () => {
  test('have the ids of the Python half', () => {
    const tracker = createTracker();
    const ids = readInstanceGolden().tracks.map(({ seconds, boxes, names, tokens }) =>
      tracker.addFrame(seconds, {
        count: boxes.length / 4,
        colours: Float32Array.of(1),
        boxes: Float32Array.from(boxes),
        classScores: new Float32Array(boxes.length / 4),
        nameVectors: Float32Array.from(names),
        tokens: Float32Array.from(tokens),
      }),
    );
    expect(ids).toEqual(readInstanceGolden().tracks.map((frame) => frame.ids));
  });

  test('survive being hidden in one frame, not in three', () => {
    const other = at(0.8, 1);
    expect(track([[at(0), other], [other], [at(0.05), other]])).toEqual([[0, 1], [1], [0, 1]]);
    expect(track([[at(0), other], [other], [other], [other], [at(0), other]]).at(-1)).toEqual([
      2, 1,
    ]);
  });

  test('two that look different and cross keep their ids', () => {
    const frames = [0, 1, 2, 3, 4].map((second) => [
      at(0.2 + second * 0.1, 0),
      at(0.6 - second * 0.1, 1),
    ]);
    expect(track(frames)).toEqual(frames.map(() => [0, 1]));
  });

  test('two that look alike and cross keep their ids by where they move', () => {
    const frames = [0, 1, 2, 3, 4].map((second) => [
      at(0.1 + second * 0.15, 0),
      at(0.72 - second * 0.15, 0),
    ]);
    expect(track(frames)).toEqual(frames.map(() => [0, 1]));
  });

  test('end at a cut, also those that come back right after it', () => {
    expect(track([[at(0.2, 0), at(0.5, 1)], [at(0.35, 2), at(0.65, 3)], [at(0.2, 0)]])).toEqual([
      [0, 1],
      [2, 3],
      [4],
    ]);
  });

  test('a frame without instances is no cut', () => {
    expect(track([[at(0)], [], [at(0)]])).toEqual([[0], [], [0]]);
  });

  test('200 instances, and a box that fills the frame', () => {
    const many = Array.from({ length: 200 }, (_, n) => at(n / 250, n % 4));
    const ids = track([many, many]);
    expect(new Set(ids[1]).size).toBe(200);
    const full: Instance = { box: [0, 0, 1, 1], look: 0 };
    expect(track([[full], [full]])).toEqual([[0], [0]]);
  });

  test('vectors that are not numbers match nothing', () => {
    const broken = { ...encode([at(0)]), nameVectors: new Float32Array(4).fill(Number.NaN) };
    const tracker = createTracker();
    tracker.addFrame(0, encode([at(0)]));
    expect(tracker.addFrame(1, broken)).toEqual([1]);
    expect(tracker.addFrame(2, encode([at(0)]))).toEqual([2]);
  });

  test('frames come in order of time', () => {
    const tracker = createTracker();
    tracker.addFrame(3, encode([at(0)]));
    for (const seconds of [3, 2, Number.NaN]) {
      expect(() => tracker.addFrame(seconds, encode([at(0)]))).toThrow(RangeError);
    }
  });
});

describe('frames between overview frames', () => {
  const tracker = createTracker();
  tracker.addFrame(0, encode([at(0.2, 0), at(0.7, 1)]));
  tracker.addFrame(1, encode([at(0.4, 0), at(0.7, 1)]));
  const [moving, resting] = tracker.tracks;

  test('a track is expected between its boxes, and ahead of the last', () => {
    expect(expectBox(moving!, 0.5)?.[0]).toBeCloseTo(0.3, 5);
    expect(expectBox(moving!, 1.5)?.[0]).toBeCloseTo(0.5, 5);
    expect(expectBox(moving!, -0.5)?.[0]).toBeCloseTo(0.2, 5);
    expect(expectBox(resting!, 4)).toBe(null);
  });

  test('boxes are assigned once each; a box of no track has none', () => {
    const detected = [
      { box: at(0.69).box, classes: Float32Array.from(unit(1)) },
      { box: at(0.3).box, classes: Float32Array.from(unit(0)) },
      { box: at(0.31).box, classes: Float32Array.from(unit(0)) },
      { box: [0, 0, 0.05, 0.05] as const, classes: Float32Array.from(unit(3)) },
    ];
    const found = assignToTracks(detected, tracker.tracks, 0.5);
    expect(found.trackIds).toEqual([1, 0, null, null]);
    expect(found.affinities[0]).toBeCloseTo(0.6 * (0.9 / 1.1) + 0.4, 5);
    expect(found.affinities[1]).toBeCloseTo(1, 5);
    expect(found.affinities.slice(2)).toEqual([0, 0]);
    expect(found.expectedIds).toEqual([0, 1]);
    expect(assignToTracks(detected, [], 0.5).trackIds).toEqual([null, null, null, null]);
    expect(assignToTracks([], tracker.tracks, 0.5).trackIds).toEqual([]);
  });

  test('where a box alone says too little, vectors find the track', () => {
    const far = trackCandidates(0.5, encode([small(0.9, 0), small(0.1, 1)]));
    expect(assignToTracks(far, tracker.tracks, 0.5).trackIds).toEqual([null, null]);
    expect(assignInstances(far, tracker.tracks, 0.5).trackIds).toEqual([0, 1]);
  });
});

describe('cuts', () => {
  test('other colours end all tracks, though boxes and looks go on', () => {
    const [night, day] = [Float32Array.of(1, 0), Float32Array.of(0.3, 0.7)];
    const tracker = createTracker();
    const ids = [night, night, day, day].map((colours, second) =>
      tracker.addFrame(second, { ...encode([at(0.2)]), colours }),
    );
    expect(ids).toEqual([[0], [0], [1], [1]]);
    expect(tracker.cutSeconds).toEqual([2]);
  });
});
