import type { Wave } from './wave.ts';

/** The same numbers for the same name, on every machine. */
export const createRandom = (name: string): (() => number) => {
  let state = 2_166_136_261;
  for (const character of name) {
    state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 16_777_619);
  }
  // mulberry32
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const rms = (samples: Float32Array): number =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / (samples.length || 1));

const replace = (wave: Wave, at: (index: number) => number): Wave => ({
  sampleRate: wave.sampleRate,
  samples: Float32Array.from(wave.samples, (_, index) => at(index)),
});

/** White noise below the sound by so many decibels, over the whole clip. */
export const withNoise = (wave: Wave, signalToNoiseDb: number, name: string): Wave => {
  const random = createRandom(name);
  // Uniform noise of amplitude a has an effective value of a / sqrt(3).
  const amplitude = Math.sqrt(3) * rms(wave.samples) * 10 ** (-signalToNoiseDb / 20);
  return replace(wave, (index) => (wave.samples[index] ?? 0) + (random() * 2 - 1) * amplitude);
};

/** Later by so many seconds; silence comes in. */
export const shifted = (wave: Wave, seconds: number): Wave => {
  const offset = Math.round(seconds * wave.sampleRate);
  return replace(wave, (index) => wave.samples[index - offset] ?? 0);
};

export const silent = (wave: Wave): Wave => replace(wave, () => 0);

const BURST_SECONDS = 0.2;
const BURST_AMPLITUDE = 0.5;

/** A loud burst of noise at a random place in each second: what a memory of changes would amplify. */
export const withBursts = (wave: Wave, name: string): Wave => {
  const random = createRandom(name);
  const { sampleRate, samples } = wave;
  const starts = Array.from({ length: Math.ceil(samples.length / sampleRate) }, (_, second) =>
    Math.floor((second + random() * (1 - BURST_SECONDS)) * sampleRate),
  );
  return replace(wave, (index) => {
    const start = starts[Math.floor(index / sampleRate)] ?? 0;
    const isBurst = index >= start && index < start + BURST_SECONDS * sampleRate;
    return (samples[index] ?? 0) + (isBurst ? (random() * 2 - 1) * BURST_AMPLITUDE : 0);
  });
};

/** Others on top, each as loud as the clip's own. They are repeated as long as it lasts. */
export const mixed = (wave: Wave, others: readonly Wave[]): Wave => {
  const own = rms(wave.samples);
  const gains = others.map(({ samples }) => own / (rms(samples) || 1));
  return replace(wave, (index) =>
    others.reduce(
      (sum, { samples }, place) =>
        sum + (samples[index % (samples.length || 1)] ?? 0) * (gains[place] ?? 0),
      wave.samples[index] ?? 0,
    ),
  );
};

export const joined = (waves: readonly Wave[]): Wave => {
  const [first] = waves;
  const samples = new Float32Array(waves.reduce((sum, wave) => sum + wave.samples.length, 0));
  let place = 0;
  for (const wave of waves) {
    samples.set(wave.samples, place);
    place += wave.samples.length;
  }
  return { sampleRate: first?.sampleRate ?? 16_000, samples };
};

/** Exactly so many seconds: cut, or filled up with silence. */
export const lasting = ({ sampleRate, samples }: Wave, seconds: number): Wave => {
  const result = new Float32Array(Math.round(seconds * sampleRate));
  result.set(samples.subarray(0, result.length));
  return { sampleRate, samples: result };
};
