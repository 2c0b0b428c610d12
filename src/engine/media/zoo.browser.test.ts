import { expect, test } from 'vitest';
import { readFixture, readFrameNumber } from '../../../tests/fixtures/readFixture.ts';
import { withWatchdog } from '../../../tests/fixtures/watchdog.ts';
import { HOSTILE_FILES } from '../../../tests/fixtures/zoo/hostile.ts';
import { isHostileFile, ZOO } from '../../../tests/fixtures/zoo/zoo.ts';
import type { Opened, ZooEntry, ZooPart } from '../../../tests/fixtures/zoo/zoo.ts';
import { EarmarkError } from '../../core/util/errors.ts';
import type { DecodedAudio, MediaClip } from './openClip.ts';
import { openClip } from './openClip.ts';

/** The slowest, two pictures of 8K, takes a few on two busy cores. */
const MAX_SECONDS = 60;
const MIN_BEEP = 0.1;
/** Containers round, and codecs pad the start by up to a packet. */
const END_TOLERANCE_SECONDS = 0.06;

const readZooFile = async (file: string): Promise<File> =>
  isHostileFile(file) ? HOSTILE_FILES[file]() : readFixture(file);

const isDecodable = async (codec: string): Promise<boolean> =>
  (await VideoDecoder.isConfigSupported({ codec })).supported === true;

const loudest = ({ channels }: DecodedAudio): number =>
  channels.reduce(
    (most, channel) => channel.reduce((max, value) => Math.max(max, Math.abs(value)), most),
    0,
  );

/** The sound, or null where reading it fails as damage. */
const readSound = async (clip: MediaClip): Promise<DecodedAudio | null> => {
  try {
    return await clip.readAudio(0, 10);
  } catch (thrown) {
    expect(thrown).toMatchObject({ kind: 'corrupt' });
    return null;
  }
};

const readNumber = async (
  clip: MediaClip,
  frameIndex: number,
  { numbers, reading }: Opened,
): Promise<number | null> => {
  const frame = await clip.frameAt(frameIndex);
  try {
    expect(frame.frameIndex).toBe(frameIndex);
    const bitmap = await frame.toBitmap(64);
    expect(bitmap.width).toBe(Math.min(64, clip.info.width));
    bitmap.close();
    return numbers === null ? null : readFrameNumber(frame, clip.info, reading);
  } finally {
    frame.close();
  }
};

const expectFrames = async (clip: MediaClip, expected: Opened): Promise<void> => {
  const { frames, numbers, lost } = expected;
  const places: readonly (readonly [ZooPart, number])[] = [
    ['first', 0],
    ['middle', frames >> 1],
    ['last', frames - 1],
  ];
  for (const [index, [part, frameIndex]] of places.entries()) {
    if (lost.includes(part)) {
      await expect(clip.frameAt(frameIndex)).rejects.toMatchObject({ kind: 'corrupt' });
    } else {
      expect(await readNumber(clip, frameIndex, expected)).toBe(numbers?.[index] ?? null);
    }
  }
  if (lost.length === 0) {
    let played = 0;
    for await (const frame of clip.framesFrom(0)) {
      played++;
      frame.close();
    }
    expect(played).toBe(frames);
  }
};

const expectSound = async (clip: MediaClip, { sound, lost }: Opened): Promise<void> => {
  if (sound === 'none' || sound === 'undecodable') {
    expect(clip.info.audioProblem).toBe(sound);
    return;
  }
  expect(clip.info.audioProblem).toBe(null);
  const read = await readSound(clip);
  expect(read === null).toBe(lost.includes('sound'));
  if (read === null) {
    return;
  }
  expect([read.sampleRate, read.channels.length]).toEqual([sound.sampleRate, sound.channels]);
  const seconds = (read.channels[0]?.length ?? 0) / read.sampleRate;
  expect(Math.abs(seconds - sound.seconds)).toBeLessThan(END_TOLERANCE_SECONDS);
  expect(loudest(read) > MIN_BEEP).toBe(!sound.isSilent);
  expect(await clip.readPeaks(8)).toHaveLength(8);
};

const expectOpened = async (clip: MediaClip, expected: Opened): Promise<void> => {
  const { ptsSeconds, width, height, durationSeconds } = clip.info;
  expect(ptsSeconds).toHaveLength(expected.frames);
  expect([width, height]).toEqual(expected.size);
  // Nothing is shown before the clip's own start, nor long after it.
  expect(ptsSeconds[0]).toBeGreaterThanOrEqual(0);
  expect(ptsSeconds[0]).toBeLessThan(1);
  expect(durationSeconds).toBeGreaterThan(ptsSeconds.at(-1) ?? 0);
  await expectFrames(clip, expected);
  await expectSound(clip, expected);
};

const expectOutcome = async ({ file, expected }: ZooEntry): Promise<void> => {
  const opening = openClip(await readZooFile(file));
  if (expected.outcome === 'refused') {
    const refusal: unknown = await opening.then(
      () => 'opened',
      (thrown: unknown) => (thrown instanceof EarmarkError ? thrown.kind : thrown),
    );
    expect(refusal).toBe(expected.kind);
    return;
  }
  if (expected.codec !== null && !(await isDecodable(expected.codec))) {
    await expect(opening).rejects.toMatchObject({ kind: 'unsupported-codec' });
    return;
  }
  const clip = await opening;
  try {
    await expectOpened(clip, expected);
  } finally {
    clip.dispose();
  }
};

test.each(ZOO)('$what ($file)', async (entry) => {
  await withWatchdog(entry.file, MAX_SECONDS, () => expectOutcome(entry));
});

test('every clip of the folder is in the table', () => {
  const clips = import.meta.glob('../../../tests/fixtures/zoo/*.*', { query: '?url' });
  const names = Object.keys(clips).map((path) => path.replace('../../../tests/fixtures/', ''));
  const files = names.filter((name) => !/\.(?:ts|sh)$/.test(name));
  const listed = new Set(ZOO.map(({ file }) => file));
  expect(files.length).toBeGreaterThan(80);
  expect(files.filter((name) => !listed.has(name))).toEqual([]);
});
