import { expect, test, vi } from 'vitest';
import type { FrameBitmap } from '../../protocol/requests.ts';
import type { MediaClip } from './openClip.ts';
import { createCredits, createDisplayReader } from './displayReader.ts';

test('credits are taken as they are given, and an abort ends the waiting', async () => {
  const credits = createCredits(1);
  const controller = new AbortController();
  await credits.take(controller.signal);
  let taken = false;
  const take = async (): Promise<void> => {
    await credits.take(controller.signal);
    taken = true;
  };
  const waiting = take();
  await new Promise((resolve) => setTimeout(resolve));
  expect(taken).toBe(false);
  credits.give();
  await waiting;
  const last = credits.take(controller.signal);
  controller.abort();
  await expect(last).rejects.toMatchObject({ kind: 'aborted' });
  await expect(credits.take(controller.signal)).rejects.toMatchObject({ kind: 'aborted' });
});

/** Twenty-one frames, ten a second; each is decoded when `onStep` has been told. */
const clipOf = (onStep: () => void, onClose: (frameIndex: number) => void): MediaClip => {
  const ptsSeconds = Float64Array.from({ length: 21 }, (_, index) => index / 10);
  async function* framesTowards(last: number): ReturnType<MediaClip['framesTowards']> {
    for (let frameIndex = 0; frameIndex <= last; frameIndex++) {
      onStep();
      yield await Promise.resolve({
        frameIndex,
        ptsSeconds: frameIndex / 10,
        draw: () => undefined,
        toBitmap: (width) =>
          Promise.resolve({ width, height: frameIndex, close: () => undefined } as ImageBitmap),
        close: () => onClose(frameIndex),
      });
    }
  }
  return { info: { ptsSeconds }, framesTowards } as Partial<MediaClip> as MediaClip;
};

test('frames on the way are shown if they are nearer than what is, and not all of them', async () => {
  let milliseconds = 0;
  const closed: number[] = [];
  const clip = clipOf(
    () => {
      milliseconds += 30;
    },
    (frameIndex) => closed.push(frameIndex),
  );
  const reader = createDisplayReader(() => milliseconds);
  const shown: number[] = [];
  const read = (nearerThanSeconds?: number): Promise<FrameBitmap> =>
    reader.readNewest(
      clip,
      { frameIndex: 20, maxWidth: 64, ...(nearerThanSeconds && { nearerThanSeconds }) },
      ({ frameIndex, bitmap }) => shown.push(frameIndex, bitmap.width),
      new AbortController().signal,
    );
  expect(await read(1.45)).toMatchObject({ frameIndex: 20, bitmap: { width: 64, height: 20 } });
  // From 0.6 s on they are near enough; four frames later the next has its turn.
  expect(shown).toEqual([6, 64, 10, 64, 14, 64, 18, 64]);
  expect(closed).toHaveLength(21);
  shown.length = 0;
  await read();
  expect(shown).toEqual([]);
});

test('computing waits until no frame has been asked for a moment', async () => {
  vi.useFakeTimers();
  try {
    const clip = clipOf(
      () => undefined,
      () => undefined,
    );
    const reader = createDisplayReader(() => Date.now());
    const read = (): Promise<FrameBitmap> =>
      reader.readNewest(
        clip,
        { frameIndex: 3, maxWidth: 64 },
        () => undefined,
        new AbortController().signal,
      );
    let isIdle = false;
    await reader.whenIdle();
    await read();
    const wait = async (): Promise<void> => {
      await reader.whenIdle();
      isIdle = true;
    };
    const waiting = wait();
    await vi.advanceTimersByTimeAsync(150);
    await read();
    await vi.advanceTimersByTimeAsync(150);
    expect(isIdle).toBe(false);
    await vi.advanceTimersByTimeAsync(100);
    await waiting;
  } finally {
    vi.useRealTimers();
  }
});
