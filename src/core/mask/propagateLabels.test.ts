import { expect, test } from 'vitest';
import {
  propagateLabels,
  NEGATIVE_LABEL,
  POSITIVE_LABEL,
  removeNegatives,
} from './propagateLabels.ts';
import { significantComponents } from './significantComponents.ts';
import { MASK_CELL_COUNT, decodeRunLengths, encodeRunLengths } from './instanceSelection.ts';

const WIDTH = 12;
/** Rows of a map: `#` certain, `+` soft, `.` nothing. */
const mapOf = (...rows: string[]): Uint8Array<ArrayBuffer> => {
  const values: Readonly<Record<string, number>> = { '#': 255, '+': 100, '.': 0 };
  const map = new Uint8Array(WIDTH * WIDTH);
  for (const [y, row] of rows.entries()) {
    for (const [x, sign] of row.split('').entries()) {
      map[y * WIDTH + x] = values[sign] ?? 0;
    }
  }
  return map;
};
const never = () => Promise.reject(new Error('Nothing here must be judged by its looks.'));
const labelledBy = (map: Uint8Array, label: (x: number) => number): Uint8Array =>
  map.map((value, cell) => (value > 127 ? label(cell % WIDTH) : 0));
const halves = (x: number): number => (x < 6 ? POSITIVE_LABEL : NEGATIVE_LABEL);

const APART = mapOf('.###..####..', '.###..####..', '.###..####..');
const parts = (map: Uint8Array) => significantComponents(map, WIDTH, 0.5);

test('parts come from left to right, without crumbs', () => {
  const rows = Array<string>(10).fill('.####.#####.');
  const map = mapOf('#...........', '............', ...rows);
  expect(parts(map).map(({ area }) => area)).toEqual([40, 50]);
  expect(parts(new Uint8Array(WIDTH * WIDTH))).toEqual([]);
});

test('labels are propagated by overlap with the neighbouring frame', async () => {
  const before = labelledBy(APART, halves);
  const moved = mapOf('', '..###..####.', '..###..####.', '..###..####.');
  const labels = await propagateLabels(parts(moved), before, WIDTH, never);
  expect(labels).toEqual(labelledBy(moved, (x) => (x < 6 ? POSITIVE_LABEL : NEGATIVE_LABEL)));
});

test('where two have run together, each keeps what is nearest to it', async () => {
  const before = labelledBy(APART, halves);
  const together = mapOf('.#########..', '.#########..', '.#########..');
  const labels = await propagateLabels(parts(together), before, WIDTH, never);
  expect([1, 2, 3].map((x) => labels[x])).toEqual([POSITIVE_LABEL, POSITIVE_LABEL, POSITIVE_LABEL]);
  expect([6, 7, 8, 9].map((x) => labels[x])).toEqual(Array(4).fill(NEGATIVE_LABEL));
});

test('what is new is judged', async () => {
  const labels = await propagateLabels(parts(APART), null, WIDTH, (part) =>
    Promise.resolve(part.area > 9 ? NEGATIVE_LABEL : POSITIVE_LABEL),
  );
  expect(labels).toEqual(labelledBy(APART, halves));
});

test('soft surroundings go with what they surround', () => {
  const map = mapOf('+###++####+.');
  const kept = removeNegatives(map, labelledBy(map, halves), WIDTH);
  expect([...kept.subarray(0, WIDTH)]).toEqual([100, 255, 255, 255, 100, 0, 0, 0, 0, 0, 0, 0]);
});

test('a region survives being written as runs', () => {
  const cells = Uint8Array.from({ length: MASK_CELL_COUNT }, (_, cell) => (cell % 7 < 3 ? 1 : 0));
  expect(decodeRunLengths(encodeRunLengths(cells))).toEqual(cells);
  expect(encodeRunLengths(cells).reduce((sum, run) => sum + run, 0)).toBe(MASK_CELL_COUNT);
  expect(encodeRunLengths(new Uint8Array(MASK_CELL_COUNT))).toEqual([MASK_CELL_COUNT]);
});
