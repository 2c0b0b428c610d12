import { expect, test } from 'vitest';
import type { Box } from '../../../core/mask/boxes.ts';
import { boxesAtPoint, instanceAtPoint } from './instanceAtPoint.ts';

const BOXES: readonly Box[] = [
  [0, 0, 1, 1],
  [0.4, 0.4, 0.6, 0.6],
  [0.3, 0.3, 0.7, 0.7],
];
const CENTRE = { x: 0.5, y: 0.5 };
const covers = (value: number): Uint8Array => new Uint8Array(16).fill(value);

test('the smallest box comes first', () => {
  expect(boxesAtPoint(BOXES, CENTRE)).toEqual([1, 2, 0]);
  expect(boxesAtPoint(BOXES, { x: 0.1, y: 0.1 })).toEqual([0]);
  expect(instanceAtPoint(BOXES.slice(1), new Map(), { x: 0.1, y: 0.1 })).toBe(null);
});

test('an instance whose mask leaves the point out gives way to the one behind it', () => {
  expect(instanceAtPoint(BOXES, new Map(), CENTRE)).toBe(1);
  expect(instanceAtPoint(BOXES, new Map([[1, covers(0)]]), CENTRE)).toBe(2);
  const none = new Map([0, 1, 2].map((index) => [index, covers(0)]));
  expect(instanceAtPoint(BOXES, none, CENTRE)).toBe(1);
});
