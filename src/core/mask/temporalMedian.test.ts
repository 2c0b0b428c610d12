import { describe, expect, it } from 'vitest';
import {
  framesAffectedBy,
  temporalMedian,
  medianWindow,
  medianPresence,
  medianPresenceAt,
} from './temporalMedian.ts';

const at = (framesASecond: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => index / framesASecond);
const all = (): boolean => true;
const map = (...values: number[]): Uint8Array => Uint8Array.from(values);
const edge = (position: number): Uint8Array =>
  Uint8Array.from({ length: 24 }, (_, cell) => (cell < position ? 255 : 0));

describe('steadyFrames', () => {
  it('takes five frames at 25 a second, seven at 60 and one at 5', () => {
    expect(medianWindow(at(25, 20), 10, all)).toEqual([10, 9, 11, 8, 12]);
    expect(medianWindow(at(60, 20), 10, all)).toHaveLength(7);
    expect(medianWindow(at(5, 20), 10, all)).toEqual([10]);
  });

  it('keeps the frame in the middle where the clip begins, ends or was not looked at', () => {
    expect(medianWindow(at(25, 20), 0, all)).toEqual([0]);
    expect(medianWindow(at(25, 20), 18, all)).toEqual([18, 17, 19]);
    expect(medianWindow(at(25, 20), 10, (frame) => frame !== 12)).toEqual([10, 9, 11]);
    expect(medianWindow(at(25, 20), 10, (frame) => frame !== 9)).toEqual([10]);
  });

  it('goes by time and not by number where the rate varies', () => {
    expect(medianWindow([0, 0.04, 0.08, 0.5, 0.54], 2, all)).toEqual([2]);
    expect(medianWindow([0, 0.0417, 0.0833, 0.125, 0.1667], 2, all)).toEqual([2, 1, 3, 0, 4]);
  });
});

describe('steady presence', () => {
  it('bridges a frame that was missed and drops one that flares up', () => {
    const found = Float32Array.from([0.9, 0.9, 0.1, 0.9, 0.9, 0.1, 0.1, 0.95, 0.1, 0.1]);
    const steady = medianPresence(at(25, 10), found);
    expect(steady[2]).toBeCloseTo(0.9);
    expect(steady[7]).toBeCloseTo(0.1);
  });

  it('says nothing of frames that were not looked at', () => {
    const found = Float32Array.from([0.9, Number.NaN, 0.7]);
    expect(medianPresence(at(25, 3), found)[1]).toBeNaN();
    expect(medianPresenceAt(at(25, 3), 1, () => undefined)).toBeUndefined();
  });

  it('names every frame that a new one may change', () => {
    const pts = at(60, 12);
    for (const changed of pts.keys()) {
      const before = new Float32Array(12).map((_, index) => (index * 5) % 7);
      const after = before.slice();
      after[changed] = 50;
      const [a, b] = [medianPresence(pts, before), medianPresence(pts, after)];
      for (const frame of pts.keys()) {
        if (a[frame] !== b[frame]) {
          expect(framesAffectedBy(pts, changed)).toContain(frame);
        }
      }
    }
  });
});

describe('medianMap', () => {
  it('leaves an evenly moving edge exactly where it is', () => {
    expect(temporalMedian([edge(10), edge(8), edge(12), edge(6), edge(14)])).toEqual(edge(10));
  });

  it('drops what one frame alone says, and fills what it alone misses', () => {
    expect(temporalMedian([map(255, 0), map(0, 250), map(0, 240)])).toEqual(map(0, 240));
  });
});
