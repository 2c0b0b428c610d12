import { CUMULATIVE_MEAN } from '../../core/model/runningMean.ts';
import type { ImageSize } from '../../core/export/exportPlan.ts';
import type { MemoryRule } from '../../core/model/runningMean.ts';
import type { CueSwitches } from '../../protocol/requests.ts';
import type { BenchmarkItem } from '../benchmark/benchmarkItem.ts';
import type { MediaFiles } from './segmenter.ts';

/** A clip after a condition, and the new index of its first frame. */
export type AlteredMedia = {
  readonly media: MediaFiles;
  /** Frames that were inserted before the clip's own. */
  readonly prependedFrames: number;
};

/** What a condition can use besides its own clip. */
export type MediaContext = {
  /** Media of the next clips of the splits that are not this one. @throws ItemError when there are fewer */
  loadOtherClips(count: number): Promise<readonly MediaFiles[]>;
  /** Size of a clip's first frame. */
  readFrameSize(media: MediaFiles): Promise<ImageSize>;
  resize(picture: Blob, size: ImageSize): Promise<Blob>;
};

/** A change of the input before the model gets it. */
export type Condition = {
  readonly id: string;
  alterQuery?(expression: string, item: BenchmarkItem): string;
  alterMedia?(media: MediaFiles, item: BenchmarkItem, context: MediaContext): Promise<AlteredMedia>;
};

/** A configuration under which every item is run. */
export type Variant = {
  /** Part of the key of its records in the journal. */
  readonly id: string;
  readonly title: string;
  readonly switches: CueSwitches;
  readonly memoryRule: MemoryRule;
  readonly condition: Condition | null;
};

const ALL_CUES: CueSwitches = { sound: true, words: true, memory: true, modality: true };

export const FULL_MODEL: Variant = {
  id: 'full',
  title: 'Full',
  switches: ALL_CUES,
  memoryRule: CUMULATIVE_MEAN,
  condition: null,
};

/** Each cue switch off by itself, as in the paper's ablation. */
export const ABLATIONS: readonly Variant[] = [
  {
    ...FULL_MODEL,
    id: 'no-sound',
    title: 'Without sound',
    switches: { ...ALL_CUES, sound: false },
  },
  {
    ...FULL_MODEL,
    id: 'no-words',
    title: 'Without words',
    switches: { ...ALL_CUES, words: false },
  },
  {
    ...FULL_MODEL,
    id: 'no-memory',
    title: 'Without cached memory',
    switches: { ...ALL_CUES, memory: false },
  },
  {
    ...FULL_MODEL,
    id: 'no-modality',
    title: 'Without modality tokens',
    switches: { ...ALL_CUES, modality: false },
  },
  {
    ...FULL_MODEL,
    id: 'sight-only',
    title: 'Sight alone',
    switches: { ...ALL_CUES, sound: false, words: false },
  },
];

export const variantOfCondition = (condition: Condition, title: string): Variant => ({
  ...FULL_MODEL,
  id: condition.id,
  title,
  condition,
});

export const FULL_AND_ABLATIONS: readonly Variant[] = [FULL_MODEL, ...ABLATIONS];
