import type { FrameTable } from '../../../../core/time/frameTable.ts';

/** A span of the clip's audio, in samples from the clip's start. */
export type AudioSpan = {
  readonly startSample: number;
  /** Exclusive. */
  readonly endSample: number;
  /** False: silence of that length. */
  readonly isAudible: boolean;
};

type AudioSpanOptions = {
  readonly ptsSeconds: FrameTable;
  /** First and last frame index, both included. */
  readonly range: readonly [number, number];
  /** Where the last frame of the range ends. */
  readonly endSeconds: number;
  readonly sampleRate: number;
  readonly isPresent: (frameIndex: number) => boolean;
  /** Whether time without an object becomes silence or is removed. */
  readonly gaps: 'silence' | 'cut';
};

/** An object is present from a frame's timestamp to that of the next frame without it. */
export const audioSpans = (options: AudioSpanOptions): readonly AudioSpan[] => {
  const { ptsSeconds, range, endSeconds, sampleRate, isPresent, gaps } = options;
  const [first, last] = range;
  const sampleOf = (seconds: number): number => Math.round(seconds * sampleRate);
  const spans: AudioSpan[] = [];
  for (let frameIndex = first; frameIndex <= last; frameIndex++) {
    const startSample = sampleOf(ptsSeconds[frameIndex] ?? 0);
    const endSample = sampleOf(
      frameIndex < last ? (ptsSeconds[frameIndex + 1] ?? endSeconds) : endSeconds,
    );
    const isAudible = isPresent(frameIndex);
    const previous = spans.at(-1);
    if (previous?.isAudible === isAudible) {
      spans[spans.length - 1] = { ...previous, endSample };
    } else {
      spans.push({ startSample, endSample, isAudible });
    }
  }
  return gaps === 'cut' ? spans.filter(({ isAudible }) => isAudible) : spans;
};

/** A part of a span that is short enough for memory. */
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
