import { expect, test } from 'vitest';
import { objectsAtPoint, objectToSelect } from './objectsAtPoint.ts';

// Two by two pixels: the dog on the left, the cat on top in the upper left.
const drawn = [
  { objectId: 'cat', mask: Uint8Array.of(1, 0, 0, 0) },
  { objectId: 'dog', mask: Uint8Array.of(1, 0, 1, 0) },
];

test('the masks under a point are told from top to bottom', () => {
  expect(objectsAtPoint(drawn, 2, 0.2, 0.2)).toEqual(['cat', 'dog']);
  expect(objectsAtPoint(drawn, 2, 0.2, 0.9)).toEqual(['dog']);
  expect(objectsAtPoint(drawn, 2, 0.9, 0.2)).toEqual([]);
  expect(objectsAtPoint(drawn, 2, 0, 1)).toEqual(['dog']);
  expect(objectsAtPoint([], 2, 0.5, 0.5)).toEqual([]);
});

test('a click selects the topmost, and again the one below', () => {
  expect(objectToSelect(['cat', 'dog'], 'pig')).toBe('cat');
  expect(objectToSelect(['cat', 'dog'], 'cat')).toBe('dog');
  expect(objectToSelect(['cat', 'dog'], 'dog')).toBe('cat');
});

test('where only the selected one is, or none, a click selects nothing', () => {
  expect(objectToSelect(['dog'], 'dog')).toBeNull();
  expect(objectToSelect([], 'dog')).toBeNull();
});
