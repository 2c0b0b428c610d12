import { expect, test } from 'vitest';
import { compositeOver } from './compositeOver.ts';

const wordsOf = (...pixels: readonly (readonly number[])[]): Uint32Array =>
  new Uint32Array(Uint8Array.from(pixels.flat()).buffer);

const laid = (below: readonly number[], above: readonly number[]): number[] => {
  const words = wordsOf(below);
  compositeOver(words, wordsOf(above));
  return Array.from(new Uint8Array(words.buffer));
};

test('what is transparent or alone stays as it is, and what is opaque covers', () => {
  const nothing = [0, 0, 0, 0];
  expect(laid([10, 20, 30, 100], nothing)).toEqual([10, 20, 30, 100]);
  expect(laid(nothing, [10, 20, 30, 100])).toEqual([10, 20, 30, 100]);
  expect(laid([200, 200, 200, 200], [10, 20, 30, 255])).toEqual([10, 20, 30, 255]);
});

const over = (value: number, strength: number, behind: number): number =>
  (value * strength + behind * (255 - strength)) / 255;

test('two tints mix as if they were drawn one after the other', () => {
  const [below, above, ground] = [[255, 0, 40, 115], [0, 200, 255, 128], 90];
  const [red = 0, green = 0, blue = 0, alpha = 0] = laid(below, above);
  for (const [channel, mixed] of [red, green, blue].entries()) {
    const first = over(below[channel] ?? 0, below[3] ?? 0, ground);
    const second = over(above[channel] ?? 0, above[3] ?? 0, first);
    expect(Math.abs(over(mixed, alpha, ground) - second)).toBeLessThan(1);
  }
});
