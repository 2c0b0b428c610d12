import { AudioSampleSink, EncodedPacketSink } from 'mediabunny';
import type { AudioSample, InputAudioTrack } from 'mediabunny';
import type { ErrorDetails } from '../../core/util/errors.ts';
import { EarmarkError, toEarmarkError } from '../../core/util/errors.ts';
import { MAX_AUDIO_CHANNELS, MAX_SAMPLE_RATE_HZ } from '../../core/limits.ts';
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
  /** Where the clip's clock begins on the file's. */
  readonly originSeconds: number;
  readonly sampleRate: number;
  readonly channelCount: number;
  /** End of the last sample on the clip's clock. */
  readonly endSeconds: number;
};

/**
 * Decodes the first samples, because only they tell the real rate (AAC with SBR doubles the
 * container's) and whether the decoder really takes this stream.
 * @throws whatever mediabunny throws; null when the track holds no sound, or none within the limits.
 */
export const probeAudioTrack = async (
  track: InputAudioTrack,
  originSeconds = 0,
): Promise<DecodableAudioTrack | null> => {
  const samples = new AudioSampleSink(track).samples();
  try {
    const { value: first } = await samples.next();
    if (!first) {
      return null;
    }
    const { sampleRate, numberOfChannels: channelCount } = first;
    first.close();
    if (sampleRate > MAX_SAMPLE_RATE_HZ || channelCount > MAX_AUDIO_CHANNELS) {
      return null;
    }
    const endSeconds = (await track.computeDuration()) - originSeconds;
    return { track, originSeconds, sampleRate, channelCount, endSeconds };
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
  const { sampleRate, channelCount, originSeconds } = sound;
  const sink = new AudioSampleSink(sound.track);
  const packets = new EncodedPacketSink(sound.track);

  /** A file cut short only stops to yield samples: silence where its index promises sound. */
  const requireComplete = async (decodedEnd: number, end: number): Promise<void> => {
    const last = await packets.getPacket(end + originSeconds, { metadataOnly: true });
    const lastEnd = last === null ? 0 : last.timestamp + last.duration - originSeconds;
    const promisedEnd = Math.min(end, lastEnd);
    if (decodedEnd < promisedEnd - END_TOLERANCE_SECONDS) {
      throw new EarmarkError('corrupt', `The sound breaks off at ${decodedEnd} s.`, facts);
    }
  };

  /** Samples of a span, both on the clip's clock, by one of the two ways to decode them. */
  async function* samplesOf(
    decode: (fileStart: number, fileEnd: number) => AsyncGenerator<AudioSample, void>,
    start: number,
    end: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<AudioSample, void> {
    const samples = decode(start + originSeconds, end + originSeconds);
    for await (const sample of readSamples(samples, signal, facts)) {
      sample.setTimestamp(sample.timestamp - originSeconds);
      yield sample;
    }
  }
  const decodeAhead = (start: number, end: number): AsyncGenerator<AudioSample, void> =>
    sink.samples(start, end);
  const decodeWithin = (start: number, end: number): AsyncGenerator<AudioSample, void> =>
    decodeAudioSpan(sound.track, start, end);

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
      const ahead = samplesOf(decodeAhead, preRoll, end, signal);
      decodedEnd = await copySamples(ahead, decoded, start);
    } catch (thrown) {
      if (toEarmarkError(thrown).kind !== 'corrupt') {
        throw thrown;
      }
      const within = samplesOf(decodeWithin, preRoll, end, signal);
      decodedEnd = await copySamples(within, decoded, start);
    }
    await requireComplete(decodedEnd, end);
    return decoded;
  };

  const readPeaks: MediaClip['readPeaks'] = async (count, { signal } = {}) => {
    const peaks = new Float32Array(count);
    const readFrom = async (startSeconds: number): Promise<void> => {
      let end = startSeconds;
      try {
        const samples = samplesOf(decodeAhead, startSeconds, durationSeconds, signal);
        for await (const sample of samples) {
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

/** @returns the end of the last sample */
const copySamples = async (
  samples: AsyncGenerator<AudioSample, void>,
  decoded: DecodedAudio,
  start: number,
): Promise<number> => {
  let decodedEnd = start;
  for await (const sample of samples) {
    copySample(sample, decoded, start);
    decodedEnd = sample.timestamp + sample.duration;
    sample.close();
  }
  return decodedEnd;
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
