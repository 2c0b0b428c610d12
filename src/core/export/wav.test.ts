import { expect, test } from 'vitest';
import { encodePcm16, encodeWavHeader } from './wav.ts';

test('a header says what follows it', () => {
  const header = encodeWavHeader(44_100, 2, 3);
  const view = new DataView(header.buffer);
  const word = (offset: number): string =>
    String.fromCharCode(...header.subarray(offset, offset + 4));
  expect([word(0), word(8), word(12), word(36)]).toEqual(['RIFF', 'WAVE', 'fmt ', 'data']);
  expect(view.getUint32(4, true)).toBe(36 + 12);
  expect([view.getUint16(20, true), view.getUint16(22, true)]).toEqual([1, 2]);
  expect(view.getUint32(24, true)).toBe(44_100);
  expect(view.getUint32(28, true)).toBe(44_100 * 4);
  expect([view.getUint16(32, true), view.getUint16(34, true)]).toEqual([4, 16]);
  expect(view.getUint32(40, true)).toBe(12);
});

test('a file of more than 4 GiB is refused', () => {
  expect(() => encodeWavHeader(48_000, 2, 2 ** 30)).toThrow(RangeError);
});

test('samples alternate between the channels and are cut at full level', () => {
  const bytes = encodePcm16([Float32Array.of(0, 1, -1.5), Float32Array.of(0.5, -0.5, 2)]);
  expect(Array.from(new Int16Array(bytes.buffer))).toEqual([
    0, 16_384, 32_767, -16_383, -32_767, 32_767,
  ]);
});
