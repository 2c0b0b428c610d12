import { EncodedPacketSink } from 'mediabunny';
import type { InputVideoTrack } from 'mediabunny';
import { EarmarkError, throwIfAborted } from '../../core/util/errors.ts';
import type { ErrorDetails } from '../../core/util/errors.ts';
import { frameIndexAt } from '../../core/time/frameTable.ts';
import { MAX_CLIP_FRAMES } from '../../core/limits.ts';

/** What a video track's packets say without a look into their data. */
export type PacketTable = {
  /** Presentation timestamps on the clip's clock, ascending; index = frame index. */
  readonly ptsSeconds: Float64Array;
  /** The same on the file's clock, as they are in the file. */
  readonly fileSeconds: Float64Array;
  /** End of the last frame on the clip's clock. */
  readonly endSeconds: number;
  /** Indices of the frames at which a decoder can begin. */
  readonly keyFrames: readonly number[];
  /** Index of the first frame that is decoded on the way to this one: its key frame. */
  keyFrameOf(frameIndex: number): number;
  /** Index of the frame that a decoded timestamp of the file's clock belongs to. */
  frameIndexOf(fileSeconds: number): number;
};

/** WebCodecs counts microseconds, containers their own units: allow for the rounding between. */
const ROUNDING_SECONDS = 2e-6;

type Packet = { readonly timestamp: number; readonly end: number; readonly isKey: boolean };

type PacketTableOptions = {
  /** Where the clip's clock begins on the file's. */
  readonly originSeconds: number;
  /** Size of the file. */
  readonly fileBytes: number;
  readonly facts: ErrorDetails;
  readonly signal: AbortSignal | undefined;
};

/** After so many the thread takes messages, an abort among them. */
const PACKETS_PER_TURN = 20_000;

/**
 * Reads the table: packets come in decode order, b-frames and all, and leave sorted.
 * @throws EarmarkError `corrupt` for an index of more data than the file has, `too-large`, `aborted`
 */
export const readPacketTable = async (
  track: InputVideoTrack,
  { originSeconds, fileBytes, facts, signal }: PacketTableOptions,
): Promise<PacketTable> => {
  const packets: Packet[] = [];
  let dataBytes = 0;
  const sink = new EncodedPacketSink(track);
  for await (const packet of sink.packets(undefined, undefined, { metadataOnly: true })) {
    throwIfAborted(signal);
    const { timestamp, duration, type, byteLength } = packet;
    packets.push({ timestamp, end: timestamp + duration, isKey: type === 'key' });
    dataBytes += Math.max(1, byteLength || 0);
    if (dataBytes > fileBytes) {
      throw new EarmarkError('corrupt', 'The index names more frames than the file holds.', facts);
    }
    if (packets.length > MAX_CLIP_FRAMES) {
      throw new EarmarkError('too-large', `More than ${MAX_CLIP_FRAMES} frames.`, facts);
    }
    if (packets.length % PACKETS_PER_TURN === 0) {
      await new Promise((resolve) => setTimeout(resolve));
    }
  }
  const shown = fromFirstKeyFrame(packets).filter(
    // Edit lists push what is not to be shown before zero.
    ({ timestamp, end }) => timestamp >= 0 || end > ROUNDING_SECONDS,
  );
  shown.sort((a, b) => a.timestamp - b.timestamp);
  // A timestamp that comes twice names one frame: there is no way to ask for the second.
  const frames = shown.filter((packet, index) => packet.timestamp !== shown[index - 1]?.timestamp);
  const fileSeconds = Float64Array.from(frames, (frame) => frame.timestamp);
  const ptsSeconds = fileSeconds.map((seconds) => seconds - originSeconds);
  const keyFrames = frames.flatMap((frame, index) => (frame.isKey ? [index] : []));
  return {
    ptsSeconds,
    fileSeconds,
    endSeconds: endOf(frames) - originSeconds,
    keyFrames,
    keyFrameOf: (frameIndex) => {
      const keyFrame = keyFrames[frameIndexAt(keyFrames, frameIndex)] ?? 0;
      // Frames before the first key frame of the table hang on one that an edit list hides.
      return keyFrame <= frameIndex ? keyFrame : 0;
    },
    frameIndexOf: (seconds) => frameIndexAt(fileSeconds, seconds + ROUNDING_SECONDS),
  };
};

/** How long a frame is shown when neither it nor another says so. */
const DEFAULT_FRAME_SECONDS = 1 / 25;

/** End of the last frame, which lasts as long as the one before it when the file gives it no time. */
const endOf = (frames: readonly Packet[]): number => {
  const end = frames.reduce((latest, frame) => Math.max(latest, frame.end), 0);
  const [before, last] = [frames.at(-2), frames.at(-1)];
  if (last === undefined || end > last.timestamp) {
    return end;
  }
  return last.timestamp + (before ? last.timestamp - before.timestamp : DEFAULT_FRAME_SECONDS);
};

/**
 * Without what no decoder can show: frames of a recording that was joined in the middle of a group of
 * pictures, and those before the first key frame that lean on a group which is not in the file.
 */
const fromFirstKeyFrame = (packets: readonly Packet[]): readonly Packet[] => {
  const first = packets.findIndex(({ isKey }) => isKey);
  const from = packets[first]?.timestamp ?? Number.NEGATIVE_INFINITY;
  return packets.filter(({ timestamp }, index) => index >= first && timestamp >= from);
};
