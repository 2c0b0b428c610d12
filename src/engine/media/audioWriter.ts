import { AudioSample, AudioSampleSource, Output, StreamTarget, WavOutputFormat } from 'mediabunny';
import type { StreamTargetChunk } from 'mediabunny';
import type { DecodedAudio } from './mediaClip.ts';

type WavWriter = {
  /** Samples -1..1, one array a channel, after those that were added before; louder ones are cut. */
  add(channels: DecodedAudio['channels']): Promise<void>;
  /** Writes the lengths into the header and closes the file. */
  finish(): Promise<void>;
};

/** Writes 16-bit PCM. @param writable gets chunks with their position in the file. */
export const createWavWriter = async (
  sampleRate: number,
  channelCount: number,
  writable: WritableStream<StreamTargetChunk>,
): Promise<WavWriter> => {
  const output = new Output({ format: new WavOutputFormat(), target: new StreamTarget(writable) });
  const source = new AudioSampleSource({ codec: 'pcm-s16' });
  // Known beforehand, so that a file without samples has a header too.
  const decoderConfig = { codec: 'pcm-s16', sampleRate, numberOfChannels: channelCount };
  output.addAudioTrack(source, { decoderConfig });
  await output.start();
  let samples = 0;
  return {
    add: async (channels) => {
      const sample = toAudioSample({ sampleRate, channels }, samples / sampleRate);
      if (sample === null) {
        return;
      }
      samples += sample.numberOfFrames;
      try {
        await source.add(sample);
      } finally {
        sample.close();
      }
    },
    finish: async () => {
      source.close();
      await output.finalize();
    },
  };
};

/** @returns null where there are no samples. */
export const toAudioSample = (
  { sampleRate, channels }: DecodedAudio,
  timestamp: number,
): AudioSample | null => {
  const frames = channels[0]?.length ?? 0;
  if (frames === 0) {
    return null;
  }
  const data = new Float32Array(frames * channels.length);
  channels.forEach((channel, index) => data.set(channel, index * frames));
  return new AudioSample({
    data,
    format: 'f32-planar',
    numberOfChannels: channels.length,
    sampleRate,
    timestamp,
  });
};
