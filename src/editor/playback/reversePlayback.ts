import { frameIndexAt } from '../../core/time/frameTable.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { ClipInfo, FrameBitmap } from '../../protocol/requests.ts';
import type { Playback } from './playback.ts';

type ReversePlaybackOptions = {
  readonly engine: Pick<EngineClient, 'request'>;
  readonly clip: ClipInfo;
  /** The frame that is displayed at the start. */
  readonly fromFrameIndex: number;
  readonly rate: number;
  readonly maxWidth: number;
  /** Called when a frame is decoded, which is the time to fetch its masks. */
  readonly onDecoded: (frameIndex: number) => void;
  /** Called with the due frame, which the callee owns. */
  readonly onFrame: (picture: FrameBitmap) => void;
  /** Called when the first frame is displayed. */
  readonly onEnd: () => void;
  readonly onError: (error: unknown) => void;
};

/** Decoders only run forwards, so chunks are decoded ahead and displayed from their ends. */
const MAX_DECODED_BYTES = 192 * 1024 * 1024;
const MAX_DECODED_FRAMES = 48;
const MIN_DECODED_FRAMES = 8;

type Chunk = Pick<ReversePlaybackOptions, 'engine' | 'maxWidth'> & {
  readonly first: number;
  readonly last: number;
  readonly signal: AbortSignal;
};

/** Decodes the frames `first` to `last`, both included. */
const readChunk = async (
  { engine, maxWidth, first, last, signal }: Chunk,
  onPicture: (picture: FrameBitmap) => void,
): Promise<void> => {
  const reading = new AbortController();
  const isOver = new Promise<void>((resolve) => {
    reading.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const pass = (): void => reading.abort();
  signal.addEventListener('abort', pass, { once: true });
  try {
    await engine.request(
      'play-frames',
      { frameIndex: first, maxWidth, credit: last - first + 1 },
      {
        signal: reading.signal,
        onEvent(picture) {
          const { frameIndex } = picture;
          if (signal.aborted || frameIndex > last) {
            picture.bitmap.close();
          } else {
            onPicture(picture);
          }
          if (frameIndex >= last) {
            reading.abort();
          }
          // Never resolves before the end, so the engine sends nothing beyond the chunk.
          return isOver;
        },
      },
    );
  } catch (error) {
    if (!reading.signal.aborted) {
      throw error;
    }
  } finally {
    signal.removeEventListener('abort', pass);
  }
};

/** Plays backwards without sound, by the frames' timestamps; waits for late frames. */
export const openReversePlayback = (options: ReversePlaybackOptions): Playback => {
  const { engine, clip, rate, maxWidth } = options;
  const { ptsSeconds } = clip;
  const stopping = new AbortController();
  const { signal } = stopping;
  const frameBytes = 4 * maxWidth * Math.ceil((maxWidth * clip.height) / clip.width);
  const maxFrames = Math.min(
    Math.max(Math.floor(MAX_DECODED_BYTES / frameBytes), MIN_DECODED_FRAMES),
    MAX_DECODED_FRAMES,
  );
  const framesPerChunk = Math.floor(maxFrames / 2);
  const pictures = new Map<number, FrameBitmap>();
  /** Resumes decoding that waits for free memory. */
  let resumeDecoding: (() => void) | null = null;
  let shownIndex = options.fromFrameIndex;
  let anchor = { mediaSeconds: ptsSeconds[shownIndex] ?? 0, milliseconds: performance.now() };

  const readAll = async (): Promise<void> => {
    for (let last = shownIndex - 1; last >= 0 && !signal.aborted; last -= framesPerChunk) {
      while (pictures.size > maxFrames - framesPerChunk && !signal.aborted) {
        await new Promise<void>((resolve) => {
          resumeDecoding = resolve;
        });
      }
      if (!signal.aborted) {
        const first = Math.max(0, last - framesPerChunk + 1);
        await readChunk({ engine, maxWidth, first, last, signal }, (picture) => {
          pictures.set(picture.frameIndex, picture);
          options.onDecoded(picture.frameIndex);
        });
      }
    }
  };

  /** The decoded frame to display: the due one, or the nearest later one that is not shown yet. */
  const nextIndex = (dueFrameIndex: number): number | null => {
    for (let index = Math.max(dueFrameIndex, 0); index < shownIndex; index++) {
      if (pictures.has(index)) {
        return index;
      }
    }
    return null;
  };

  const tick = (milliseconds: number): void => {
    if (signal.aborted) {
      return;
    }
    const passedSeconds = (Math.max(0, milliseconds - anchor.milliseconds) / 1000) * rate;
    const due = frameIndexAt(ptsSeconds, Math.max(anchor.mediaSeconds - passedSeconds, 0));
    const next = due < shownIndex ? nextIndex(due) : null;
    if (next !== null) {
      const picture = pictures.get(next);
      for (const [index, skipped] of pictures) {
        if (index >= next) {
          pictures.delete(index);
          if (index > next) {
            skipped.bitmap.close();
          }
        }
      }
      shownIndex = next;
      if (picture) {
        options.onFrame(picture);
      }
      resumeDecoding?.();
    }
    if (due < shownIndex && (next === null || next > due)) {
      anchor = { mediaSeconds: ptsSeconds[shownIndex] ?? 0, milliseconds };
    }
    if (shownIndex === 0) {
      stop();
      options.onEnd();
      return;
    }
    requestAnimationFrame(tick);
  };

  const stop = (): void => {
    stopping.abort();
    resumeDecoding?.();
    for (const { bitmap } of pictures.values()) {
      bitmap.close();
    }
    pictures.clear();
  };

  readAll().catch((error: unknown) => {
    if (!signal.aborted) {
      options.onError(error);
    }
  });
  requestAnimationFrame(tick);
  return { stop };
};
