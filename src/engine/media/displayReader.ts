import { EarmarkError, throwIfAborted, toEarmarkError } from '../../core/util/errors.ts';
import type { RequestBody, RequestEvent, FrameBitmap } from '../../protocol/requests.ts';
import { concealedFramesFrom, readFrameBefore } from './concealedFrames.ts';
import type { MediaClip } from './openClip.ts';

/** Frames for the eye: single ones while scrubbing, a stream while playing. */
export type DisplayReader = {
  /**
   * One decode at a time; of the requests that wait only the newest is served.
   * @throws EarmarkError `aborted` for one that was overtaken.
   */
  readNewest(
    clip: MediaClip,
    body: RequestBody<'read-frame'>,
    emit: (event: RequestEvent<'read-frame'>, transfer: Transferable[]) => void,
    signal: AbortSignal,
  ): Promise<FrameBitmap>;
  /** Frames in order, as far as the credits go, until the clip ends or the signal is aborted. */
  play(
    clip: MediaClip,
    body: RequestBody<'play-frames'>,
    credits: Credits,
    emit: (event: RequestEvent<'play-frames'>, transfer: Transferable[]) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /** Resolves when no single frame is being read. */
  whenReadEnds(): Promise<void>;
  /** Resolves when there is no playback and no recent read. */
  whenIdle(): Promise<void>;
};

/** How many frames the page still has room for. */
export type Credits = {
  give(): void;
  /** Resolves when there is one, and takes it. @throws EarmarkError `aborted` */
  take(signal: AbortSignal): Promise<void>;
};

export const createCredits = (initial: number): Credits => {
  const state = { left: initial, wake: (): void => undefined };
  return {
    give: () => {
      state.left += 1;
      state.wake();
    },
    take: async (signal) => {
      while (state.left <= 0 && !signal.aborted) {
        const woken = new Promise<void>((resolve) => {
          state.wake = resolve;
        });
        const { wake } = state;
        signal.addEventListener('abort', wake);
        await woken;
        signal.removeEventListener('abort', wake);
      }
      throwIfAborted(signal);
      state.left -= 1;
    },
  };
};

/** Pictures on the way to a frame cost time too. */
const INTERMEDIATE_FRAME_MILLISECONDS = 100;

/** While scrubbing, the next read follows within this time. */
const SCRUB_IDLE_MILLISECONDS = 200;

const ignoreFailure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.catch(() => undefined);

/** The frame before one that cannot be decoded. @throws `damage` without one */
const conceal = async (
  clip: MediaClip,
  { frameIndex, maxWidth, isConcealing = false }: RequestBody<'read-frame'>,
  damage: unknown,
  signal: AbortSignal,
): Promise<FrameBitmap> => {
  const isDamage = isConcealing && toEarmarkError(damage).kind === 'corrupt';
  const before = isDamage ? await readFrameBefore(clip, frameIndex, signal) : null;
  if (before === null) {
    throw damage;
  }
  try {
    const bitmap = await before.toBitmap(maxWidth);
    return { frameIndex, bitmap, concealedByFrameIndex: before.frameIndex };
  } finally {
    before.close();
  }
};

export const createDisplayReader = (
  nowMilliseconds: () => number = () => performance.now(),
): DisplayReader => {
  let newest = 0;
  let reading: Promise<unknown> = Promise.resolve();
  let readAt = -Infinity;
  let playing: Promise<unknown> = Promise.resolve();

  const whenRead = async (): Promise<void> => {
    for (let current: unknown; current !== reading; ) {
      current = reading;
      await reading;
    }
  };

  return {
    readNewest: async (clip, body, emit, signal) => {
      const { frameIndex, maxWidth, nearerThanSeconds = 0 } = body;
      newest += 1;
      const turn = newest;
      await reading;
      if (turn !== newest) {
        throw new EarmarkError('aborted', 'A newer frame was asked for.');
      }
      const ptsSeconds = clip.info.ptsSeconds[frameIndex] ?? 0;
      const decode = async (): Promise<ImageBitmap> => {
        let nearerThan = nearerThanSeconds;
        let emitted = -Infinity;
        for await (const frame of clip.framesTowards(frameIndex, { signal })) {
          try {
            if (frame.frameIndex === frameIndex) {
              return await frame.toBitmap(maxWidth);
            }
            const away = ptsSeconds - frame.ptsSeconds;
            if (
              away < nearerThan &&
              nowMilliseconds() - emitted >= INTERMEDIATE_FRAME_MILLISECONDS
            ) {
              const bitmap = await frame.toBitmap(maxWidth);
              emit({ kind: 'frame', frameIndex: frame.frameIndex, bitmap }, [bitmap]);
              nearerThan = away;
              emitted = nowMilliseconds();
            }
          } finally {
            frame.close();
          }
        }
        throw new EarmarkError('corrupt', `Frame ${frameIndex} was not reached.`, { frameIndex });
      };
      const shown = async (): Promise<FrameBitmap> => {
        try {
          return { frameIndex, bitmap: await decode() };
        } catch (thrown) {
          return conceal(clip, body, thrown, signal);
        }
      };
      const decoded = shown();
      const end = async (): Promise<void> => {
        await ignoreFailure(decoded);
        readAt = nowMilliseconds();
      };
      reading = end();
      return decoded;
    },
    play: (clip, { frameIndex, maxWidth }, credits, emit, signal) => {
      const stream = async (): Promise<void> => {
        for await (const played of concealedFramesFrom(clip, frameIndex, signal)) {
          await credits.take(signal);
          const bitmap = await played.frame.toBitmap(maxWidth);
          const shown = { kind: 'frame', frameIndex: played.frameIndex, bitmap } as const;
          const concealedByFrameIndex = played.frame.frameIndex;
          const isConcealed = concealedByFrameIndex !== played.frameIndex;
          emit(isConcealed ? { ...shown, concealedByFrameIndex } : shown, [bitmap]);
        }
      };
      const streamed = stream();
      playing = ignoreFailure(Promise.all([playing, streamed]));
      return streamed;
    },
    whenReadEnds: whenRead,
    whenIdle: async () => {
      for (let restMilliseconds = Infinity; restMilliseconds > 0; ) {
        await whenRead();
        await playing;
        restMilliseconds = readAt + SCRUB_IDLE_MILLISECONDS - nowMilliseconds();
        if (restMilliseconds > 0) {
          await new Promise((resolve) => setTimeout(resolve, restMilliseconds));
        }
      }
    },
  };
};
