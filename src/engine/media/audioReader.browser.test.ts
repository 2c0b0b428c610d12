import { afterEach, describe, expect, test } from 'vitest';
import { overwritePackets } from '../../../tests/fixtures/damage.ts';
import { readFixture } from '../../../tests/fixtures/readFixture.ts';
import type { DecodedAudio, MediaClip } from './openClip.ts';
import { openClip } from './openClip.ts';

const opened: MediaClip[] = [];

const open = async (fileName: string): Promise<MediaClip> => {
  const clip = await openClip(await readFixture(fileName));
  opened.push(clip);
  return clip;
};

afterEach(() => {
  opened.splice(0).forEach((clip) => clip.dispose());
});

const BEEP_SECONDS = 0.25;

type Beep = { readonly startSeconds: number; readonly hertz: number };

/** Beeps of a sound: where it leaves silence, and the pitch from the zero crossings that follow. */
const findBeeps = ({ sampleRate, channels }: DecodedAudio, startSeconds: number): Beep[] => {
  const samples = channels[0] ?? new Float32Array();
  const beeps: Beep[] = [];
  for (let index = 0; index < samples.length; index++) {
    if (Math.abs(samples[index]!) > 0.1) {
      const beep = samples.subarray(index, index + Math.round(0.2 * sampleRate));
      let crossings = 0;
      for (let step = 1; step < beep.length; step++) {
        crossings += beep[step - 1]! < 0 !== beep[step]! < 0 ? 1 : 0;
      }
      beeps.push({ startSeconds: startSeconds + index / sampleRate, hertz: crossings / 0.4 });
      index += Math.round((BEEP_SECONDS + 0.1) * sampleRate);
    }
  }
  return beeps;
};

const loudness = (samples: Float32Array): number =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);

/** 3 ms: a beep rises within one, and WebM rounds to one. */
const expectBeeps = (beeps: readonly Beep[], expected: readonly (readonly [number, number])[]) => {
  expect(beeps).toHaveLength(expected.length);
  expected.forEach(([startSeconds, hertz], index) => {
    expect(Math.abs(beeps[index]!.startSeconds - startSeconds)).toBeLessThan(0.003);
    expect(Math.abs(beeps[index]!.hertz - hertz)).toBeLessThan(10);
  });
};

describe.each([
  ['h264-aac.mp4', 4, 0],
  ['vp9-opus.webm', 3, 0],
  ['quicktime.mov', 2, 0],
  // Matroska has no edit lists: picture and sound begin after the encoder's 1024 priming samples.
  ['matroska.mkv', 2, 0.021],
])('%s', (fileName, beepCount, firstBeep) => {
  const all = Array.from(
    { length: beepCount },
    (_, index) => [firstBeep + index, 400 + 200 * index] as const,
  );

  test('has each beep at its second', async () => {
    const clip = await open(fileName);
    const sound = await clip.readAudio(0, beepCount);
    expect(sound.sampleRate).toBe(48000);
    expect(sound.channels[0]).toHaveLength(beepCount * 48000);
    expectBeeps(findBeeps(sound, 0), all);
  });

  test('a span from the middle lies where the whole has it', async () => {
    const clip = await open(fileName);
    const start = 0.9;
    const part = await clip.readAudio(start, 0.7);
    expectBeeps(findBeeps(part, start), all.slice(1, 2));
    const whole = await clip.readAudio(0, beepCount);
    // Shifted by the container's millisecond at most, so compared by loudness.
    const same = whole.channels[0]!.subarray(start * 48000, (start + 0.7) * 48000);
    expect(loudness(part.channels[0]!)).toBeCloseTo(loudness(same), 3);
  });
});

test('a seam between two spans of AAC is not heard', async () => {
  const clip = await open('h264-aac.mp4');
  const whole = await clip.readAudio(0, 2);
  const second = await clip.readAudio(1.1, 0.9);
  const same = whole.channels[0]!.subarray(1.1 * 48000);
  const difference = second.channels[0]!.reduce(
    (largest, sample, index) => Math.max(largest, Math.abs(sample - same[index]!)),
    0,
  );
  expect(difference).toBeLessThan(1e-4);
});

test('sound that begins after the picture has silence before it', async () => {
  const clip = await open('late-sound.mp4');
  const sound = await clip.readAudio(0, 4);
  expect(sound.channels[0]).toHaveLength(4 * 48000);
  expectBeeps(findBeeps(sound, 0), [
    [1.5, 400],
    [2.5, 600],
  ]);
  const silence = sound.channels[0]!.subarray(0, 1.4 * 48000);
  expect(silence.every((sample) => sample === 0)).toBe(true);
});

test('an edit list moves the sound with the picture', async () => {
  const clip = await open('edit-list.mp4');
  expectBeeps(findBeeps(await clip.readAudio(0, 3), 0), [
    [0, 600],
    [1, 800],
    [2, 1000],
  ]);
});

test('the span ends where picture and sound have ended', async () => {
  const clip = await open('quicktime.mov');
  const sound = await clip.readAudio(1, 10);
  expect(sound.channels[0]!.length / sound.sampleRate).toBeGreaterThanOrEqual(1);
  expect(sound.channels[0]!.length / sound.sampleRate).toBeLessThan(1.05);
  const after = await clip.readAudio(50, 1);
  expect(after.channels[0]).toHaveLength(0);
});

test('peaks show the beeps', async () => {
  const clip = await open('h264-aac.mp4');
  const peaks = await clip.readPeaks(16);
  const isLoud = Array.from(peaks, (peak) => peak > 0.3);
  expect(isLoud).toEqual(Array.from({ length: 16 }, (_, part) => part % 4 === 0));
});

test('a clip without sound is silent and says so', async () => {
  const clip = await open('b-frames.mp4');
  expect(clip.info).toMatchObject({ audioCodec: null, audioProblem: 'none' });
  expect((await clip.readAudio(0, 1)).channels).toEqual([]);
  expect(await clip.readPeaks(4)).toEqual(new Float32Array(4));
});

test('sound that cannot be decoded does not keep the picture from opening', async () => {
  const clip = await open('undecodable-sound.mp4');
  expect(clip.info).toMatchObject({ audioCodec: null, audioProblem: 'undecodable' });
  expect(clip.info.ptsSeconds).toHaveLength(25);
  expect((await clip.readAudio(0, 1)).channels).toEqual([]);
});

test('damage in the sound costs its own second, of the peaks up to two', async () => {
  const bytes = new Uint8Array(await (await readFixture('h264-aac.mp4')).arrayBuffer());
  const damaged = await overwritePackets(
    bytes,
    'audio',
    (_, seconds) => seconds > 1.1 && seconds < 1.13,
  );
  const clip = await openClip(new File([damaged], 'damaged.mp4'));
  const peaks = await clip.readPeaks(16);
  const loud = Array.from(peaks.keys()).filter((part) => (peaks[part] ?? 0) > 0.3);
  expect(loud).toEqual(expect.arrayContaining([8, 12]));
  await expect(clip.readAudio(1, 1)).rejects.toMatchObject({ kind: 'corrupt' });
  expectBeeps(findBeeps(await clip.readAudio(0, 1), 0), [[0, 400]]);
  expectBeeps(findBeeps(await clip.readAudio(2, 2), 2), [
    [2, 800],
    [3, 1000],
  ]);
  clip.dispose();
});
