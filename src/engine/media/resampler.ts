/**
 * Sampling rate conversion in the worker.
 *
 * Not Web Audio's: Chromium's OfflineAudioContext brings a buffer to its own rate by linear
 * interpolation, so that everything above 8 kHz folds back at full strength. The filter here is
 * the one that the audio encoder was trained behind (scipy.signal.resample_poly's default).
 */

/** Zero crossings on each side of the filter's centre, at the lower of both rates. */
const ZERO_CROSSINGS = 10;
const KAISER_BETA = 5;

export type Resampler = {
  /** Input samples that a result needs on each side of its own span. */
  readonly guardSamples: number;
  /**
   * @param samples mono at the input rate.
   * @param firstSample where `samples` begins on the output's clock, in input samples; usually
   *   negative, minus the guard. What lies outside of `samples` counts as silence.
   * @param length samples to return, at the output rate, from time 0.
   */
  readonly resample: (
    samples: Float32Array,
    firstSample: number,
    length: number,
  ) => Float32Array<ArrayBuffer>;
};

/** Converts between two whole rates in hertz with a polyphase windowed sinc. */
export const createResampler = (inputRate: number, outputRate: number): Resampler => {
  const divisor = greatestCommonDivisor(inputRate, outputRate);
  const up = outputRate / divisor;
  const down = inputRate / divisor;
  const filter = kaiserSinc(up, Math.max(up, down));
  const halfLength = (filter.length - 1) / 2;
  return {
    guardSamples: Math.ceil(halfLength / up),
    resample: (samples, firstSample, length) => {
      const result = new Float32Array(length);
      for (let index = 0; index < length; index++) {
        // On the common clock of up * inputRate: input sample k lies at k * up.
        const centre = index * down;
        const first = Math.max(Math.ceil((centre - halfLength) / up), firstSample);
        const last = Math.min(
          Math.floor((centre + halfLength) / up),
          firstSample + samples.length - 1,
        );
        let sum = 0;
        for (let input = first; input <= last; input++) {
          const tap = filter[centre - input * up + halfLength] ?? 0;
          sum += (samples[input - firstSample] ?? 0) * tap;
        }
        result[index] = sum;
      }
      return result;
    },
  };
};

/** Low-pass at half of the lower rate, on the common clock, with a gain of `up`. */
const kaiserSinc = (up: number, lowerRatio: number): Float64Array => {
  const halfLength = ZERO_CROSSINGS * lowerRatio;
  const filter = Float64Array.from({ length: 2 * halfLength + 1 }, (_, tap) => {
    const x = (tap - halfLength) / lowerRatio;
    const edge = (tap - halfLength) / halfLength;
    return sinc(x) * besselI0(KAISER_BETA * Math.sqrt(1 - edge * edge));
  });
  const sum = filter.reduce((total, value) => total + value, 0);
  return filter.map((value) => (value * up) / sum);
};

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

/** Modified Bessel function of order zero, by its power series. */
const besselI0 = (x: number): number => {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > 1e-12 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
};

const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b);
