import { ItemError } from '../benchmark/benchmarkProblem.ts';

/** Mono samples, -1..1. */
export type PcmAudio = { readonly sampleRate: number; readonly samples: Float32Array };

const HEADER_BYTES = 44;
const PCM_FORMAT_TAG = 1;

const chunkName = (view: DataView, offset: number): string =>
  String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(offset + index)));

/** Reads 16-bit PCM, the format of the benchmarks, mixed to mono. @throws ItemFailure */
export const decodeWav = async (file: Blob): Promise<PcmAudio> => {
  const view = new DataView(await file.arrayBuffer());
  try {
    return readChunks(view);
  } catch (error) {
    throw new ItemError('condition-impossible', 'The sound is no 16-bit PCM WAVE file.', error);
  }
};

const readChunks = (view: DataView): PcmAudio => {
  if (chunkName(view, 0) !== 'RIFF' || chunkName(view, 8) !== 'WAVE') throw new RangeError('RIFF');
  let channels = 0;
  let sampleRate = 0;
  for (let offset = 12; offset + 8 <= view.byteLength; ) {
    const size = view.getUint32(offset + 4, true);
    const body = offset + 8;
    if (chunkName(view, offset) === 'fmt ') {
      channels = view.getUint16(body + 2, true);
      sampleRate = view.getUint32(body + 4, true);
      if (view.getUint16(body, true) !== PCM_FORMAT_TAG || view.getUint16(body + 14, true) !== 16) {
        throw new RangeError('Not 16-bit PCM.');
      }
    } else if (chunkName(view, offset) === 'data') {
      if (channels === 0) throw new RangeError('There is no format before the data.');
      const end = Math.min(body + size, view.byteLength);
      const samples = new Float32Array(Math.floor((end - body) / (2 * channels)));
      for (let index = 0; index < samples.length; index++) {
        for (let channel = 0; channel < channels; channel++) {
          const value = view.getInt16(body + (index * channels + channel) * 2, true);
          samples[index] = (samples[index] ?? 0) + value / 32_768 / channels;
        }
      }
      return { sampleRate, samples };
    }
    offset = body + size + (size % 2);
  }
  throw new RangeError('There is no data.');
};

export const encodeWav = ({ sampleRate, samples }: PcmAudio): Blob => {
  const view = new DataView(new ArrayBuffer(HEADER_BYTES + samples.length * 2));
  const text = (offset: number, value: string): void => {
    for (let index = 0; index < value.length; index++) {
      view.setUint8(offset + index, value.charCodeAt(index));
    }
  };
  text(0, 'RIFF');
  view.setUint32(4, HEADER_BYTES - 8 + samples.length * 2, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, PCM_FORMAT_TAG, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, index) => {
    const value = Math.round(Math.min(Math.max(sample, -1), 1) * 32_767);
    view.setInt16(HEADER_BYTES + index * 2, value, true);
  });
  return new Blob([view.buffer], { type: 'audio/wav' });
};

/** Nearest samples: for material that is only to be heard beside something else. */
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
