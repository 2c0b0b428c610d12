import { describe, expect, test } from 'vitest';
import { createResampler } from './resampler.ts';

const OUTPUT_RATE = 16000;

const tone = (hertz: number, rate: number, seconds: number): Float32Array =>
  Float32Array.from({ length: rate * seconds }, (_, n) =>
    Math.sin((2 * Math.PI * hertz * n) / rate),
  );

/** Root mean square away from the edges. */
const level = (samples: Float32Array): number => {
  const middle = samples.subarray(samples.length / 4, (3 * samples.length) / 4);
  return Math.sqrt(middle.reduce((sum, value) => sum + value * value, 0) / middle.length);
};

describe('createResampler', () => {
  // scipy.signal.resample_poly(x, 16000 / g, rate / g) of the same 2000 numbers, at five places.
  test.each([
    [48000, [-0.125226, -0.067825, -0.025946, 0.061781, -0.095694]],
    [44100, [-0.133345, -0.062041, -0.176119, -0.050012, -0.149703]],
    [22050, [-0.419482, 0.080735, -0.358391, 0.143762, -0.015216]],
    [8000, [-0.500259, -0.487837, -0.351667, 0.152725, 0.111761]],
  ])('%d Hz as scipy does it', (rate, expected) => {
    const noise = Float32Array.from({ length: 2000 }, (_, n) => ((n * 7919) % 101) / 101 - 0.5);
    const length = Math.ceil((2000 * OUTPUT_RATE) / rate);
    const result = createResampler(rate, OUTPUT_RATE).resample(noise, 0, length);
    [0, 1, 50, 333, length - 1].forEach((place, index) => {
      expect(result[place]).toBeCloseTo(expected[index]!, 5);
    });
  });

  test('keeps what is below 8 kHz and lets nothing above fold back', () => {
    const { resample } = createResampler(48000, OUTPUT_RATE);
    const heard = (hertz: number): number => level(resample(tone(hertz, 48000, 1), 0, OUTPUT_RATE));
    for (const hertz of [100, 1000, 5000, 7000]) {
      expect(heard(hertz)).toBeCloseTo(Math.SQRT1_2, 1);
    }
    for (const hertz of [10000, 12000, 15000, 20000]) {
      expect(heard(hertz)).toBeLessThan(0.01);
    }
  });

  test('sound in pieces with a guard is the sound in one piece', () => {
    const rate = 44100;
    const { resample, guardSamples } = createResampler(rate, OUTPUT_RATE);
    const samples = tone(440, rate, 2).map((value, n) => value * Math.cos(n / 3000));
    const whole = resample(samples, 0, 2 * OUTPUT_RATE);
    const piece = samples.subarray(rate - guardSamples, samples.length);
    expect(resample(piece, -guardSamples, OUTPUT_RATE)).toEqual(whole.slice(OUTPUT_RATE));
  });

  test('equal rates change nothing but rounding', () => {
    const samples = tone(440, OUTPUT_RATE, 1);
    const result = createResampler(OUTPUT_RATE, OUTPUT_RATE).resample(samples, 0, samples.length);
    expect(Math.max(...result.map((value, n) => Math.abs(value - samples[n]!)))).toBeLessThan(1e-3);
  });
});
