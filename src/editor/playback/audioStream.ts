import type { Clock } from './clock.ts';

type AudioChunk = {
  readonly sampleRate: number;
  readonly channels: readonly Float32Array<ArrayBuffer>[];
};

type AudioStreamOptions = {
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
  /** Playback rate; the pitch changes with it, as on tape. */
  readonly rate: number;
  /** Stops the sound immediately. */
  readonly signal: AbortSignal;
};

type AudioStream = {
  /** Resolves when the first chunk is decoded, or when the sound cannot be read. */
  readonly ready: Promise<void>;
  /** Starts scheduling chunks; to be called once the clock has started. */
  start(): void;
};

/** Chunk lengths: a short first chunk for a quick start, then longer ones for fewer seams. */
const FIRST_CHUNK_SECONDS = 1;
const CHUNK_SECONDS = 4;
/** How far ahead of the audible sample sound is scheduled, in context seconds. */
const SCHEDULE_AHEAD_SECONDS = 2.5;
const POLL_MILLISECONDS = 150;

/** Decodes sound ahead of the clock and schedules it on the AudioContext. */
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
    // A late chunk starts at the offset that is due now.
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
      // Without readable sound the video still plays; `ClipInfo.audioProblem` says what is wrong.
      run().catch(() => undefined);
    },
  };
};
