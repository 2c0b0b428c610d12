import { VideoSampleSink } from 'mediabunny';
import type { InputVideoTrack, VideoSample } from 'mediabunny';
import type { ErrorDetails } from '../../core/util/errors.ts';
import { EarmarkError, throwIfAborted } from '../../core/util/errors.ts';
import { nextSample, readSamples, toReadError } from './readSamples.ts';
import { createDamagedGroups, isRefusedByDecoder } from './damagedGroups.ts';
import { createDecodedFrame } from './decodedFrame.ts';
import type { DecodedFrame, MediaClip } from './mediaClip.ts';
import type { PacketTable } from './packetTable.ts';

/** A step of up to this many frames continues decoding across a key frame: the decoder is warm. */
const MAX_FORWARD_STEP_FRAMES = 8;

/** A running decoder, the frame it stands on, and the one after it if that was already needed. */
type DecoderCursor = {
  readonly samples: AsyncGenerator<VideoSample, void>;
  current: VideoSample | undefined;
  ahead: VideoSample | undefined;
};

export type FrameDecoder = Pick<
  MediaClip,
  'frameAt' | 'framesTowards' | 'framesFrom' | 'framesAt' | 'dispose'
>;

/** Whether the data is the reason, not the browser, the disk or the caller. */
const isDamage = (thrown: unknown): boolean =>
  isRefusedByDecoder(thrown) || (thrown instanceof EarmarkError && thrown.kind === 'corrupt');

/** Reads frames by index. Seeks always use the table's exact timestamps, never index / rate. */
export const createFrameDecoder = (
  track: InputVideoTrack,
  table: PacketTable,
  facts: ErrorDetails,
): FrameDecoder => {
  const { ptsSeconds, fileSeconds } = table;
  const sink = new VideoSampleSink(track);
  const damaged = createDamagedGroups(table);
  let cursor: DecoderCursor | null = null;
  let isDisposed = false;
  let lastTurn: Promise<void> = Promise.resolve();

  /** Where the file has the frame. */
  const placeOf = (frameIndex: number): number => {
    const seconds = fileSeconds[frameIndex];
    if (seconds === undefined) {
      throw new RangeError(`The clip has no frame ${frameIndex}.`);
    }
    return seconds;
  };

  const wrap = (sample: VideoSample, frameIndex: number): DecodedFrame =>
    createDecodedFrame(sample, frameIndex, ptsSeconds[frameIndex] ?? 0);

  const missing = (frameIndex: number): EarmarkError =>
    new EarmarkError('corrupt', `Frame ${frameIndex} could not be decoded.`, {
      ...facts,
      frameIndex,
    });

  const closeCursor = async (): Promise<void> => {
    const closing = cursor;
    cursor = null;
    closing?.current?.close();
    closing?.ahead?.close();
    await closing?.samples.return();
  };

  const reaches = (frameIndex: number): boolean => {
    const at = cursor?.current && indexOf(cursor.current);
    return (
      at !== undefined &&
      at <= frameIndex &&
      (frameIndex - at <= MAX_FORWARD_STEP_FRAMES || table.keyFrameOf(frameIndex) <= at)
    );
  };

  const indexOf = (sample: VideoSample): number => table.frameIndexOf(sample.timestamp);

  /** Starts a decoder unless the one that runs reaches the frame. */
  const openCursor = async (frameIndex: number): Promise<DecoderCursor> => {
    if (!reaches(frameIndex)) {
      await closeCursor();
    }
    if (isDisposed) {
      throw new EarmarkError('aborted', 'The clip was closed.', facts);
    }
    cursor ??= {
      samples: sink.samples(placeOf(table.keyFrameOf(frameIndex))),
      current: undefined,
      ahead: undefined,
    };
    return cursor;
  };

  /** Moves on by a frame, unless that would be one after the one asked for. */
  const step = async (
    moving: DecoderCursor,
    frameIndex: number,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly sample: VideoSample; readonly isLast: boolean }> => {
    if (moving.current && indexOf(moving.current) >= frameIndex) {
      return { sample: moving.current, isLast: true };
    }
    moving.ahead ??= await nextSample(moving.samples, signal);
    if (moving.ahead === undefined) {
      throw missing(frameIndex);
    }
    // Packets without a picture of their own (hidden reference frames) show the one before.
    if (moving.current && indexOf(moving.ahead) > frameIndex) {
      return { sample: moving.current, isLast: true };
    }
    moving.current?.close();
    const sample = moving.ahead;
    moving.current = sample;
    moving.ahead = undefined;
    return { sample, isLast: indexOf(sample) >= frameIndex };
  };

  /**
   * The frame by a decoder of its own, which is given no packet that the frame does not need: one
   * that runs ahead loses the good frames before damage together with the bad ones.
   */
  const readAlone = async (
    frameIndex: number,
    signal: AbortSignal | undefined,
  ): Promise<DecodedFrame> => {
    try {
      const sample = await sink.getSample(placeOf(frameIndex));
      if (sample && indexOf(sample) === frameIndex && !signal?.aborted) {
        return wrap(sample, frameIndex);
      }
      sample?.close();
    } catch (thrown) {
      if (!isRefusedByDecoder(thrown)) {
        throw thrown;
      }
    }
    throwIfAborted(signal);
    damaged.add(frameIndex);
    throw missing(frameIndex);
  };

  /** @param stepSignal ends a step that has begun, and the cursor with it. */
  async function* towards(
    frameIndex: number,
    signal: AbortSignal | undefined,
    stepSignal: AbortSignal | undefined,
  ): AsyncGenerator<DecodedFrame, void> {
    throwIfAborted(signal);
    if (damaged.has(frameIndex)) {
      throw missing(frameIndex);
    }
    const isContinuing = reaches(frameIndex);
    const moving = await openCursor(frameIndex);
    for (let isLast = false; !isLast; ) {
      throwIfAborted(signal);
      let frame: DecodedFrame;
      try {
        const moved = await step(moving, frameIndex, stepSignal);
        ({ isLast } = moved);
        frame = wrap(moved.sample.clone(), isLast ? frameIndex : indexOf(moved.sample));
      } catch (thrown) {
        await closeCursor();
        throwIfAborted(signal);
        // Browsers take idle decoders away from background tabs: a decoder that ran before gets a
        // second chance as a new one.
        if (isContinuing) {
          yield* towards(frameIndex, signal, stepSignal);
          return;
        }
        if (isDisposed || !isDamage(thrown)) {
          throw toReadError(thrown, facts);
        }
        frame = await readAlone(frameIndex, signal).catch((reason: unknown) => {
          throw toReadError(reason, facts);
        });
        isLast = true;
      }
      if (signal?.aborted) {
        frame.close();
        throwIfAborted(signal);
      }
      yield frame;
    }
  }

  /** One cursor: readings take turns. Resolves with what ends the turn. */
  const takeTurn = async (): Promise<() => void> => {
    const before = lastTurn;
    let end: (() => void) | undefined;
    lastTurn = new Promise((resolve) => {
      end = resolve;
    });
    await before;
    return () => end?.();
  };

  async function* inTurn(
    frames: () => AsyncGenerator<DecodedFrame, void>,
  ): AsyncGenerator<DecodedFrame, void> {
    const end = await takeTurn();
    try {
      yield* frames();
    } finally {
      end();
    }
  }

  return {
    frameAt: async (frameIndex, { signal } = {}) => {
      for await (const frame of inTurn(() => towards(frameIndex, signal, signal))) {
        if (frame.frameIndex === frameIndex) {
          return frame;
        }
        frame.close();
      }
      throw missing(frameIndex);
    },

    framesTowards: (frameIndex, { signal } = {}) =>
      inTurn(() => towards(frameIndex, signal, undefined)),

    framesFrom: async function* framesFrom(frameIndex, { signal } = {}) {
      let next = frameIndex;
      for await (const sample of readSamples(sink.samples(placeOf(frameIndex)), signal, facts)) {
        const index = Math.max(table.frameIndexOf(sample.timestamp), frameIndex);
        next = index + 1;
        yield wrap(sample, index);
      }
      if (next < fileSeconds.length) {
        throw missing(next);
      }
    },

    framesAt: async function* framesAt(ascendingIndices, { signal } = {}) {
      const samples = sink.samplesAtTimestamps(ascendingIndices.map(placeOf));
      const indices = ascendingIndices.values();
      for await (const sample of readSamples(samples, signal, facts)) {
        const frameIndex = indices.next().value ?? -1;
        if (sample === null) {
          throw missing(frameIndex);
        }
        yield wrap(sample, frameIndex);
      }
      const { value: unread } = indices.next();
      if (unread !== undefined) {
        throw missing(unread);
      }
    },

    dispose: () => {
      isDisposed = true;
      void closeCursor();
    },
  };
};
