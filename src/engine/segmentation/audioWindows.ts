import { EarmarkError, throwIfAborted, toEarmarkError } from '../../core/util/errors.ts';
import type { AudioFeatures, AudioSizes, AudioWindow } from '../inference/features.ts';
import { createResampler } from '../media/resampler.ts';
import type { Resampler } from '../media/resampler.ts';

type AudioSamples = {
  readonly sampleRate: number;
  readonly channels: readonly Float32Array[];
};

/** Where the sound comes from and what encodes it. */
type AudioWindowSource = {
  /**
   * Decoded sound of a span that begins at `startSeconds`; shorter where the sound ends.
   * @throws EarmarkError `corrupt` when a part of it cannot be decoded
   */
  readAudio(
    startSeconds: number,
    durationSeconds: number,
    options: { signal?: AbortSignal },
  ): Promise<AudioSamples>;
  /** @param waveform one second, [sampleRate] */
  encodeAudio(waveform: Float32Array<ArrayBuffer>): Promise<AudioFeatures>;
};

/** A clip's sound for one model; what was encoded is kept. */
export type AudioWindows = {
  /**
   * Sound of the window [n i, n i + n) s, n = windowSeconds. Seconds that cannot be decoded are
   * masked. @throws EarmarkError `aborted`, those of the media but `corrupt`.
   */
  encodeWindow(windowIndex: number, signal?: AbortSignal): Promise<AudioWindow>;
  /** The same if it is encoded already. */
  cachedWindow(windowIndex: number): AudioWindow | null;
  /** Whole seconds of the clip, ascending, whose sound could not be decoded, in these windows. */
  missingSeconds(windowIndices: readonly number[]): readonly number[];
};

/** Sound of a span of whole seconds: silence for those seconds of it that cannot be decoded. */
type AudioSpan = AudioSamples & { readonly missingSeconds: readonly number[] };

/** A window without sound: nothing of it is read, by its mask of zeros. */
export const silentWindow = ({
  windowSeconds,
  width,
  nameWidth,
}: Omit<AudioSizes, 'sampleRate'>): AudioWindow => ({
  audioTokens: new Float32Array(windowSeconds * width),
  audioTextEmbeddings: new Float32Array(windowSeconds * nameWidth),
  audioMask: new Float32Array(windowSeconds),
});

/** Cuts a clip's sound into windows of windowSeconds, one audio token a second. */
export const createAudioWindows = (source: AudioWindowSource, sizes: AudioSizes): AudioWindows => {
  const { sampleRate, windowSeconds, width, nameWidth } = sizes;
  const windows = new Map<number, AudioWindow>();
  const missing = new Set<number>();
  let resampler: (Resampler & { readonly inputRate: number }) | null = null;

  const resamplerFor = (inputRate: number): Resampler => {
    if (resampler?.inputRate !== inputRate) {
      resampler = { inputRate, ...createResampler(inputRate, sampleRate) };
    }
    return resampler;
  };

  /** 16 kHz mono of one window, up to the end of the sound. */
  const readWindow = async (
    windowIndex: number,
    signal?: AbortSignal,
  ): Promise<{ samples: Float32Array; missingSeconds: readonly number[] }> => {
    const start = windowIndex * windowSeconds;
    // A second on each side, so that the filter sees no edge where the window has none. Whole
    // seconds, so that every window begins on a whole sample of the input.
    const guardBefore = Math.min(start, 1);
    const sound = await readSpan(
      source,
      start - guardBefore,
      guardBefore + windowSeconds + 1,
      signal,
    );
    const mono = mixToMono(sound.channels);
    const { guardSamples, resample } = resamplerFor(sound.sampleRate);
    if (guardSamples > sound.sampleRate) {
      throw new EarmarkError('internal', `Sound of ${sound.sampleRate} Hz cannot be resampled.`);
    }
    const firstSample = -guardBefore * sound.sampleRate;
    const available = ((mono.length + firstSample) * sampleRate) / sound.sampleRate;
    const length = Math.min(Math.max(Math.ceil(available), 0), windowSeconds * sampleRate);
    return {
      samples: resample(mono, firstSample, length),
      missingSeconds: sound.missingSeconds.filter(
        (second) => Math.floor(second / windowSeconds) === windowIndex,
      ),
    };
  };

  const encodeWindow = async (windowIndex: number, signal?: AbortSignal): Promise<AudioWindow> => {
    const { audioTokens, audioTextEmbeddings: heardNames, audioMask } = silentWindow(sizes);
    const { samples, missingSeconds } = await readWindow(windowIndex, signal);
    for (let second = 0; second * sampleRate < samples.length; second++) {
      throwIfAborted(signal);
      if (missingSeconds.includes(windowIndex * windowSeconds + second)) {
        continue;
      }
      // The last second of the sound is filled up with silence.
      const waveform = new Float32Array(sampleRate);
      waveform.set(samples.subarray(second * sampleRate, (second + 1) * sampleRate));
      const heard = await source.encodeAudio(waveform);
      audioTokens.set(heard.audioToken, second * width);
      heardNames.set(heard.audioTextEmbedding, second * nameWidth);
      audioMask[second] = 1;
    }
    for (const second of missingSeconds) {
      missing.add(second);
    }
    return { audioTokens, audioTextEmbeddings: heardNames, audioMask };
  };

  return {
    cachedWindow: (windowIndex) => windows.get(windowIndex) ?? null,
    missingSeconds: (windowIndices) =>
      Array.from(missing)
        .filter((second) => windowIndices.includes(Math.floor(second / windowSeconds)))
        .toSorted((a, b) => a - b),
    encodeWindow: async (windowIndex, signal) => {
      const known = windows.get(windowIndex);
      if (known !== undefined) {
        return known;
      }
      const window = await encodeWindow(windowIndex, signal);
      windows.set(windowIndex, window);
      return window;
    },
  };
};

/** Of a span without any sound, where any rate would do. */
const SILENT_SAMPLE_RATE = 48_000;

/** Reads the span at once, and where that fails second by second: damage costs its own seconds. */
const readSpan = async (
  source: AudioWindowSource,
  startSecond: number,
  seconds: number,
  signal: AbortSignal | undefined,
): Promise<AudioSpan> => {
  const read = async (start: number, duration: number): Promise<AudioSamples | null> => {
    try {
      return await source.readAudio(start, duration, { ...(signal && { signal }) });
    } catch (thrown) {
      if (toEarmarkError(thrown).kind !== 'corrupt') {
        throw thrown;
      }
      return null;
    }
  };
  const whole = await read(startSecond, seconds);
  if (whole !== null) {
    return { ...whole, missingSeconds: [] };
  }
  const parts: (AudioSamples | null)[] = [];
  for (let second = 0; second < seconds; second++) {
    parts.push(await read(startSecond + second, 1));
  }
  return joinSeconds(parts, startSecond);
};

/** @param parts a second each, null where it could not be decoded */
const joinSeconds = (parts: readonly (AudioSamples | null)[], startSecond: number): AudioSpan => {
  const missingSeconds = parts.flatMap((part, second) =>
    part === null ? startSecond + second : [],
  );
  const decoded = parts.find((part) => part !== null);
  if (decoded === undefined) {
    return { sampleRate: SILENT_SAMPLE_RATE, channels: [], missingSeconds };
  }
  const { sampleRate } = decoded;
  const lengths = parts.map((part) => part?.channels[0]?.length ?? sampleRate);
  const last = lengths.findLastIndex((length) => length > 0);
  const channels = decoded.channels.map((_, index) => {
    const channel = new Float32Array(last * sampleRate + (lengths[last] ?? 0));
    for (const [second, part] of parts.slice(0, last + 1).entries()) {
      channel.set(part?.channels[index] ?? [], second * sampleRate);
    }
    return channel;
  });
  return { sampleRate, channels, missingSeconds };
};

const mixToMono = (channels: readonly Float32Array[]): Float32Array => {
  const [first, ...others] = channels;
  if (first === undefined || others.length === 0) {
    return first ?? new Float32Array();
  }
  return first.map(
    (sample, index) =>
      others.reduce((sum, channel) => sum + (channel[index] ?? 0), sample) / channels.length,
  );
};
