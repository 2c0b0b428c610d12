import { expect, test } from 'vitest';
import { instanceComponents } from './significantComponents.ts';

/** A column of a square of 4 x 4. */
const column = (x: number, value = 255): Uint8Array =>
  Uint8Array.from({ length: 16 }, (_, cell) => (cell % 4 === x ? value : 0));

test('instances are components from left to right, though they touch; faint ones are none', () => {
  const instances = [2, 0, 1].map((x) => ({ probability: column(x) }));
  const components = instanceComponents([...instances, { probability: column(3, 100) }], 0.5);
  expect(components.map(({ cells }) => cells.indexOf(1))).toEqual([0, 1, 2]);
  expect(components.map(({ area }) => area)).toEqual([4, 4, 4]);
});
