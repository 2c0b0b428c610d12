import { VideoSampleSink } from 'mediabunny';
import type { InputVideoTrack, VideoSample } from 'mediabunny';
import type { ErrorDetails } from '../../core/util/errors.ts';
import { EarmarkError, throwIfAborted } from '../../core/util/errors.ts';
import { createMutex } from '../../core/util/mutex.ts';
import { readSamples, toReadError } from './readSamples.ts';
import { createDamagedGroups, isRefusedByDecoder } from './damagedGroups.ts';
import { createDecoderCursor, type DecoderCursorDeps } from './decoderCursor.ts';
import { createDecodedFrame } from './decodedFrame.ts';
import type { DecodedFrame, MediaClip } from './mediaClip.ts';
import type { PacketTable } from './packetTable.ts';

export type FrameDecoder = Pick<
  MediaClip,
  'frameAt' | 'framesTowards' | 'framesFrom' | 'framesAt' | 'dispose'
>;

/** Whether the data is the reason, not the browser, the disk or the caller. */
const isDamage = (thrown: unknown): boolean =>
  isRefusedByDecoder(thrown) || (thrown instanceof EarmarkError && thrown.kind === 'corrupt');

type FrameAccess = DecoderCursorDeps & {
  /** Takes the sample, which the frame closes. */
  readonly wrap: (sample: VideoSample, frameIndex: number) => DecodedFrame;
};

const createFrameAccess = (
  track: InputVideoTrack,
  table: PacketTable,
  facts: ErrorDetails,
): FrameAccess => ({
  sink: new VideoSampleSink(track),
  table,
  facts,
  placeOf: (frameIndex) => {
    const seconds = table.fileSeconds[frameIndex];
    if (seconds === undefined) {
      throw new RangeError(`The clip has no frame ${frameIndex}.`);
    }
    return seconds;
  },
  wrap: (sample, frameIndex) =>
    createDecodedFrame(sample, frameIndex, table.ptsSeconds[frameIndex] ?? 0),
  missing: (frameIndex) =>
    new EarmarkError('corrupt', `Frame ${frameIndex} could not be decoded.`, {
      ...facts,
      frameIndex,
    }),
});

/**
 * The frame by a decoder of its own, which is given no packet that the frame does not need: one
 * that runs ahead loses the good frames before damage together with the bad ones.
 * @throws EarmarkError `corrupt`
 */
const readAlone = async (
  { sink, table, placeOf, wrap, missing }: FrameAccess,
  frameIndex: number,
  signal: AbortSignal | undefined,
): Promise<DecodedFrame> => {
  try {
    const sample = await sink.getSample(placeOf(frameIndex));
    if (sample && table.frameIndexOf(sample.timestamp) === frameIndex && !signal?.aborted) {
      return wrap(sample, frameIndex);
    }
    sample?.close();
  } catch (thrown) {
    if (!isRefusedByDecoder(thrown)) {
      throw thrown;
    }
  }
  throwIfAborted(signal);
  throw missing(frameIndex);
};

/** Readings with a decoder of their own, each from its first frame to its last. */
const createSequentialReaders = ({
  sink,
  table,
  placeOf,
  wrap,
  missing,
  facts,
}: FrameAccess): Pick<FrameDecoder, 'framesFrom' | 'framesAt'> => ({
  framesFrom: async function* framesFrom(frameIndex, { signal } = {}) {
    let next = frameIndex;
    for await (const sample of readSamples(sink.samples(placeOf(frameIndex)), signal, facts)) {
      const index = Math.max(table.frameIndexOf(sample.timestamp), frameIndex);
      next = index + 1;
      yield wrap(sample, index);
    }
    if (next < table.fileSeconds.length) {
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
});

/** Reads frames by index. Seeks always use the table's exact timestamps, never index / rate. */
export const createFrameDecoder = (
  track: InputVideoTrack,
  table: PacketTable,
  facts: ErrorDetails,
): FrameDecoder => {
  const access = createFrameAccess(track, table, facts);
  const { wrap, missing } = access;
  const damaged = createDamagedGroups(table);
  // One cursor: readings take turns.
  const turns = createMutex();

  const indexOf = (sample: VideoSample): number => table.frameIndexOf(sample.timestamp);

  const cursor = createDecoderCursor(access);

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
    const isContinuing = cursor.reaches(frameIndex);
    const step = await cursor.open(frameIndex);
    for (let isLast = false; !isLast; ) {
      throwIfAborted(signal);
      let frame: DecodedFrame;
      try {
        const moved = await step(frameIndex, stepSignal);
        ({ isLast } = moved);
        frame = wrap(moved.sample.clone(), isLast ? frameIndex : indexOf(moved.sample));
      } catch (thrown) {
        await cursor.close();
        throwIfAborted(signal);
        // Browsers take idle decoders away from background tabs: a decoder that ran before gets a
        // second chance as a new one.
        if (isContinuing) {
          yield* towards(frameIndex, signal, stepSignal);
          return;
        }
        if (cursor.isDisposed() || !isDamage(thrown)) {
          throw toReadError(thrown, facts);
        }
        frame = await readAlone(access, frameIndex, signal).catch((reason: unknown) => {
          if (reason instanceof EarmarkError && reason.kind === 'corrupt') {
            damaged.add(frameIndex);
          }
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

  async function* inTurn(
    frames: () => AsyncGenerator<DecodedFrame, void>,
  ): AsyncGenerator<DecodedFrame, void> {
    const release = await turns.acquire();
    try {
      yield* frames();
    } finally {
      release();
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

    ...createSequentialReaders(access),

    dispose: () => cursor.dispose(),
  };
};
