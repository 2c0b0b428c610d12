import { frameIndexAt } from '../../core/time/frameTable.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { ClipInfo, FrameBitmap } from '../../protocol/requests.ts';
import type { AudioOutput } from './audioOutput.ts';
import { createClock } from './clock.ts';
import { openFrameStream, type FrameStream } from './frameStream.ts';
import { openAudioStream } from './audioStream.ts';

type PlaybackOptions = {
  readonly engine: EngineClient;
  readonly clip: ClipInfo;
  readonly output: AudioOutput;
  readonly fromFrameIndex: number;
  /** The run ends when this frame's time is over: at the end of the clip or of a loop. */
  readonly lastFrameIndex: number;
  readonly rate: number;
  readonly maxWidth: number;
  readonly onDecoded: (frameIndex: number) => void;
  readonly onDropped: () => void;
  /** Called with the due frame, which the callee owns. */
  readonly onFrame: (picture: FrameBitmap) => void;
  readonly onEnd: () => void;
  readonly onError: (error: unknown) => void;
};

/** One run of playback, until a pause, a seek or the end. */
export type Playback = { stop(): void };

/** Frames decoded ahead of the display. */
const MAX_FRAMES_IN_FLIGHT = 6;
/** Playback starts after this time even when video or sound is not ready. */
const MAX_BUFFERING_MILLISECONDS = 1500;
/** Lead time for scheduling the first sound. */
const START_DELAY_SECONDS = 0.06;
/** A frame this late restarts the frame stream at the clock's time, at most every twice this time. */
const MAX_LATE_SECONDS = 1.5;

type FramePlaying = {
  readonly frameIndex: number;
  readonly onFrame: (picture: FrameBitmap) => Promise<void>;
  readonly signal: AbortSignal;
};

const playFrames = (
  { engine, maxWidth, onError }: PlaybackOptions,
  { frameIndex, onFrame, signal }: FramePlaying,
): Promise<unknown> =>
  engine
    .request(
      'play-frames',
      { frameIndex, maxWidth, credit: MAX_FRAMES_IN_FLIGHT },
      { signal, onEvent: onFrame },
    )
    .catch((error: unknown) => {
      if (!signal.aborted) {
        onError(error);
      }
    });

export const openPlayback = (options: PlaybackOptions): Playback => {
  const { engine, clip, output, fromFrameIndex, lastFrameIndex, rate } = options;
  const { ptsSeconds } = clip;
  const endSeconds = ptsSeconds[lastFrameIndex + 1] ?? clip.durationSeconds;
  const stopping = new AbortController();
  const { signal } = stopping;
  const clock = createClock(() => output.outputSeconds());
  let frames: { readonly stream: FrameStream; readonly stopping: AbortController } | null = null;
  let lastStartSeconds = 0;

  const openFrames = (frameIndex: number): FrameStream => {
    frames?.stopping.abort();
    const streamStopping = new AbortController();
    signal.addEventListener('abort', () => streamStopping.abort(), { once: true });
    const stream = openFrameStream({
      signal: streamStopping.signal,
      onDecoded: options.onDecoded,
      onDropped: options.onDropped,
      playFrames: (onFrame, streamSignal) =>
        playFrames(options, { frameIndex, onFrame, signal: streamSignal }),
    });
    frames = { stream, stopping: streamStopping };
    return stream;
  };

  const tick = (): void => {
    if (signal.aborted || !frames) {
      return;
    }
    const mediaSeconds = clock.mediaSeconds();
    const dueFrameIndex = Math.min(frameIndexAt(ptsSeconds, mediaSeconds), lastFrameIndex);
    const picture = frames.stream.takeDue(dueFrameIndex);
    if (picture) {
      const lateSeconds = mediaSeconds - (ptsSeconds[picture.frameIndex] ?? 0);
      options.onFrame(picture);
      const isFar = lateSeconds > MAX_LATE_SECONDS * rate;
      if (isFar && output.outputSeconds() - lastStartSeconds > MAX_LATE_SECONDS * 2) {
        lastStartSeconds = output.outputSeconds();
        openFrames(dueFrameIndex);
      }
    }
    if (mediaSeconds >= endSeconds) {
      stopping.abort();
      options.onEnd();
      return;
    }
    requestAnimationFrame(tick);
  };

  const start = async (): Promise<void> => {
    const stream = openFrames(fromFrameIndex);
    const context = await output.open();
    const { destination } = output;
    if (signal.aborted || !destination) {
      return;
    }
    const fromSeconds = ptsSeconds[fromFrameIndex] ?? 0;
    const sound =
      clip.audioProblem === null
        ? openAudioStream({
            context,
            destination,
            clock,
            readAudio: (startSeconds, length, soundSignal) =>
              engine.request(
                'read-audio',
                { startSeconds, durationSeconds: length },
                { signal: soundSignal },
              ),
            fromSeconds,
            endSeconds,
            rate,
            signal,
          })
        : null;
    await Promise.race([
      Promise.all([stream.ready, sound?.ready]),
      new Promise((resolve) => setTimeout(resolve, MAX_BUFFERING_MILLISECONDS)),
    ]);
    if (signal.aborted) {
      return;
    }
    lastStartSeconds = output.outputSeconds();
    clock.start(fromSeconds, rate, context.currentTime + START_DELAY_SECONDS);
    sound?.start();
    requestAnimationFrame(tick);
  };

  start().catch((error: unknown) => {
    if (!signal.aborted) {
      options.onError(error);
    }
  });
  return { stop: () => stopping.abort() };
};
