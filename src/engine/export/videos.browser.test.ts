import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProbedMedia } from '../../../tests/commands/probeMedia.ts';
import { decodeBase64, probeExport } from '../../../tests/commands/probeExport.ts';
import {
  createExportScene,
  createDiscMask,
  MASK_THRESHOLD,
  readStoredZip,
  type SceneInstance,
} from '../../../tests/fixtures/exportScene.ts';
import { readFixture, readFrameNumber } from '../../../tests/fixtures/readFixture.ts';
import type { ExportSettings } from '../../core/export/exportSettings.ts';
import { upsampleMask } from '../../core/mask/upsampleMask.ts';
import { openClip } from '../media/openClip.ts';
import type { MediaClip } from '../media/openClip.ts';
import { KEY_GREEN } from '../../rendering/looks/green.ts';
import { checkExport, estimateExport, runExport } from './runExport.ts';

/**
 * There in every twentieth frame and in the last: each mask takes a software GPU its time. Nobody
 * looked at the frames beside them, so that these do not steady it away.
 */
const disc = (frames: number): SceneInstance => ({
  name: 'the disc',
  centre: [48, 60],
  radius: 14,
  presence: new Map(
    Array.from({ length: frames }, (_, frame) => frame).flatMap((frame) => {
      const isThere = frame % 20 === 0 || frame === frames - 1;
      const isBeside = frame % 20 === 1 || frame % 20 === 19;
      return isThere ? [[frame, 0.9]] : isBeside ? [] : [[frame, 0.1]];
    }),
  ),
});
const FRAME_SECONDS = 1 / 25;

const clips = new Map<string, MediaClip>();
const clipOf = (name: string): MediaClip => {
  const clip = clips.get(name);
  if (clip === undefined) {
    throw new Error(`${name} is not open.`);
  }
  return clip;
};

beforeAll(async () => {
  for (const name of [
    'h264-aac.mp4',
    'vp9-opus.webm',
    'variable-rate.mp4',
    'late-sound.mp4',
    'odd-size.webm',
  ]) {
    clips.set(name, await openClip(await readFixture(name)));
  }
});

afterAll(() => {
  for (const clip of clips.values()) {
    clip.dispose();
  }
});

const exportVideo = async (
  name: string,
  settings: Partial<ExportSettings>,
  range?: readonly [number, number],
) => {
  const clip = clipOf(name);
  const frameCount = clip.info.ptsSeconds.length;
  const scene = await createExportScene(clip, [disc(frameCount)]);
  const options = scene.options(settings, range);
  const written = await runExport(scene.source, options, null, () => undefined);
  return { ...written, estimate: await estimateExport(scene.source, options) };
};

/** 1 where the exported mask is. */
const shownMask = (frameIndex: number, frames: number, width: number, height: number): Uint8Array =>
  upsampleMask({
    ...createDiscMask(disc(frames), frameIndex),
    width,
    height,
    threshold: MASK_THRESHOLD,
  });

const overlap = (found: Uint8Array, shown: Uint8Array): number => {
  let both = 0;
  let either = 0;
  shown.forEach((value, pixel) => {
    both += value === 1 && found[pixel] === 1 ? 1 : 0;
    either += value === 1 || found[pixel] === 1 ? 1 : 0;
  });
  return both / either;
};

/** Frames' own numbers, read from the bars at their top, which no look covers. */
const numbersOf = async (file: File): Promise<readonly number[]> => {
  const clip = await openClip(file);
  const numbers: number[] = [];
  for await (const frame of clip.framesFrom(0)) {
    numbers.push(readFrameNumber(frame, clip.info));
    frame.close();
  }
  clip.dispose();
  return numbers;
};

const countTo = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n);

/** Sound in step with the picture, to within one of its frames. */
const expectOnsets = ({ audio: sound }: ProbedMedia, seconds: readonly number[]): void => {
  expect(sound?.onsets).toHaveLength(seconds.length);
  seconds.forEach((second, place) =>
    expect(Math.abs((sound?.onsets[place] ?? 0) - second)).toBeLessThan(FRAME_SECONDS),
  );
};

/** The rest of the beep that began at 1 s, and those of seconds 2 and 3, seen from 1.2 s. */
const FROM_FRAME_30 = [0, 0.8, 1.8];

describe('an MP4', () => {
  test('has every frame once, at its time, with the sound in step', async () => {
    const { file, frames, estimate } = await exportVideo('h264-aac.mp4', { format: 'video-mp4' });
    expect([file.name, file.type, frames]).toEqual(['h264-aac.mp4', 'video/mp4', 100]);
    expect(await numbersOf(file)).toEqual(countTo(100));
    // By bit rate: an upper limit, which this simple picture stays far below.
    expect(estimate.bytes).toBeGreaterThan(file.size);
    expect(estimate.bytes).toBeLessThan(file.size * 20);
    const probed = await probeExport(file, [0, 50]);
    if (probed === null) {
      return;
    }
    expect(probed.video).toMatchObject({ codec: 'h264', width: 160, height: 96 });
    expect(probed.video?.ptsSeconds).toHaveLength(100);
    probed.video?.ptsSeconds.forEach((pts, index) => expect(pts).toBeCloseTo(index / 25, 3));
    expect(probed.audio).toMatchObject({ codec: 'aac', channels: 1 });
    expectOnsets(probed, [0, 1, 2, 3]);
  });

  test('of a range begins with its first frame and that moment’s sound', async () => {
    const { file } = await exportVideo('h264-aac.mp4', { format: 'video-mp4' }, [30, 79]);
    expect(await numbersOf(file)).toEqual(countTo(50).map((number) => number + 30));
    const probed = await probeExport(file, [0]);
    if (probed === null) {
      return;
    }
    expect(probed.video?.ptsSeconds).toHaveLength(50);
    expect(probed.video?.ptsSeconds[0]).toBeCloseTo(0, 3);
    expectOnsets(probed, FROM_FRAME_30);
    expect(Math.abs((probed.audio?.durationSeconds ?? 0) - 2)).toBeLessThan(0.05);
  });

  test('takes no sound where none is wanted', async () => {
    const { file } = await exportVideo(
      'h264-aac.mp4',
      { format: 'video-mp4', keepSound: false },
      [0, 9],
    );
    const clip = await openClip(file);
    expect(clip.info.audioProblem).toBe('none');
    clip.dispose();
  });

  test('at another rate and height shows the frames of those moments', async () => {
    const settings = { format: 'video-mp4', framesPerSecond: 10, maxHeight: 49 } as const;
    const { file, frames } = await exportVideo('h264-aac.mp4', settings);
    expect(frames).toBe(40);
    const clip = await openClip(file);
    expect([clip.info.width, clip.info.height]).toEqual([82, 48]);
    clip.dispose();
    expect(await numbersOf(file)).toEqual(countTo(40).map((tick) => Math.floor(tick * 2.5)));
  });

  test('keeps a variable rate', async () => {
    const { ptsSeconds } = clipOf('variable-rate.mp4').info;
    const { file } = await exportVideo('variable-rate.mp4', { format: 'video-mp4' });
    const clip = await openClip(file);
    expect(clip.info.ptsSeconds.length).toBe(ptsSeconds.length);
    clip.info.ptsSeconds.forEach((pts, index) => {
      expect(pts).toBeCloseTo((ptsSeconds[index] ?? 0) - (ptsSeconds[0] ?? 0), 3);
    });
    clip.dispose();
    const probed = await probeExport(file, [0]);
    expect(probed?.video?.ptsSeconds.length ?? ptsSeconds.length).toBe(ptsSeconds.length);
  });

  test('keeps sound that begins late where it was', async () => {
    const { file } = await exportVideo('late-sound.mp4', { format: 'video-mp4' });
    const probed = await probeExport(file, [0]);
    if (probed !== null) {
      expectOnsets(probed, [1.5, 2.5]);
    }
  });

  test('of an odd size has even sides', async () => {
    const { file } = await exportVideo('odd-size.webm', { format: 'video-mp4' }, [0, 4]);
    const clip = await openClip(file);
    expect([clip.info.width, clip.info.height]).toEqual([160, 96]);
    clip.dispose();
  });

  test('as a matte is white on black', async () => {
    const { file } = await exportVideo('h264-aac.mp4', { format: 'video-mp4', videoLook: 'matte' });
    const probed = await probeExport(file, [40]);
    if (probed === null) {
      return;
    }
    const pixels = decodeBase64(probed.video?.frames[0]);
    const white = Uint8Array.from({ length: 160 * 96 }, (_, pixel) =>
      (pixels[4 * pixel] ?? 0) > 127 ? 1 : 0,
    );
    expect(overlap(white, shownMask(40, 100, 160, 96))).toBeGreaterThan(0.95);
  });

  test('before green has the picture in the mask and the key’s own green around it', async () => {
    const { file } = await exportVideo('h264-aac.mp4', { format: 'video-mp4', videoLook: 'green' });
    const probed = await probeExport(file, [40]);
    if (probed === null) {
      return;
    }
    const pixels = decodeBase64(probed.video?.frames[0]);
    const corner = Array.from(pixels.subarray(4 * (90 * 160 + 4), 4 * (90 * 160 + 4) + 3));
    corner.forEach((value, channel) =>
      expect(Math.abs(value - (KEY_GREEN[channel] ?? 0))).toBeLessThan(8),
    );
    // The lower half's slope is grey.
    const middle = Array.from(pixels.subarray(4 * (60 * 160 + 80), 4 * (60 * 160 + 80) + 3));
    expect(Math.max(...middle) - Math.min(...middle)).toBeLessThan(12);
  });
});

describe('picture and matte', () => {
  test('are two videos of the same frames; inverted, the object is black', async () => {
    const settings = { format: 'matte-pair', invertMatte: true, maxHeight: 96 } as const;
    const { file, frames } = await exportVideo('h264-aac.mp4', settings, [0, 20]);
    expect([file.name, frames]).toEqual(['h264-aac.zip', 21]);
    const files = await readStoredZip(file);
    expect([...files.keys()]).toEqual([
      'h264-aac_picture.mp4',
      'h264-aac_matte.mp4',
      'manifest.json',
    ]);
    const videoOf = (name: string): File =>
      new File([files.get(name) ?? new Uint8Array()], name, { type: 'video/mp4' });
    const picture = await openClip(videoOf('h264-aac_picture.mp4'));
    const matte = await openClip(videoOf('h264-aac_matte.mp4'));
    expect([picture.info.videoCodec, picture.info.audioCodec]).toEqual(['avc', 'aac']);
    expect([matte.info.videoCodec, matte.info.audioCodec]).toEqual(['avc', null]);
    expect(matte.info.ptsSeconds).toEqual(picture.info.ptsSeconds);
    const { width, height } = matte.info;
    const context = new OffscreenCanvas(width, height).getContext('2d');
    const frame = await matte.frameAt(20);
    context?.drawImage(await frame.toBitmap(width), 0, 0);
    frame.close();
    const rgba = context?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
    const black = Uint8Array.from({ length: width * height }, (_, at) =>
      (rgba[4 * at] ?? 255) < 128 ? 1 : 0,
    );
    expect(overlap(black, shownMask(20, 100, width, height))).toBeGreaterThan(0.9);
    picture.dispose();
    matte.dispose();
  });
});

describe('a WebM with alpha', () => {
  test('has its alpha, its colours and every frame', async () => {
    const { file, frames, estimate } = await exportVideo('h264-aac.mp4', { format: 'alpha-webm' });
    // By bit rate: an upper limit, which this simple picture stays far below.
    expect(estimate.bytes).toBeGreaterThan(file.size);
    expect(estimate.bytes).toBeLessThan(file.size * 20);
    expect([file.name, file.type, frames]).toEqual(['h264-aac.webm', 'video/webm', 100]);
    const probed = await probeExport(file, [0, 40, 99], 'libvpx-vp9');
    if (probed === null) {
      return;
    }
    expect(probed.video).toMatchObject({ codec: 'vp9', width: 160, height: 96 });
    expect(probed.video?.ptsSeconds).toHaveLength(100);
    [0, 40, 99].forEach((frameIndex, place) => {
      const pixels = decodeBase64(probed.video?.frames[place]);
      const alphas = Uint8Array.from(
        { length: 160 * 96 },
        (_, pixel) => pixels[4 * pixel + 3] ?? 0,
      );
      expect(alphas[2]).toBeLessThan(8);
      expect(alphas[60 * 160 + 80]).toBeGreaterThan(247);
      const opaque = alphas.map((alpha) => (alpha > 127 ? 1 : 0));
      expect(overlap(opaque, shownMask(frameIndex, 100, 160, 96))).toBeGreaterThan(0.95);
    });
    const grey = Array.from(
      decodeBase64(probed.video?.frames[1]).subarray(4 * (60 * 160 + 80), 4 * (60 * 160 + 80) + 3),
    );
    // 40 to 200 down the lower half, by make.sh.
    grey.forEach((value) => expect(Math.abs(value - 77)).toBeLessThan(16));
  });

  test('is as bright at its edge as the picture', async () => {
    // The disc's edge lies on the picture's grey slope, so brightness there is known.
    const { file } = await exportVideo('h264-aac.mp4', { format: 'alpha-webm' }, [40, 40]);
    const probed = await probeExport(file, [0], 'libvpx-vp9');
    if (probed === null) {
      return;
    }
    const pixels = decodeBase64(probed.video?.frames[0]);
    const shown = shownMask(40, 100, 160, 96);
    const errors = Array.from(shown.keys())
      .filter((pixel) => {
        const isEdge = shown[pixel] === 1 && (shown[pixel - 1] === 0 || shown[pixel + 1] === 0);
        return isEdge && pixel > 52 * 160;
      })
      .map(
        (pixel) => (pixels[4 * pixel] ?? 0) - (40 + (160 * (Math.floor(pixel / 160) - 48)) / 48),
      );
    expect(errors.length).toBeGreaterThan(20);
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(30);
  });

  test('encodes sound that WebM cannot hold, in step', async () => {
    const { file } = await exportVideo('h264-aac.mp4', { format: 'alpha-webm' }, [30, 99]);
    const probed = await probeExport(file, [0]);
    if (probed === null) {
      return;
    }
    expect(probed.audio?.codec).toBe('opus');
    expectOnsets(probed, FROM_FRAME_30);
  });

  test('copies sound that it can hold', async () => {
    const { file } = await exportVideo('vp9-opus.webm', { format: 'alpha-webm' });
    const clip = await openClip(file);
    const before = clipOf('vp9-opus.webm');
    // The first begins before the first frame, where WebM has no place for it.
    expect(await soundPackets(clip)).toEqual((await soundPackets(before)).slice(1));
    clip.dispose();
    const probed = await probeExport(file, [0]);
    if (probed !== null) {
      expectOnsets(probed, [0, 1, 2]);
    }
  });

  test('whose first frames are empty has alpha all the same', async () => {
    const clip = clipOf('vp9-opus.webm');
    const late: SceneInstance = { ...disc(0), presence: new Map([[8, 0.9]]) };
    const scene = await createExportScene(clip, [late]);
    const { file, notComputed } = await runExport(
      scene.source,
      scene.options({ format: 'alpha-webm' }, [0, 9]),
      null,
      () => undefined,
    );
    expect(notComputed).toBe(9);
    const probed = await probeExport(file, [0, 8], 'libvpx-vp9');
    const alphaAt = (place: number) =>
      decodeBase64(probed?.video?.frames[place])[4 * (60 * 160 + 80) + 3];
    if (probed !== null) {
      expect(alphaAt(0)).toBeLessThan(8);
      expect(alphaAt(1)).toBeGreaterThan(247);
    }
  });
});

/** Bytes of each packet of sound. */
const soundPackets = async ({
  encodedAudio: encodedSound,
}: MediaClip): Promise<readonly number[]> => {
  const packets: number[] = [];
  for await (const { byteLength } of encodedSound?.packets(0, 9) ?? []) {
    packets.push(byteLength);
  }
  return packets;
};

/** Sound of a disc that is there around the beeps at 1 s and at 3 s: frames 20 to 44, 70 to 80. */
const beeps = async (gaps: 'silence' | 'cut') => {
  const clip = clipOf('h264-aac.mp4');
  const frames = [...countTo(25).map((n) => n + 20), ...countTo(11).map((n) => n + 70)];
  const there = new Map(countTo(100).map((frame) => [frame, frames.includes(frame) ? 0.9 : 0.1]));
  const scene = await createExportScene(clip, [{ ...disc(100), presence: there }]);
  const options = scene.options({ format: 'sound-wav', soundGaps: gaps });
  const { file } = await runExport(scene.source, options, null, () => undefined);
  const estimate = await estimateExport(scene.source, options);
  expect(Math.abs(estimate.bytes - file.size)).toBeLessThan(100);
  return probeExport(file, []);
};

describe('sound', () => {
  test('is audible while the object is present, and silent elsewhere', async () => {
    const probed = await beeps('silence');
    if (probed !== null) {
      expect(probed.audio?.codec).toBe('pcm_s16le');
      expect(probed.audio?.durationSeconds).toBeCloseTo(4, 3);
      expectOnsets(probed, [1, 3]);
    }
  });

  test('without gaps is as long as its moments', async () => {
    const probed = await beeps('cut');
    if (probed !== null) {
      expect(probed.audio?.durationSeconds).toBeCloseTo(36 / 25, 3);
      expectOnsets(probed, [0.2, 1.2]);
    }
  });
});

describe('this browser', () => {
  test('says what it can write of a clip', async () => {
    const settings = (await createExportScene(clipOf('odd-size.webm'), [])).options().settings;
    const silent = await checkExport(clipOf('odd-size.webm'), settings, [0, 9]);
    expect(silent['sound-wav']).toEqual({ kind: 'impossible', obstacle: 'no-sound' });
    expect(silent['video-mp4']).toMatchObject({ kind: 'possible', video: { audioMode: 'none' } });
    const aac = await checkExport(clipOf('h264-aac.mp4'), settings, [0, 9]);
    expect(aac['video-mp4']).toMatchObject({ video: { audioMode: 'copied', audioCodec: 'aac' } });
    expect(aac['alpha-webm']).toMatchObject({
      video: { audioMode: 'encoded', audioCodec: 'opus' },
    });
    expect(aac['rgba-png']).toEqual({ kind: 'possible', video: null });
  });
});
