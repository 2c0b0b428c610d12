import type { FrameTable } from '../../../core/frameTable.ts';

/** A stretch of the clip's sound, in samples of its rate from the clip's start. */
export type SoundSpan = {
  readonly startSample: number;
  /** Not included. */
  readonly endSample: number;
  /** Else silence of that length. */
  readonly isHeard: boolean;
};

export type SpanOptions = {
  readonly ptsSeconds: FrameTable;
  /** First and last frame index, both included. */
  readonly range: readonly [number, number];
  /** Where the last frame of the range ends. */
  readonly endSeconds: number;
  readonly sampleRate: number;
  readonly isThere: (frameIndex: number) => boolean;
  /** What becomes of the time in which nothing is there. */
  readonly gaps: 'silence' | 'cut';
};

/** A thing is there from its first frame until the next frame without it. */
export const soundSpans = (options: SpanOptions): readonly SoundSpan[] => {
  const { ptsSeconds, range, endSeconds, sampleRate, isThere, gaps } = options;
  const [first, last] = range;
  const sampleOf = (seconds: number): number => Math.round(seconds * sampleRate);
  const spans: SoundSpan[] = [];
  for (let frameIndex = first; frameIndex <= last; frameIndex++) {
    const startSample = sampleOf(ptsSeconds[frameIndex] ?? 0);
    const endSample = sampleOf(
      frameIndex < last ? (ptsSeconds[frameIndex + 1] ?? endSeconds) : endSeconds,
    );
    const isHeard = isThere(frameIndex);
    const before = spans.at(-1);
    if (before?.isHeard === isHeard) {
      spans[spans.length - 1] = { ...before, endSample };
    } else {
      spans.push({ startSample, endSample, isHeard });
    }
  }
  return gaps === 'cut' ? spans.filter(({ isHeard }) => isHeard) : spans;
};

/** A part of a span that fits into memory. */
export type SoundBlock = SoundSpan & {
  /** The span begins, or ends, with this block. */
  readonly isStart: boolean;
  readonly isEnd: boolean;
};

export const blocksOf = (span: SoundSpan, blockSamples: number): readonly SoundBlock[] => {
  const blocks: SoundBlock[] = [];
  for (let start = span.startSample; start < span.endSample; start += blockSamples) {
    const endSample = Math.min(start + blockSamples, span.endSample);
    blocks.push({
      startSample: start,
      endSample,
      isHeard: span.isHeard,
      isStart: start === span.startSample,
      isEnd: endSample === span.endSample,
    });
  }
  return blocks;
};

export const totalSamples = (spans: readonly SoundSpan[]): number =>
  spans.reduce((sum, { startSample, endSample }) => sum + endSample - startSample, 0);
