import { expect, test } from 'vitest';
import { findCuts } from './sceneCuts.ts';

const RED = Float32Array.of(1, 0, 0);
const GREEN = Float32Array.of(0, 1, 0);
const OVERVIEW = [5, 15, 25, 35];

/** Shots begin at these frames; colours take turns. */
const clipOf = (cuts: readonly number[], damaged: readonly number[] = []) => {
  const read: number[] = [];
  return {
    read,
    coloursOf: async (frame: number) => {
      read.push(frame);
      const shot = cuts.filter((cut) => cut <= frame).length;
      return damaged.includes(frame) ? null : shot % 2 === 0 ? RED : GREEN;
    },
  };
};

test('a cut is found to the frame, from one frame a second and a few between', async () => {
  const clip = clipOf([8, 21]);
  expect(await findCuts(OVERVIEW, clip.coloursOf)).toEqual([8, 21]);
  expect(clip.read.length).toBeLessThan(OVERVIEW.length + 9);
  expect(await findCuts(OVERVIEW, clipOf([]).coloursOf)).toEqual([]);
});

const fadingColours = async (frame: number) => {
  const share = Math.min(1, Math.max(0, (frame - 5) / 10));
  return Float32Array.of(1 - share, share, 0);
};

test('colours that change little by little are no cut', async () => {
  expect(await findCuts(OVERVIEW, fadingColours)).toEqual([]);
});

test('damaged frames are passed over', async () => {
  expect(await findCuts(OVERVIEW, clipOf([20], [15]).coloursOf)).toEqual([20]);
  expect(await findCuts(OVERVIEW, clipOf([20], [20]).coloursOf)).toEqual([21]);
});
