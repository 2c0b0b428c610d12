import type { Clock } from './clock.ts';

export type AudioChunk = {
  readonly sampleRate: number;
  readonly channels: readonly Float32Array<ArrayBuffer>[];
};

export type AudioStreamOptions = {
  readonly context: AudioContext;
  readonly destination: AudioNode;
  readonly clock: Clock;
  readonly readAudio: (
    startSeconds: number,
    durationSeconds: number,
    signal: AbortSignal,
  ) => Promise<AudioChunk>;
  readonly fromSeconds: number;
  readonly endSeconds: number;
  /** Speed of playing; the pitch follows it, as on tape. */
  readonly rate: number;
  /** Stops the sound at once. */
  readonly signal: AbortSignal;
};

export type AudioStream = {
  /** The first chunk is decoded; it also resolves when the sound cannot be read. */
  readonly ready: Promise<void>;
  /** Schedules chunks from now on; call it once the clock has started. */
  start(): void;
};

/** The first chunk is short so that playing starts soon; the others are long so that seams are few. */
const FIRST_CHUNK_SECONDS = 1;
const CHUNK_SECONDS = 4;
/** How far ahead of the ear sound is scheduled, in seconds of listening. */
const SCHEDULE_AHEAD_SECONDS = 2.5;
const POLL_MILLISECONDS = 150;

/** Reads sound ahead of the clock and hands it to the audio hardware. */
export const openAudioStream = (options: AudioStreamOptions): AudioStream => {
  const { context, destination, clock, readAudio, endSeconds, rate, signal } = options;
  const playing = new Set<AudioBufferSourceNode>();
  let nextSeconds = options.fromSeconds;

  const read = async (durationSeconds: number) => {
    const startSeconds = nextSeconds;
    const length = Math.min(durationSeconds, endSeconds - startSeconds);
    nextSeconds += length;
    return {
      startSeconds,
      chunk: length > 0 ? await readAudio(startSeconds, length, signal) : null,
    };
  };

  const schedule = (startSeconds: number, chunk: AudioChunk): void => {
    const frames = chunk.channels[0]?.length ?? 0;
    if (frames === 0 || signal.aborted) {
      return;
    }
    const { sampleRate, channels } = chunk;
    const buffer = new AudioBuffer({
      length: frames,
      sampleRate,
      numberOfChannels: channels.length,
    });
    for (const [index, samples] of channels.entries()) {
      buffer.copyToChannel(samples, index);
    }
    const source = new AudioBufferSourceNode(context, { buffer, playbackRate: rate });
    source.connect(destination);
    source.addEventListener('ended', () => playing.delete(source));
    playing.add(source);
    const when = clock.masterSecondsAt(startSeconds);
    // A chunk that comes late starts in its middle, where the ear already is.
    const lateSeconds = Math.max(0, context.currentTime - when);
    source.start(Math.max(when, context.currentTime), lateSeconds * rate);
  };

  const run = async (): Promise<void> => {
    let next: ReturnType<typeof read> = first;
    for (;;) {
      const { startSeconds, chunk } = await next;
      if (!chunk) {
        return;
      }
      schedule(startSeconds, chunk);
      while (
        !signal.aborted &&
        clock.masterSecondsAt(nextSeconds) - context.currentTime > SCHEDULE_AHEAD_SECONDS
      ) {
        await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
      }
      if (signal.aborted) {
        return;
      }
      next = read(CHUNK_SECONDS);
    }
  };

  signal.addEventListener('abort', () => {
    for (const source of playing) {
      source.stop();
      source.disconnect();
    }
    playing.clear();
  });

  const first = read(FIRST_CHUNK_SECONDS);
  return {
    ready: first.then(
      () => undefined,
      () => undefined,
    ),
    start() {
      // Sound that cannot be read leaves the picture running; the clip's facts say what is wrong.
      run().catch(() => undefined);
    },
  };
};
