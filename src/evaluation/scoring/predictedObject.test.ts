import { expect, test } from 'vitest';
import { predictedObject } from './predictedObject.ts';

const mask = (pixels: readonly number[]) => ({
  width: 4,
  height: 1,
  pixels: new Uint8Array(pixels),
});

const sheep = { name: 'sheep', masks: [mask([1, 1, 0, 0]), mask([0, 1, 1, 0])] };
const pig = { name: 'pig', masks: [mask([0, 0, 0, 1]), mask([0, 0, 0, 1])] };

const on = (...frames: readonly (readonly number[])[]) =>
  predictedObject(
    frames.map((pixels) => ({ shown: mask(pixels) })),
    [sheep, pig],
  );

test('takes the object with the largest overlap over all frames', () => {
  expect(on([1, 1, 0, 0], [0, 1, 0, 1])).toBe('sheep');
  expect(on([0, 0, 0, 1], [0, 0, 1, 1])).toBe('pig');
  expect(on([0, 0, 0, 0], [0, 0, 0, 0])).toBe('nothing');
  expect(on([0, 0, 1, 0], [1, 0, 0, 0])).toBe('something else');
});

test('an object without a ground truth, or of another size, is never predicted', () => {
  const shown = { shown: mask([1, 1, 0, 0]) };
  expect(predictedObject([shown], [{ name: 'gone', masks: [null] }])).toBe('something else');
  const wide = { width: 8, height: 1, pixels: new Uint8Array(8).fill(1) };
  expect(predictedObject([shown], [{ name: 'wide', masks: [wide] }])).toBe('something else');
});
