import { createSeededRandom } from '../../core/util/seededRandom.ts';
import type { PcmAudio } from './wavFile.ts';

const rms = (samples: Float32Array): number =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / (samples.length || 1));

const mapSamples = (wave: PcmAudio, at: (index: number) => number): PcmAudio => ({
  sampleRate: wave.sampleRate,
  samples: Float32Array.from(wave.samples, (_, index) => at(index)),
});

/** Adds white noise at a signal-to-noise ratio, in dB, over the whole clip. */
export const addWhiteNoise = (wave: PcmAudio, signalToNoiseDb: number, name: string): PcmAudio => {
  const random = createSeededRandom(name);
  // Uniform noise of amplitude a has an effective value of a / sqrt(3).
  const amplitude = Math.sqrt(3) * rms(wave.samples) * 10 ** (-signalToNoiseDb / 20);
  return mapSamples(wave, (index) => (wave.samples[index] ?? 0) + (random() * 2 - 1) * amplitude);
};

/** Delays the audio by `seconds`, starting with silence. */
export const delayAudio = (wave: PcmAudio, seconds: number): PcmAudio => {
  const offset = Math.round(seconds * wave.sampleRate);
  return mapSamples(wave, (index) => wave.samples[index - offset] ?? 0);
};

export const silenceAudio = (wave: PcmAudio): PcmAudio => mapSamples(wave, () => 0);

const BURST_SECONDS = 0.2;
const BURST_AMPLITUDE = 0.5;

/** A loud burst of noise at a random place in each second: what a memory of changes would amplify. */
export const addNoiseBursts = (wave: PcmAudio, name: string): PcmAudio => {
  const random = createSeededRandom(name);
  const { sampleRate, samples } = wave;
  const starts = Array.from({ length: Math.ceil(samples.length / sampleRate) }, (_, second) =>
    Math.floor((second + random() * (1 - BURST_SECONDS)) * sampleRate),
  );
  return mapSamples(wave, (index) => {
    const start = starts[Math.floor(index / sampleRate)] ?? 0;
    const isBurst = index >= start && index < start + BURST_SECONDS * sampleRate;
    return (samples[index] ?? 0) + (isBurst ? (random() * 2 - 1) * BURST_AMPLITUDE : 0);
  });
};

/** Others on top, each as loud as the clip's own. They are repeated as long as it lasts. */
export const mixAudio = (wave: PcmAudio, others: readonly PcmAudio[]): PcmAudio => {
  const own = rms(wave.samples);
  const gains = others.map(({ samples }) => own / (rms(samples) || 1));
  return mapSamples(wave, (index) =>
    others.reduce(
      (sum, { samples }, place) =>
        sum + (samples[index % (samples.length || 1)] ?? 0) * (gains[place] ?? 0),
      wave.samples[index] ?? 0,
    ),
  );
};

export const concatenateAudio = (waves: readonly PcmAudio[]): PcmAudio => {
  const [first] = waves;
  const samples = new Float32Array(waves.reduce((sum, wave) => sum + wave.samples.length, 0));
  let place = 0;
  for (const wave of waves) {
    samples.set(wave.samples, place);
    place += wave.samples.length;
  }
  return { sampleRate: first?.sampleRate ?? 16_000, samples };
};

/** Cuts the audio to `seconds`, or pads it with silence. */
export const fitToDuration = ({ sampleRate, samples }: PcmAudio, seconds: number): PcmAudio => {
  const result = new Float32Array(Math.round(seconds * sampleRate));
  result.set(samples.subarray(0, result.length));
  return { sampleRate, samples: result };
};
