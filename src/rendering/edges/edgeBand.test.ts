import { describe, expect, test } from 'vitest';
import { findEdgeBand, type CellRun } from './edgeBand.ts';

const SIDE = 24;

const mapOf = (probabilityAt: (x: number, y: number) => number): Uint8Array =>
  Uint8Array.from({ length: SIDE * SIDE }, (_, index) =>
    Math.round(255 * probabilityAt(index % SIDE, Math.floor(index / SIDE))),
  );
const bandOf = (probability: Uint8Array, threshold = 0.5) =>
  findEdgeBand({ probability, maskWidth: SIDE, maskHeight: SIDE, threshold });
/** Cells of the runs, as `row/column`. */
const cellsOf = (runs: readonly CellRun[]): Set<string> =>
  new Set(
    runs.flatMap(({ row, startColumn, endColumn }) =>
      Array.from(
        { length: endColumn - startColumn },
        (_, offset) => `${row}/${startColumn + offset}`,
      ),
    ),
  );
/** Falls from 1 to 0 over about four cells, half-way between the columns 11 and 12. */
const soft = mapOf((x) => 1 / (1 + Math.exp(0.8 * (x - 11.5))));

describe('the band in which an edge may move', () => {
  test('is empty where nothing crosses the threshold', () => {
    for (const value of [0, 0.49, 0.51, 1]) {
      expect(bandOf(mapOf(() => value)).runs).toEqual([]);
    }
    expect(bandOf(soft, 1).runs).toEqual([]);
  });

  test('lies along a soft edge, the same in every row, and no farther than four cells', () => {
    const { runs } = bandOf(soft);
    expect(runs.map(({ row }) => row)).toEqual(Array.from({ length: SIDE }, (_, row) => row));
    for (const { startColumn, endColumn } of runs) {
      expect([startColumn, endColumn]).toEqual([8, 16]);
    }
  });

  test('follows the threshold', () => {
    const [low] = bandOf(soft, 0.2).runs;
    const [high] = bandOf(soft, 0.8).runs;
    expect(low?.startColumn).toBeGreaterThan(high?.startColumn ?? Infinity);
  });

  test('leaves out what is surer than any colour', () => {
    // From 0.999 to 0.5 and back within a cell or two: the neighbours are certain.
    const line = mapOf((x) => (x === 12 ? 0.55 : 0.0005));
    for (const cell of cellsOf(bandOf(line).runs)) {
      expect(Math.abs(Number(cell.split('/')[1]) - 12)).toBeLessThanOrEqual(1);
    }
  });

  test('a steep edge is not soft; there is no band', () => {
    const { runs, softness } = bandOf(mapOf((x) => (x < 12 ? 1 : 0)));
    expect(runs).toEqual([]);
    expect(softness[12]).toBe(0);
    expect(softness[0]).toBe(255);
  });

  test('softness knows rows from columns and does not wrap around', () => {
    const { softness } = bandOf(mapOf((_, y) => (y < 12 ? 1 : 0)));
    const column = Array.from({ length: SIDE }, (_, y) => softness[y * SIDE] ?? 0);
    expect(column.filter((value) => value === 0)).toHaveLength(4);
    const corner = mapOf((x, y) => (x === SIDE - 1 && y === 3 ? 1 : 0));
    const atCorner = bandOf(corner).softness;
    expect(atCorner[4 * SIDE - 1]).toBe(0);
    expect(atCorner[4 * SIDE]).toBe(255);
  });
});
