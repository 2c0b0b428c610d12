import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EngineClient } from '../../engine/client.ts';
import { connectFineThumbnails } from './fineThumbnails.ts';
import { createSessionStore, type OpenClip } from './sessionStore.ts';
import { createViewStore } from './viewStore.ts';

const SECONDS = 64;
const FRAMES_A_SECOND = 25;

const openClip = (): OpenClip => ({
  info: {
    clipId: 'clip',
    fileName: 'clip.mp4',
    container: 'MP4',
    videoCodec: 'avc',
    audioCodec: null,
    audioProblem: 'none',
    width: 160,
    height: 90,
    durationSeconds: SECONDS,
    ptsSeconds: Float64Array.from(
      { length: SECONDS * FRAMES_A_SECOND },
      (_, index) => index / FRAMES_A_SECOND,
    ),
  },
  file: new File([], 'clip.mp4'),
  sample: null,
  thumbnails: Array.from({ length: 32 }, () => null),
  fineThumbnails: [],
  peaks: null,
  cuts: null,
});

type Asked = { readonly frameIndices: readonly number[]; readonly signal: AbortSignal | undefined };

const connect = () => {
  const session = createSessionStore();
  const view = createViewStore();
  const asked: Asked[] = [];
  const engine = {
    request: (
      _: string,
      body: { frameIndices: readonly number[] },
      options: Parameters<EngineClient['request']>[2],
    ) => {
      asked.push({ frameIndices: body.frameIndices, signal: options?.signal });
      for (const frameIndex of body.frameIndices) {
        const bitmap = { close: () => undefined } as ImageBitmap;
        options?.onEvent?.({ kind: 'thumbnail', frameIndex, bitmap } as never);
      }
      return Promise.resolve(null);
    },
  } as unknown as EngineClient;
  session.setState({ clip: openClip() });
  const stop = connectFineThumbnails({ engine, session, view });
  return { session, view, asked, stop };
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('only a scale that stays is read, of the part in view, and nothing of it twice', () => {
  const { session, view, asked, stop } = connect();
  view.setState({ timeScale: { startSeconds: 0, endSeconds: 4 } });
  vi.advanceTimersByTime(50);
  view.setState({ timeScale: { startSeconds: 10, endSeconds: 14 } });
  vi.advanceTimersByTime(500);
  expect(asked).toHaveLength(1);
  const frames = asked[0]?.frameIndices ?? [];
  expect(frames.length).toBeGreaterThan(12);
  expect(
    frames.every((frame) => frame >= 9 * FRAMES_A_SECOND && frame <= 15 * FRAMES_A_SECOND),
  ).toBe(true);
  expect(session.getState().clip?.fineThumbnails).toHaveLength(frames.length);

  view.setState({ timeScale: { startSeconds: 11, endSeconds: 15 } });
  expect(asked[0]?.signal?.aborted).toBe(true);
  vi.advanceTimersByTime(500);
  expect(asked).toHaveLength(2);
  expect(asked[1]?.frameIndices.some((frame) => frames.includes(frame))).toBe(false);

  view.setState({ timeScale: null });
  vi.advanceTimersByTime(500);
  expect(asked).toHaveLength(2);
  stop();
});
