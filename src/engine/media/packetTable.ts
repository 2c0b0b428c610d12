import { EncodedPacketSink } from 'mediabunny';
import type { InputVideoTrack } from 'mediabunny';
import { throwIfAborted } from '../../core/util/errors.ts';
import { frameIndexAt } from '../../core/time/frameTable.ts';

/** What a video track's packets say without a look into their data. */
export type PacketTable = {
  /** Presentation timestamps, ascending; index = frame index. */
  readonly ptsSeconds: Float64Array;
  /** End of the last frame. */
  readonly endSeconds: number;
  /** Index of the first frame that is decoded on the way to this one: its key frame. */
  keyFrameOf(frameIndex: number): number;
  /** Index of the frame that a decoded timestamp belongs to. */
  frameIndexOf(timestamp: number): number;
};

/** WebCodecs counts microseconds, containers their own units: allow for the rounding between. */
const ROUNDING_SECONDS = 2e-6;

/** Reads the table: packets come in decode order, b-frames and all, and leave sorted. */
export const readPacketTable = async (
  track: InputVideoTrack,
  signal: AbortSignal | undefined,
): Promise<PacketTable> => {
  const packets: { timestamp: number; end: number; isKey: boolean }[] = [];
  const sink = new EncodedPacketSink(track);
  for await (const packet of sink.packets(undefined, undefined, { metadataOnly: true })) {
    throwIfAborted(signal);
    const { timestamp, duration, type } = packet;
    // Edit lists push what is not to be shown before zero.
    if (timestamp >= 0 || timestamp + duration > ROUNDING_SECONDS) {
      packets.push({ timestamp, end: timestamp + duration, isKey: type === 'key' });
    }
  }
  packets.sort((a, b) => a.timestamp - b.timestamp);
  // A timestamp that comes twice names one frame: there is no way to ask for the second.
  const frames = packets.filter(
    (packet, index) => packet.timestamp !== packets[index - 1]?.timestamp,
  );
  const ptsSeconds = Float64Array.from(frames, (frame) => frame.timestamp);
  const keyFrames = frames.flatMap((frame, index) => (frame.isKey ? [index] : []));
  return {
    ptsSeconds,
    endSeconds: frames.reduce((latest, frame) => Math.max(latest, frame.end), 0),
    keyFrameOf: (frameIndex) => {
      const keyFrame = keyFrames[frameIndexAt(keyFrames, frameIndex)] ?? 0;
      // Frames before the first key frame of the table hang on one that an edit list hides.
      return keyFrame <= frameIndex ? keyFrame : 0;
    },
    frameIndexOf: (timestamp) => frameIndexAt(ptsSeconds, timestamp + ROUNDING_SECONDS),
  };
};
