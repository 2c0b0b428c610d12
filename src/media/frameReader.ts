import { VideoSampleSink } from 'mediabunny';
import type { InputVideoTrack, VideoSample } from 'mediabunny';
import type { ErrorFacts } from '../core/errors.ts';
import { EarmarkError, throwIfAborted } from '../core/errors.ts';
import { nextSample, readSamples, toReadError } from './abortable.ts';
import { createDecodedFrame } from './decodedFrame.ts';
import type { DecodedFrame, MediaClip } from './mediaClip.ts';
import type { PacketTable } from './packetTable.ts';

/** A step of this many frames goes on decoding even across a key frame: the decoder is warm. */
const NEAR_FRAMES = 8;

/** A running decoder, the frame it stands on, and the one after it if that was already needed. */
type Cursor = {
  readonly samples: AsyncGenerator<VideoSample, void>;
  current: VideoSample | undefined;
  ahead: VideoSample | undefined;
};

export type FrameReader = Pick<MediaClip, 'frameAt' | 'framesFrom' | 'framesAt' | 'dispose'>;

/** Reads frames by index. Seeks always use the table's exact timestamps, never index / rate. */
export const createFrameReader = (
  track: InputVideoTrack,
  table: PacketTable,
  facts: ErrorFacts,
): FrameReader => {
  const { ptsSeconds } = table;
  const sink = new VideoSampleSink(track);
  let cursor: Cursor | null = null;
  let isDisposed = false;
  let lastTurn: Promise<unknown> = Promise.resolve();

  const ptsOf = (frameIndex: number): number => {
    const pts = ptsSeconds[frameIndex];
    if (pts === undefined) {
      throw new RangeError(`The clip has no frame ${frameIndex}.`);
    }
    return pts;
  };

  const wrap = (sample: VideoSample, frameIndex: number): DecodedFrame =>
    createDecodedFrame(sample, frameIndex, ptsOf(frameIndex));

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
      (frameIndex - at <= NEAR_FRAMES || table.keyFrameOf(frameIndex) <= at)
    );
  };

  const indexOf = (sample: VideoSample): number => table.frameIndexOf(sample.timestamp);

  /** Moves on to the last decodable frame that is not after the one asked for. */
  const advance = async (
    moving: Cursor,
    frameIndex: number,
    signal: AbortSignal | undefined,
  ): Promise<VideoSample> => {
    while (moving.current === undefined || indexOf(moving.current) < frameIndex) {
      moving.ahead ??= await nextSample(moving.samples, signal);
      if (moving.ahead === undefined) {
        throw missing(frameIndex);
      }
      // Packets without a picture of their own (hidden reference frames) show the one before.
      if (moving.current && indexOf(moving.ahead) > frameIndex) {
        break;
      }
      moving.current?.close();
      moving.current = moving.ahead;
      moving.ahead = undefined;
    }
    return moving.current;
  };

  const seek = async (
    frameIndex: number,
    signal: AbortSignal | undefined,
  ): Promise<DecodedFrame> => {
    throwIfAborted(signal);
    const isContinuing = reaches(frameIndex);
    if (!isContinuing) {
      await closeCursor();
    }
    if (isDisposed) {
      throw new EarmarkError('aborted', 'The clip was closed.', facts);
    }
    cursor ??= {
      samples: sink.samples(ptsOf(frameIndex)),
      current: undefined,
      ahead: undefined,
    };
    try {
      const sample = await advance(cursor, frameIndex, signal);
      return wrap(sample.clone(), frameIndex);
    } catch (thrown) {
      await closeCursor();
      throwIfAborted(signal);
      // Browsers take idle decoders away from background tabs: a decoder that ran before gets a
      // second chance as a new one.
      if (isContinuing) {
        return seek(frameIndex, signal);
      }
      throw toReadError(thrown, facts);
    }
  };

  return {
    // One cursor: calls take turns.
    frameAt: (frameIndex, { signal } = {}) => {
      const turn = lastTurn.then(() => seek(frameIndex, signal));
      lastTurn = turn.catch(() => undefined);
      return turn;
    },

    framesFrom: async function* framesFrom(frameIndex, { signal } = {}) {
      let next = frameIndex;
      for await (const sample of readSamples(sink.samples(ptsOf(frameIndex)), signal, facts)) {
        const index = Math.max(table.frameIndexOf(sample.timestamp), frameIndex);
        next = index + 1;
        yield wrap(sample, index);
      }
      if (next < ptsSeconds.length) {
        throw missing(next);
      }
    },

    framesAt: async function* framesAt(ascendingIndices, { signal } = {}) {
      const samples = sink.samplesAtTimestamps(ascendingIndices.map(ptsOf));
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
