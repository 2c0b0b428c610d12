import {
  AudioSample,
  AudioSampleSink,
  AudioSampleSource,
  BlobSource,
  BufferTarget,
  Input,
  Output,
  WAVE,
  WavOutputFormat,
} from 'mediabunny';
import { ItemError } from '../benchmark/benchmarkProblem.ts';

/** Mono samples, -1..1. */
export type PcmAudio = { readonly sampleRate: number; readonly samples: Float32Array };

/** Reads a WAVE file, mixed to mono. @throws ItemError `condition-impossible` */
export const decodeWav = async (file: Blob): Promise<PcmAudio> => {
  const input = new Input({ formats: [WAVE], source: new BlobSource(file) });
  try {
    return await readMono(input);
  } catch (error) {
    throw new ItemError('condition-impossible', 'The sound is no WAVE file.', error);
  } finally {
    input.dispose();
  }
};

const readMono = async (input: Input): Promise<PcmAudio> => {
  const track = await input.getPrimaryAudioTrack();
  if (track === null) throw new RangeError('There is no sound.');
  const chunks: Float32Array[] = [];
  for await (const sample of new AudioSampleSink(track).samples()) {
    const mono = new Float32Array(sample.numberOfFrames);
    const channel = new Float32Array(sample.numberOfFrames);
    for (let planeIndex = 0; planeIndex < sample.numberOfChannels; planeIndex++) {
      sample.copyTo(channel, { planeIndex, format: 'f32-planar' });
      for (let index = 0; index < mono.length; index++) {
        mono[index] = (mono[index] ?? 0) + (channel[index] ?? 0) / sample.numberOfChannels;
      }
    }
    sample.close();
    chunks.push(mono);
  }
  const samples = new Float32Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    samples.set(chunk, offset);
    offset += chunk.length;
  }
  return { sampleRate: await track.getSampleRate(), samples };
};

/** 16-bit PCM; samples beyond -1..1 are cut. */
export const encodeWav = async ({ sampleRate, samples }: PcmAudio): Promise<Blob> => {
  const target = new BufferTarget();
  const output = new Output({ format: new WavOutputFormat(), target });
  const source = new AudioSampleSource({ codec: 'pcm-s16' });
  const numberOfChannels = 1;
  // Known beforehand, so that a file without samples has a header too.
  output.addAudioTrack(source, {
    decoderConfig: { codec: 'pcm-s16', sampleRate, numberOfChannels },
  });
  await output.start();
  if (samples.length > 0) {
    const data = Float32Array.from(samples);
    const sample = new AudioSample({
      data,
      format: 'f32',
      numberOfChannels,
      sampleRate,
      timestamp: 0,
    });
    await source.add(sample);
    sample.close();
  }
  await output.finalize();
  return new Blob([target.buffer ?? new ArrayBuffer()], { type: 'audio/wav' });
};

/** By the nearest samples: enough for sounds that distract from the clip's own. */
export const resampleNearest = ({ sampleRate, samples }: PcmAudio, rate: number): PcmAudio =>
  sampleRate === rate
    ? { sampleRate, samples }
    : {
        sampleRate: rate,
        samples: Float32Array.from(
          { length: Math.floor((samples.length * rate) / sampleRate) },
          (_, index) => samples[Math.floor((index * sampleRate) / rate)] ?? 0,
        ),
      };
