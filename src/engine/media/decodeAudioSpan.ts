import { AudioSample, EncodedPacketSink } from 'mediabunny';
import type { InputAudioTrack } from 'mediabunny';

/**
 * The samples of a span by a decoder that is given no packet behind it. mediabunny's runs up to 40
 * packets ahead, and damage there costs what lies before it.
 * @throws DOMException `EncodingError` for damage in the span; `NotSupportedError` for a codec that
 *   only mediabunny decodes (PCM, which cannot be damaged).
 */
export async function* decodeAudioSpan(
  track: InputAudioTrack,
  startSeconds: number,
  endSeconds: number,
): AsyncGenerator<AudioSample, void> {
  const packets = new EncodedPacketSink(track);
  const config = await track.getDecoderConfig();
  const first = (await packets.getPacket(startSeconds)) ?? (await packets.getFirstPacket());
  if (config === null || first === null) {
    return;
  }
  const decoded: AudioData[] = [];
  let failure: unknown = null;
  const decoder = new AudioDecoder({
    output: (data) => decoded.push(data),
    error: (error) => {
      failure = error;
    },
  });
  try {
    decoder.configure(config);
    for await (const packet of packets.packets(first)) {
      if (packet.timestamp >= endSeconds || failure !== null) {
        break;
      }
      decoder.decode(packet.toEncodedAudioChunk());
    }
    await decoder.flush();
    // Chromium begins at zero where the first packet lies before it.
    const offset = first.timestamp - (decoded[0]?.timestamp ?? 0) / MICROSECONDS_PER_SECOND;
    for (let data = decoded.shift(); data !== undefined; data = decoded.shift()) {
      const sample = new AudioSample(data);
      sample.setTimestamp(sample.timestamp + offset);
      yield sample;
    }
  } catch (thrown) {
    throw failure ?? thrown;
  } finally {
    decoded.forEach((data) => data.close());
    if (decoder.state !== 'closed') {
      decoder.close();
    }
  }
}

const MICROSECONDS_PER_SECOND = 1e6;
