import { EncodedPacketSink } from 'mediabunny';
import type { InputAudioTrack } from 'mediabunny';
import { throwIfAborted } from '../../core/util/errors.ts';
import type { ErrorDetails } from '../../core/util/errors.ts';
import { toReadError } from './readSamples.ts';
import type { EncodedAudio } from './mediaClip.ts';

/**
 * Null for a codec without a name or a configuration.
 * @param originSeconds where the clip's clock begins on the file's
 */
export const createEncodedAudio = async (
  track: InputAudioTrack,
  originSeconds: number,
  facts: ErrorDetails,
): Promise<EncodedAudio | null> => {
  const codec = await track.getCodec();
  const decoderConfig = await track.getDecoderConfig();
  if (codec === null || decoderConfig === null) {
    return null;
  }
  const sink = new EncodedPacketSink(track);
  return {
    codec,
    decoderConfig,
    packets: async function* packets(startSeconds, endSeconds, { signal } = {}) {
      try {
        let packet =
          (await sink.getPacket(startSeconds + originSeconds)) ?? (await sink.getFirstPacket());
        while (packet !== null && packet.timestamp < endSeconds + originSeconds) {
          throwIfAborted(signal);
          yield packet.clone({ timestamp: packet.timestamp - originSeconds });
          packet = await sink.getNextPacket(packet);
        }
      } catch (thrown) {
        throwIfAborted(signal);
        throw toReadError(thrown, facts);
      }
    },
  };
};
