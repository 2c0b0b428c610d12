import type { AudioBlock } from './audioSpans.ts';

/** Too short to be heard as a fade, long enough that a cut does not click. */
const FADE_SECONDS = 0.005;

/** Fades sound in where its span begins, and out where it ends. */
export const fadeEdges = (
  channels: readonly Float32Array[],
  sampleRate: number,
  { isStart, isEnd }: Pick<AudioBlock, 'isStart' | 'isEnd'>,
): void => {
  for (const channel of channels) {
    const length = Math.min(Math.round(FADE_SECONDS * sampleRate), channel.length >> 1);
    for (let sample = 0; sample < length; sample++) {
      const level = (sample + 0.5) / length;
      const end = channel.length - 1 - sample;
      channel[sample] = (channel[sample] ?? 0) * (isStart ? level : 1);
      channel[end] = (channel[end] ?? 0) * (isEnd ? level : 1);
    }
  }
};
