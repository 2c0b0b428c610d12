import { frameIndexAt } from '../../core/time/frameTable.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { ClipInfo } from '../../protocol/requests.ts';
import type { AudioOutput } from './audioOutput.ts';
import { createClock } from './clock.ts';
import type { FrameBitmap } from '../../rendering/compositor/frameBitmap.ts';
import { openFrameStream, type FrameStream } from './frameStream.ts';
import { openAudioStream } from './audioStream.ts';

export type PlaybackOptions = {
  readonly engine: EngineClient;
  readonly clip: ClipInfo;
  readonly output: AudioOutput;
  readonly fromFrameIndex: number;
  readonly rate: number;
  readonly maxWidth: number;
  readonly onDecoded: (frameIndex: number) => void;
  readonly onDropped: () => void;
  /** The picture that is due; the callee owns it. */
  readonly onFrame: (picture: FrameBitmap) => void;
  readonly onEnd: (mediaSeconds: number) => void;
  readonly onError: (error: unknown) => void;
};

/** One run of playing, from a frame to a pause, a seek or the end. */
export type Playback = { stop(): void };

/** Frames decoded ahead of the screen. */
const MAX_FRAMES_IN_FLIGHT = 6;
/** Playing starts without what has not come by then. */
const MAX_BUFFERING_MILLISECONDS = 1500;
/** Sound must be scheduled a little before it is due. */
const START_DELAY_SECONDS = 0.06;
/** A picture this late starts the stream anew where the ear is, but not more often than that. */
const MAX_LATE_SECONDS = 1.5;

export const openPlayback = (options: PlaybackOptions): Playback => {
  const { engine, clip, output, fromFrameIndex, rate, maxWidth } = options;
  const { ptsSeconds, durationSeconds } = clip;
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
        engine
          .request(
            'play-frames',
            { frameIndex, maxWidth, credit: MAX_FRAMES_IN_FLIGHT },
            { signal: streamSignal, onEvent: onFrame },
          )
          .catch((error: unknown) => {
            if (!streamSignal.aborted) {
              options.onError(error);
            }
          }),
    });
    frames = { stream, stopping: streamStopping };
    return stream;
  };

  const tick = (): void => {
    if (signal.aborted || !frames) {
      return;
    }
    const mediaSeconds = clock.mediaSeconds();
    const dueFrameIndex = frameIndexAt(ptsSeconds, mediaSeconds);
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
    if (mediaSeconds >= durationSeconds) {
      stopping.abort();
      options.onEnd(durationSeconds);
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
            endSeconds: durationSeconds,
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
