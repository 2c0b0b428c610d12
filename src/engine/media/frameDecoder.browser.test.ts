import { afterEach, describe, expect, test, vi } from 'vitest';
import { overwritePackets } from '../../../tests/fixtures/damage.ts';
import { readFixture, readFrameNumber } from '../../../tests/fixtures/readFixture.ts';
import type { FrameBitmap } from '../../protocol/requests.ts';
import { createCredits, createDisplayReader } from './displayReader.ts';
import type { MediaClip } from './openClip.ts';
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

const numberAt = async (clip: MediaClip, frameIndex: number): Promise<number> => {
  const frame = await clip.frameAt(frameIndex);
  expect(frame.frameIndex).toBe(frameIndex);
  expect(frame.ptsSeconds).toBe(clip.info.ptsSeconds[frameIndex]);
  const number = readFrameNumber(frame, clip.info);
  frame.close();
  return number;
};

/** A shuffle that is the same on every run: steps through the indices by a stride without gaps. */
const scattered = (count: number): number[] =>
  Array.from({ length: count }, (_, index) => (index * 37 + 11) % count);

describe.each([
  ['h264-aac.mp4', 'MP4', 'avc', 'aac', 100, 4],
  ['b-frames.mp4', 'MP4', 'avc', null, 100, 4],
  ['vp9-opus.webm', 'WebM', 'vp9', 'opus', 90, 3.003],
  ['quicktime.mov', 'QuickTime File Format', 'avc', 'aac', 50, 2],
  ['matroska.mkv', 'Matroska', 'avc', 'aac', 50, 2],
])('%s', (fileName, container, videoCodec, audioCodec, frameCount, durationSeconds) => {
  test('tells what it is', async () => {
    const { info } = await open(fileName);
    expect(info).toMatchObject({ fileName, container, videoCodec, audioCodec });
    expect(info.ptsSeconds).toHaveLength(frameCount);
    expect([info.width, info.height]).toEqual([160, 96]);
    expect(Math.abs(info.durationSeconds - durationSeconds)).toBeLessThan(0.05);
    expect(info.clipId).toMatch(/^[0-9a-f]{64}$/);
  });

  test('gives the same frame by index in any order', async () => {
    const clip = await open(fileName);
    for (const frameIndex of scattered(frameCount)) {
      expect(await numberAt(clip, frameIndex)).toBe(frameIndex);
    }
    // Backwards, as a person steps back.
    for (let frameIndex = frameCount - 1; frameIndex > frameCount - 6; frameIndex--) {
      expect(await numberAt(clip, frameIndex)).toBe(frameIndex);
    }
  });

  test('plays every frame in order', async () => {
    const clip = await open(fileName);
    const numbers: number[] = [];
    for await (const frame of clip.framesFrom(3)) {
      expect(frame.frameIndex).toBe(numbers.length + 3);
      numbers.push(readFrameNumber(frame, clip.info));
      frame.close();
    }
    expect(numbers).toEqual(Array.from({ length: frameCount - 3 }, (_, index) => index + 3));
  });

  test('gives chosen frames, one of them twice', async () => {
    const clip = await open(fileName);
    const chosen = [0, 1, 12, 12, 26, frameCount - 1];
    const numbers: number[] = [];
    for await (const frame of clip.framesAt(chosen)) {
      numbers.push(readFrameNumber(frame, clip.info));
      frame.close();
    }
    expect(numbers).toEqual(chosen);
  });
});

test('asks taken all at once are answered each with its own frame', async () => {
  const clip = await open('b-frames.mp4');
  const asked = [70, 3, 4, 4, 99, 0];
  expect(await Promise.all(asked.map((frameIndex) => numberAt(clip, frameIndex)))).toEqual(asked);
});

const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

test('every frame on the way to a frame comes, and a reading that was left goes on', async () => {
  const clip = await open('b-frames.mp4');
  const numbersTo = async (
    frameIndex: number,
    leaveAt: number,
    leave: () => 'break' | 'go-on',
    signal?: AbortSignal,
  ): Promise<number[]> => {
    const numbers: number[] = [];
    try {
      for await (const frame of clip.framesTowards(frameIndex, { signal })) {
        numbers.push(readFrameNumber(frame, clip.info));
        expect(frame.frameIndex).toBe(numbers.at(-1));
        frame.close();
        if (frame.frameIndex === leaveAt && leave() === 'break') break;
      }
    } catch (thrown) {
      expect(thrown).toMatchObject({ kind: 'aborted' });
    }
    return numbers;
  };

  // Opening has read the first frame.
  expect(await numbersTo(20, 12, () => 'break')).toEqual(range(1, 12));
  expect(await numbersTo(20, -1, () => 'break')).toEqual(range(13, 20));
  const controller = new AbortController();
  const abort = (): 'go-on' => {
    controller.abort();
    return 'go-on';
  };
  expect(await numbersTo(24, 21, abort, controller.signal)).toEqual([21]);
  expect(await numbersTo(23, -1, () => 'break')).toEqual([22, 23]);
  // Once more the same, and then a place that only a new decoder reaches.
  expect(await numbersTo(23, -1, () => 'break')).toEqual([23]);
  expect(await numbersTo(3, -1, () => 'break')).toEqual(range(0, 3));
  expect(await numberAt(clip, 3)).toBe(3);
});

test('a variable rate keeps its own timestamps', async () => {
  const clip = await open('variable-rate.mp4');
  const { ptsSeconds } = clip.info;
  const steps = ptsSeconds
    .slice(1)
    .map((pts, index) => Math.round((pts - ptsSeconds[index]!) * 25));
  expect(new Set(steps)).toEqual(new Set([1, 2, 23]));
  for (const frameIndex of scattered(ptsSeconds.length)) {
    expect(await numberAt(clip, frameIndex)).toBe(Math.round(ptsSeconds[frameIndex]! * 25));
  }
});

test('a rotated picture is shown upright', async () => {
  const clip = await open('rotated.mp4');
  expect([clip.info.width, clip.info.height]).toEqual([96, 160]);
  for (const frameIndex of [0, 9, 22]) {
    const frame = await clip.frameAt(frameIndex);
    expect(readFrameNumber(frame, clip.info, 'top-to-bottom-at-the-right')).toBe(frameIndex);
    const bitmap = await frame.toBitmap(48);
    expect([bitmap.width, bitmap.height]).toEqual([48, 80]);
    bitmap.close();
    frame.close();
  }
});

test('wide pixels widen the picture', async () => {
  const clip = await open('wide-pixels.mp4');
  expect([clip.info.width, clip.info.height]).toEqual([320, 96]);
  expect(await numberAt(clip, 21)).toBe(21);
});

test('an odd size keeps its last row and column', async () => {
  const clip = await open('odd-size.webm');
  expect([clip.info.width, clip.info.height]).toEqual([161, 97]);
  expect(await numberAt(clip, 13)).toBe(13);
  const frame = await clip.frameAt(13);
  const bitmap = await frame.toBitmap(10_000);
  expect([bitmap.width, bitmap.height]).toEqual([161, 97]);
  bitmap.close();
  frame.close();
});

test('an edit list hides what lies before the cut', async () => {
  const clip = await open('edit-list.mp4');
  expect(clip.info.durationSeconds).toBeCloseTo(3, 1);
  expect(clip.info.ptsSeconds[0]).toBe(0);
  for (const frameIndex of [0, 30, 74]) {
    expect(await numberAt(clip, frameIndex)).toBe(frameIndex + 25);
  }
});

test('thumbnails come in order at the asked height', async () => {
  const clip = await open('h264-aac.mp4');
  const sizes: number[][] = [];
  for await (const { position, bitmap } of clip.readThumbnails(8, 24)) {
    sizes.push([position, bitmap.width, bitmap.height]);
    bitmap.close();
  }
  expect(sizes).toEqual(Array.from({ length: 8 }, (_, position) => [position, 40, 24]));
});

test.each(['h264-aac.mp4', 'vp9-opus.webm', 'rotated.mp4', 'wide-pixels.mp4', 'odd-size.webm'])(
  'the bitmap of a frame of %s is what it draws',
  async (fileName) => {
    const clip = await open(fileName);
    const { width, height } = clip.info;
    const frame = await clip.frameAt(9);
    const [drawn, shown] = [0, 1].map(() =>
      new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true }),
    );
    if (!drawn || !shown) throw new Error('No canvas.');
    frame.draw(drawn, width, height);
    const bitmap = await frame.toBitmap(width);
    expect([bitmap.width, bitmap.height]).toEqual([width, height]);
    shown.drawImage(bitmap, 0, 0);
    bitmap.close();
    frame.close();
    const { data } = drawn.getImageData(0, 0, width, height);
    const bitmapData = shown.getImageData(0, 0, width, height).data;
    const difference = data.reduce((sum, value, at) => sum + Math.abs(value - bitmapData[at]!), 0);
    expect(difference / data.length).toBeLessThan(2);
  },
);

/** Of b-frames.mp4, which has one key frame, or of h264-aac.mp4, which has several. */
const openDamaged = async (fileName: string, damagedPacket: number): Promise<MediaClip> => {
  const bytes = new Uint8Array(await (await readFixture(fileName)).arrayBuffer());
  const damaged = await overwritePackets(bytes, 'video', (index) => index === damagedPacket);
  const clip = await openClip(new File([damaged], fileName));
  opened.push(clip);
  return clip;
};
const readable = async (clip: MediaClip, frames: Iterable<number>): Promise<number[]> => {
  const read: number[] = [];
  for (const frameIndex of frames) {
    try {
      expect(await numberAt(clip, frameIndex)).toBe(frameIndex);
      read.push(frameIndex);
    } catch (thrown) {
      expect(thrown).toMatchObject({ kind: 'corrupt' });
    }
  }
  return read;
};

const ignore = (): void => undefined;

describe('a damaged packet', () => {
  test('costs the frames from it to the next key frame, in any order of reading', async () => {
    const frames = Array.from({ length: 100 }, (_, frameIndex) => frameIndex);
    const inOrder = await readable(await openDamaged('h264-aac.mp4', 20), frames);
    expect(inOrder.slice(0, 20)).toEqual(frames.slice(0, 20));
    expect(inOrder).not.toContain(20);
    expect(inOrder).toEqual(expect.arrayContaining(frames.slice(38)));
    const anyOrder = await readable(await openDamaged('h264-aac.mp4', 20), scattered(100));
    expect(anyOrder.toSorted((a, b) => a - b)).toEqual(inOrder);
  });

  test('is not decoded again for each of the frames behind it', async () => {
    const clip = await openDamaged('b-frames.mp4', 60);
    const NativeDecoder = VideoDecoder;
    let decoders = 0;
    vi.stubGlobal(
      'VideoDecoder',
      class extends NativeDecoder {
        constructor(init: VideoDecoderInit) {
          super(init);
          decoders += 1;
        }
      },
    );
    try {
      expect(await readable(clip, [99, 98, 97, 96, 95, 94, 93, 92, 91, 90])).toEqual([]);
      const before = decoders;
      expect(await readable(clip, [99, 98, 97, 96, 95, 94, 93, 92, 91, 90])).toEqual([]);
      expect(decoders).toBe(before);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  test('is concealed by the frame before it while the clip plays, which goes on behind it', async () => {
    const clip = await openDamaged('h264-aac.mp4', 20);
    const reader = createDisplayReader();
    const { signal } = new AbortController();
    const played: FrameBitmap[] = [];
    const emit = (frame: FrameBitmap): void => {
      played.push(frame);
      frame.bitmap.close();
    };
    await reader.play(
      clip,
      { frameIndex: 0, maxWidth: 64, credit: 100 },
      createCredits(100),
      emit,
      signal,
    );
    expect(played.map(({ frameIndex }) => frameIndex)).toEqual(
      Array.from({ length: 100 }, (_, frameIndex) => frameIndex),
    );
    const concealed = played.filter((frame) => frame.concealedByFrameIndex !== undefined);
    expect(concealed[0]?.frameIndex).toBe(20);
    expect(concealed.length).toBeLessThan(19);
    for (const { concealedByFrameIndex } of concealed) {
      expect(concealedByFrameIndex).toBe(19);
    }
  });

  test('is concealed when it is looked at, and an error where the frame itself is needed', async () => {
    const clip = await openDamaged('h264-aac.mp4', 20);
    const reader = createDisplayReader();
    const { signal } = new AbortController();
    const body = { frameIndex: 25, maxWidth: 64 };

    await expect(reader.readNewest(clip, body, ignore, signal)).rejects.toMatchObject({
      kind: 'corrupt',
    });
    const shown = await reader.readNewest(clip, { ...body, isConcealing: true }, ignore, signal);
    expect(shown).toMatchObject({ frameIndex: 25, concealedByFrameIndex: 19 });
    shown.bitmap.close();
  });

  test('costs its own thumbnails only', async () => {
    const clip = await openDamaged('h264-aac.mp4', 20);
    const positions: number[] = [];
    for await (const { position, bitmap } of clip.readThumbnails(10, 24)) {
      positions.push(position);
      bitmap.close();
    }
    expect(positions).not.toContain(2);
    expect(positions).toEqual(expect.arrayContaining([0, 1, 4, 5, 6, 7, 8, 9]));
  });
});
