import { describe, expect, test, vi } from 'vitest';
import type { Box } from '../../../core/mask/boxes.ts';
import type { CellFeatures } from '../../../core/mask/regionFeatures.ts';
import { EarmarkError } from '../../../core/util/errors.ts';
import { createSeededRandom } from '../../../core/util/seededRandom.ts';
import { createCarriedBoxes, cellsOfBox } from './carriedBoxes.ts';
import { describeCells } from './cellPixels.ts';

const SIDE = 96;
const FRAMES = 24;
/** Two frames a second: eleven on each side are followed at most. */
const PTS = Array.from({ length: FRAMES }, (_, frame) => frame / 2);
const FULL_MASK = new Uint8Array(16).fill(255);

/** Noise, and a patterned square of 12 cells whose left side is at x; none at all for null. */
const picture = (x: number | null): Uint8Array => {
  const random = createSeededRandom('noise');
  const rgb = Uint8Array.from({ length: SIDE * SIDE * 3 }, () => 90 + 20 * random());
  for (let cell = 0; cell < (x === null ? 0 : 144); cell++) {
    const [column, row] = [cell % 12, Math.floor(cell / 12)];
    const at = ((30 + row) * SIDE + (x ?? 0) + column) * 3;
    rgb[at] = 100 + (column % 4 < 2 ? 100 : 0);
    rgb[at + 1] = 60 + (row % 6 < 3 ? 120 : 0);
  }
  return rgb;
};
/** Described once for all tests. */
const described = new Map<number | null, CellFeatures>();
const cellsOf = (x: number | null): CellFeatures => {
  const known = described.get(x) ?? describeCells(picture(x), SIDE);
  described.set(x, known);
  return known;
};
const boxAt = (x: number): Box => [x / SIDE, 30 / SIDE, (x + 12) / SIDE, 42 / SIDE];

/** The square moves two cells to the right a frame, from frame 3 on, and is gone from frame 18 on. */
const xIn = (frame: number): number | null =>
  frame >= 18 ? null : 20 + 2 * Math.max(0, frame - 3);

const open = (fail: (frame: number) => void = () => undefined) => {
  const read = vi.fn(async (frame: number) => {
    fail(frame);
    return cellsOf(xIn(frame));
  });
  const carried = createCarriedBoxes({
    ptsSeconds: PTS,
    openReader: () => read,
    drawBox: async () => FULL_MASK,
  });
  return {
    read,
    boxIn: (frame: number) => carried.boxIn({ frameIndex: 8, box: boxAt(30) }, frame),
  };
};

describe('a box that was drawn in frame 8', () => {
  test('is where its content is, before and after, until that is lost', async () => {
    const { boxIn, read } = open();
    for (const frame of [0, 3, 7, 9, 13, 17]) {
      const box = await boxIn(frame);
      expect((box?.[0] ?? 0) * SIDE).toBeCloseTo(xIn(frame) ?? 0, 0);
      expect((box?.[1] ?? 0) * SIDE).toBeCloseTo(30, 0);
      expect(((box?.[2] ?? 0) - (box?.[0] ?? 0)) * SIDE).toBeCloseTo(12);
    }
    expect(await boxIn(18)).toBeNull();
    expect(await boxIn(19)).toBeNull();
    // Each way once, from the box's own frame: 8 to 18, and 8 to 0.
    expect(read).toHaveBeenCalledTimes(11 + 9);
  });

  test('is followed no farther than it is asked for, and on from there', async () => {
    const { boxIn, read } = open();
    await boxIn(10);
    expect(read.mock.calls.flat()).toEqual([8, 9, 10]);
    await boxIn(9);
    await boxIn(12);
    expect(read.mock.calls.flat()).toEqual([8, 9, 10, 11, 12]);
  });

  test('is not followed for more than five seconds', async () => {
    const { boxIn, read } = open();
    expect(await boxIn(19)).toBeNull();
    expect(read).not.toHaveBeenCalled();
    await boxIn(18);
    expect(Math.max(...read.mock.calls.map(([frame]) => frame))).toBe(18);
  });

  test('is not followed past a damaged frame', async () => {
    const { boxIn } = open((frame) => {
      if (frame === 12) throw new EarmarkError('corrupt', 'Damaged.');
    });
    expect(await boxIn(11)).not.toBeNull();
    expect(await boxIn(13)).toBeNull();
  });

  test('is followed anew after a run that was stopped on the way', async () => {
    let isStopped = true;
    const { boxIn } = open(() => {
      if (isStopped) throw new EarmarkError('aborted', 'Stopped.');
    });
    await expect(boxIn(9)).rejects.toMatchObject({ kind: 'aborted' });
    isStopped = false;
    expect(await boxIn(9)).not.toBeNull();
  });
});

const count = (cells: Uint8Array): number => cells.reduce((sum, cell) => sum + cell, 0);

describe('the cells of a box', () => {
  test('are those that its mask covers', () => {
    const leftHalf = Uint8Array.from({ length: 16 }, (_, pixel) => (pixel % 4 < 2 ? 255 : 0));
    expect(count(cellsOfBox(leftHalf, [0.25, 0.5, 0.75, 1]))).toBe(24 * 48);
  });

  test('are all of it without a mask, and never none', () => {
    expect(count(cellsOfBox(new Uint8Array(16), [0.25, 0.5, 0.75, 1]))).toBe(48 * 48);
    expect(count(cellsOfBox(new Uint8Array(16), [0.501, 0.501, 0.502, 0.502]))).toBe(1);
    expect(count(cellsOfBox(new Uint8Array(16), [1, 1, 1, 1]))).toBe(1);
  });
});
