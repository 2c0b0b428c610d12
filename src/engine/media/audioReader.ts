import { AudioSampleSink, EncodedPacketSink } from 'mediabunny';
import type { AudioSample, InputAudioTrack } from 'mediabunny';
import type { ErrorDetails } from '../../core/util/errors.ts';
import { EarmarkError, toEarmarkError } from '../../core/util/errors.ts';
import { decodeAudioSpan } from './decodeAudioSpan.ts';
import { readSamples } from './readSamples.ts';
import type { DecodedAudio, MediaClip } from './mediaClip.ts';

/** Transform codecs need the packets before to get a packet right; Opus asks for 80 ms. */
const PRE_ROLL_SECONDS = 0.1;
/** Decoders may hold back or pad up to about this much at the end of a track. */
const END_TOLERANCE_SECONDS = 0.1;
/** Of a clip without sound, where any rate is as good. */
const SILENT_SAMPLE_RATE = 48_000;

type AudioReader = Pick<MediaClip, 'readAudio' | 'readPeaks'>;

/** A decodable sound track, and what its first samples turned out to be. */
export type DecodableAudioTrack = {
  readonly track: InputAudioTrack;
  readonly sampleRate: number;
  readonly channelCount: number;
  /** End of the last sample. */
  readonly endSeconds: number;
};

/**
 * Decodes the first samples, because only they tell the real rate (AAC with SBR doubles the
 * container's) and whether the decoder really takes this stream.
 * @throws whatever mediabunny throws; null when the track holds no sound.
 */
export const probeAudioTrack = async (
  track: InputAudioTrack,
): Promise<DecodableAudioTrack | null> => {
  const samples = new AudioSampleSink(track).samples();
  try {
    const { value: first } = await samples.next();
    if (!first) {
      return null;
    }
    const { sampleRate, numberOfChannels: channelCount } = first;
    first.close();
    return { track, sampleRate, channelCount, endSeconds: await track.computeDuration() };
  } finally {
    await samples.return();
  }
};

/** @param durationSeconds of the clip */
export const createAudioReader = (
  sound: DecodableAudioTrack | null,
  durationSeconds: number,
  facts: ErrorDetails,
): AudioReader => {
  if (sound === null) {
    return {
      readAudio: async () => ({ sampleRate: SILENT_SAMPLE_RATE, channels: [] }),
      readPeaks: async (count) => new Float32Array(count),
    };
  }
  const { sampleRate, channelCount } = sound;
  const sink = new AudioSampleSink(sound.track);
  const packets = new EncodedPacketSink(sound.track);

  /** A file cut short only stops to yield samples: silence where its index promises sound. */
  const requireComplete = async (decodedEnd: number, end: number): Promise<void> => {
    const last = await packets.getPacket(end, { metadataOnly: true });
    const promisedEnd = last === null ? 0 : Math.min(end, last.timestamp + last.duration);
    if (decodedEnd < promisedEnd - END_TOLERANCE_SECONDS) {
      throw new EarmarkError('corrupt', `The sound breaks off at ${decodedEnd} s.`, facts);
    }
  };

  /** @returns the end of the last sample */
  const copySamples = async (
    samples: AsyncGenerator<AudioSample, void>,
    decoded: DecodedAudio,
    start: number,
    signal: AbortSignal | undefined,
  ): Promise<number> => {
    let decodedEnd = start;
    for await (const sample of readSamples(samples, signal, facts)) {
      copySample(sample, decoded, start);
      decodedEnd = sample.timestamp + sample.duration;
      sample.close();
    }
    return decodedEnd;
  };

  const readSound: MediaClip['readAudio'] = async (start, duration, { signal } = {}) => {
    const end = Math.min(start + duration, Math.max(durationSeconds, sound.endSeconds));
    const length = Math.max(0, Math.round((end - start) * sampleRate));
    const channels = Array.from({ length: channelCount }, () => new Float32Array(length));
    const decoded: DecodedAudio = { sampleRate, channels };
    if (length === 0) {
      return decoded;
    }
    const preRoll = start - PRE_ROLL_SECONDS;
    let decodedEnd: number;
    try {
      decodedEnd = await copySamples(sink.samples(preRoll, end), decoded, start, signal);
    } catch (thrown) {
      if (toEarmarkError(thrown).kind !== 'corrupt') {
        throw thrown;
      }
      const within = decodeAudioSpan(sound.track, preRoll, end);
      decodedEnd = await copySamples(within, decoded, start, signal);
    }
    await requireComplete(decodedEnd, end);
    return decoded;
  };

  const readPeaks: MediaClip['readPeaks'] = async (count, { signal } = {}) => {
    const peaks = new Float32Array(count);
    const readFrom = async (startSeconds: number): Promise<void> => {
      let end = startSeconds;
      try {
        const samples = sink.samples(startSeconds, durationSeconds);
        for await (const sample of readSamples(samples, signal, facts)) {
          accumulatePeaks(sample, peaks, durationSeconds);
          end = sample.timestamp + sample.duration;
          sample.close();
        }
      } catch (thrown) {
        // Damage costs its own second.
        const next = Math.floor(Math.max(startSeconds, end)) + 1;
        if (toEarmarkError(thrown).kind !== 'corrupt') {
          throw thrown;
        }
        if (next < durationSeconds) {
          await readFrom(next);
        }
      }
    };
    await readFrom(0);
    return peaks;
  };

  return { readAudio: readSound, readPeaks };
};

/** Copies what of the sample lies in the span to the place where its timestamp puts it. */
const copySample = (sample: AudioSample, sound: DecodedAudio, startSeconds: number): void => {
  const position = Math.round((sample.timestamp - startSeconds) * sound.sampleRate);
  const frameOffset = Math.max(0, -position);
  sound.channels.forEach((channel, planeIndex) => {
    const target = Math.max(0, position);
    const frameCount = Math.min(sample.numberOfFrames - frameOffset, channel.length - target);
    if (frameCount > 0 && planeIndex < sample.numberOfChannels) {
      sample.copyTo(channel.subarray(target, target + frameCount), {
        planeIndex,
        format: 'f32-planar',
        frameOffset,
        frameCount,
      });
    }
  });
};

const accumulatePeaks = (
  sample: AudioSample,
  peaks: Float32Array,
  durationSeconds: number,
): void => {
  const values = new Float32Array(sample.numberOfFrames);
  const partsPerSecond = peaks.length / durationSeconds;
  for (let planeIndex = 0; planeIndex < sample.numberOfChannels; planeIndex++) {
    sample.copyTo(values, { planeIndex, format: 'f32-planar' });
    for (let index = 0; index < values.length; index++) {
      const part = Math.floor((sample.timestamp + index / sample.sampleRate) * partsPerSecond);
      if (part >= 0 && part < peaks.length) {
        const loudness = Math.min(1, Math.abs(values[index] ?? 0));
        peaks[part] = Math.max(peaks[part] ?? 0, loudness);
      }
    }
  }
};
