import type { FrameTable } from '../../../../core/time/frameTable.ts';

/** A stretch of the clip's sound, in samples of its rate from the clip's start. */
export type AudioSpan = {
  readonly startSample: number;
  /** Not included. */
  readonly endSample: number;
  /** Else silence of that length. */
  readonly isAudible: boolean;
};

export type AudioSpanOptions = {
  readonly ptsSeconds: FrameTable;
  /** First and last frame index, both included. */
  readonly range: readonly [number, number];
  /** Where the last frame of the range ends. */
  readonly endSeconds: number;
  readonly sampleRate: number;
  readonly isPresent: (frameIndex: number) => boolean;
  /** What becomes of the time in which nothing is there. */
  readonly gaps: 'silence' | 'cut';
};

/** A thing is there from its first frame until the next frame without it. */
export const audioSpans = (options: AudioSpanOptions): readonly AudioSpan[] => {
  const { ptsSeconds, range, endSeconds, sampleRate, isPresent: isThere, gaps } = options;
  const [first, last] = range;
  const sampleOf = (seconds: number): number => Math.round(seconds * sampleRate);
  const spans: AudioSpan[] = [];
  for (let frameIndex = first; frameIndex <= last; frameIndex++) {
    const startSample = sampleOf(ptsSeconds[frameIndex] ?? 0);
    const endSample = sampleOf(
      frameIndex < last ? (ptsSeconds[frameIndex + 1] ?? endSeconds) : endSeconds,
    );
    const isHeard = isThere(frameIndex);
    const before = spans.at(-1);
    if (before?.isAudible === isHeard) {
      spans[spans.length - 1] = { ...before, endSample };
    } else {
      spans.push({ startSample, endSample, isAudible: isHeard });
    }
  }
  return gaps === 'cut' ? spans.filter(({ isAudible: isHeard }) => isHeard) : spans;
};

/** A part of a span that fits into memory. */
export type AudioBlock = AudioSpan & {
  /** The span begins, or ends, with this block. */
  readonly isStart: boolean;
  readonly isEnd: boolean;
};

export const splitSpan = (span: AudioSpan, blockSamples: number): readonly AudioBlock[] => {
  const blocks: AudioBlock[] = [];
  for (let start = span.startSample; start < span.endSample; start += blockSamples) {
    const endSample = Math.min(start + blockSamples, span.endSample);
    blocks.push({
      startSample: start,
      endSample,
      isAudible: span.isAudible,
      isStart: start === span.startSample,
      isEnd: endSample === span.endSample,
    });
  }
  return blocks;
};

export const totalSamples = (spans: readonly AudioSpan[]): number =>
  spans.reduce((sum, { startSample, endSample }) => sum + endSample - startSample, 0);
