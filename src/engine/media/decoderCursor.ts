import type { VideoSample, VideoSampleSink } from 'mediabunny';
import type { ErrorDetails } from '../../core/util/errors.ts';
import { EarmarkError } from '../../core/util/errors.ts';
import type { PacketTable } from './packetTable.ts';
import { nextSample } from './readSamples.ts';

/** A step of up to this many frames continues decoding across a key frame: the decoder is warm. */
const MAX_FORWARD_STEP_FRAMES = 8;

/** A running decoder, the frame it stands on, and the one after it if that was already needed. */
type RunningDecoder = {
  readonly samples: AsyncGenerator<VideoSample, void>;
  current: VideoSample | undefined;
  ahead: VideoSample | undefined;
};

/** Moves a running decoder on towards a frame, which is not passed. */
type DecoderStep = (
  frameIndex: number,
  signal: AbortSignal | undefined,
) => Promise<{ readonly sample: VideoSample; readonly isLast: boolean }>;

/** At most one running decoder, which goes on as long as it reaches the frames that are wanted. */
type DecoderCursor = {
  /** Whether the decoder that runs gets to the frame without beginning anew. */
  reaches(frameIndex: number): boolean;
  /**
   * Starts a decoder unless the one that runs reaches the frame.
   * @throws EarmarkError `aborted` after `dispose`
   */
  open(frameIndex: number): Promise<DecoderStep>;
  close(): Promise<void>;
  isDisposed(): boolean;
  dispose(): void;
};

export type DecoderCursorDeps = {
  readonly sink: VideoSampleSink;
  readonly table: PacketTable;
  /** Where the file has the frame, in seconds. */
  readonly placeOf: (frameIndex: number) => number;
  readonly missing: (frameIndex: number) => EarmarkError;
  readonly facts: ErrorDetails;
};

export const createDecoderCursor = ({
  sink,
  table,
  placeOf,
  missing,
  facts,
}: DecoderCursorDeps): DecoderCursor => {
  let running: RunningDecoder | null = null;
  let isDisposed = false;

  const indexOf = (sample: VideoSample): number => table.frameIndexOf(sample.timestamp);

  const close = async (): Promise<void> => {
    const closing = running;
    running = null;
    closing?.current?.close();
    closing?.ahead?.close();
    await closing?.samples.return();
  };

  const reaches = (frameIndex: number): boolean => {
    const at = running?.current && indexOf(running.current);
    return (
      at !== undefined &&
      at <= frameIndex &&
      (frameIndex - at <= MAX_FORWARD_STEP_FRAMES || table.keyFrameOf(frameIndex) <= at)
    );
  };

  /** Moves on by a frame, unless that would be one after the one asked for. */
  const step = async (
    moving: RunningDecoder,
    ...[frameIndex, signal]: Parameters<DecoderStep>
  ): ReturnType<DecoderStep> => {
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

  return {
    reaches,
    open: async (frameIndex) => {
      if (!reaches(frameIndex)) {
        await close();
      }
      if (isDisposed) {
        throw new EarmarkError('aborted', 'The clip was closed.', facts);
      }
      running ??= {
        samples: sink.samples(placeOf(table.keyFrameOf(frameIndex))),
        current: undefined,
        ahead: undefined,
      };
      const moving = running;
      return (...args) => step(moving, ...args);
    },
    close,
    isDisposed: () => isDisposed,
    dispose: () => {
      isDisposed = true;
      void close();
    },
  };
};
