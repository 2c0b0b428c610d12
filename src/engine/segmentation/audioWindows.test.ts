import { describe, expect, test } from 'vitest';
import { EarmarkError } from '../../core/util/errors.ts';
import { createAudioWindows } from './audioWindows.ts';

const SIZES = { sampleRate: 16_000, windowSeconds: 10, width: 8, nameWidth: 16 };
const { sampleRate, width, nameWidth } = SIZES;

/** A clip whose sample n is n / rate: its own time in seconds. */
const open = (
  seconds: number,
  rate = 32000,
  channelGains: readonly number[] = [1],
  damagedAt: readonly number[] = [],
) => {
  const reads: [number, number][] = [];
  const waveforms: Float32Array[] = [];
  const windows = createAudioWindows(
    {
      readAudio: (start, duration) => {
        reads.push([start, duration]);
        if (damagedAt.some((time) => time >= start && time < start + duration)) {
          return Promise.reject(new EarmarkError('corrupt', 'Damaged.'));
        }
        const length = Math.max(
          0,
          Math.round((Math.min(start + duration, seconds) - start) * rate),
        );
        const channels = channelGains.map((gain) =>
          Float32Array.from({ length }, (_, n) => (start + n / rate) * gain),
        );
        return Promise.resolve({ sampleRate: rate, channels });
      },
      encodeAudio: (waveform) => {
        waveforms.push(waveform);
        return Promise.resolve({
          audioToken: new Float32Array(width).fill(waveform[8000] ?? 0),
          audioTextEmbedding: new Float32Array(nameWidth).fill(waveforms.length),
        });
      },
    },
    SIZES,
  );
  return { windows, reads, waveforms };
};

describe('createSoundWindows', () => {
  test('a window is ten seconds, one token each, masked where the clip has ended', async () => {
    const { windows, waveforms } = open(3.25);
    const { audioMask, audioTokens } = await windows.encodeWindow(0);
    expect(Array.from(audioMask)).toEqual([1, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
    expect(audioTokens[0]).toBeCloseTo(0.5, 2);
    expect(audioTokens[2 * width]).toBeCloseTo(2.5, 2);
    expect(audioTokens[5 * width]).toBe(0);
    // The last second is filled up with silence.
    expect(waveforms).toHaveLength(4);
    expect(waveforms.every((waveform) => waveform.length === sampleRate)).toBe(true);
    expect(waveforms[3]?.[3000]).toBeCloseTo(3.19, 1);
    expect(waveforms[3]?.[5000]).toBe(0);
  });

  test('later windows read a guard on both sides and stay in time', async () => {
    const { windows, reads, waveforms } = open(25, 44100);
    await windows.encodeWindow(1);
    expect(reads).toEqual([[9, 12]]);
    expect(waveforms[0]?.[0]).toBeCloseTo(10, 2);
    expect(waveforms[9]?.[15999]).toBeCloseTo(20, 2);
    const { audioMask } = await windows.encodeWindow(2);
    expect(audioMask.reduce((sum, value) => sum + value, 0)).toBe(5);
  });

  test('channels are mixed to their mean', async () => {
    const { windows } = open(1, 32000, [1, 3]);
    expect((await windows.encodeWindow(0)).audioTokens[0]).toBeCloseTo(1, 2);
  });

  test('a window is encoded once; a clip without sound never', async () => {
    const { windows, reads } = open(2);
    expect(await windows.encodeWindow(0)).toBe(await windows.encodeWindow(0));
    expect(reads).toHaveLength(1);
    const silent = open(0, 16000, []);
    expect((await silent.windows.encodeWindow(0)).audioMask.every((value) => value === 0)).toBe(
      true,
    );
    expect(silent.waveforms).toHaveLength(0);
  });

  test('seconds whose sound is damaged are masked and told; the others are as without damage', async () => {
    const whole = await open(25).windows.encodeWindow(1);
    // 9.5 s lies in the guard before window 1, 22 s in the window after it.
    const { windows } = open(25, 32000, [1], [9.5, 12.7, 22]);
    const { audioMask, audioTokens } = await windows.encodeWindow(1);
    expect(Array.from(audioMask)).toEqual([1, 1, 0, 1, 1, 1, 1, 1, 1, 1]);
    expect(windows.missingSeconds([1])).toEqual([12]);
    expect(audioTokens.subarray(2 * width, 3 * width).every((value) => value === 0)).toBe(true);
    for (const second of [0, 1, 3, 9]) {
      expect(audioTokens[second * width]).toBeCloseTo(whole.audioTokens[second * width] ?? 0, 3);
    }
    const last = await windows.encodeWindow(2);
    expect(Array.from(last.audioMask)).toEqual([1, 1, 0, 1, 1, 0, 0, 0, 0, 0]);
    expect(windows.missingSeconds([1, 2])).toEqual([12, 22]);
    expect(windows.missingSeconds([0])).toEqual([]);
  });

  test('sound that breaks off: what there is is used', async () => {
    const { windows, waveforms } = open(
      9,
      44100,
      [1, 1],
      Array.from({ length: 80 }, (_, index) => 1.95 + index / 10),
    );
    const { audioMask } = await windows.encodeWindow(0);
    expect(Array.from(audioMask)).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(windows.missingSeconds([0])).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(waveforms).toHaveLength(1);
  });

  test('an abort ends it between two seconds', async () => {
    const { windows } = open(5);
    await expect(windows.encodeWindow(0, AbortSignal.abort())).rejects.toMatchObject({
      kind: 'aborted',
    });
  });
});
