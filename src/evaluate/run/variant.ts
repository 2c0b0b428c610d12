import { WHOLE_MEAN } from '../../core/memoryRule.ts';
import type { MemoryRule } from '../../core/memoryRule.ts';
import type { CueSwitches } from '../../engine/protocol.ts';
import type { BenchItem } from '../benchmark/item.ts';
import type { MediaFiles } from './segmenter.ts';

/** A clip after a condition, and where its first frame went. */
export type AlteredMedia = {
  readonly media: MediaFiles;
  /** Frames that were put before the clip's own. */
  readonly framesBefore: number;
};

type PictureSize = { readonly width: number; readonly height: number };

/** What a condition can ask for beside its own clip. */
export type MediaContext = {
  /** Media of the next clips of the splits that are not this one. @throws ItemFailure without as many */
  others(count: number): Promise<readonly MediaFiles[]>;
  /** Size of a clip's first frame. */
  frameSize(media: MediaFiles): Promise<PictureSize>;
  resize(picture: Blob, size: PictureSize): Promise<Blob>;
};

/** Something that is done to the input before the model gets it. */
export type Condition = {
  readonly id: string;
  sentence?(expression: string, item: BenchItem): string;
  media?(media: MediaFiles, item: BenchItem, context: MediaContext): Promise<AlteredMedia>;
};

/** One way of running every item. */
export type Variant = {
  /** Names its records: another id, other records. */
  readonly id: string;
  readonly title: string;
  readonly switches: CueSwitches;
  readonly memoryRule: MemoryRule;
  readonly condition: Condition | null;
};

const ALL_ON: CueSwitches = { sound: true, words: true, memory: true, modality: true };

export const FULL: Variant = {
  id: 'full',
  title: 'Full',
  switches: ALL_ON,
  memoryRule: WHOLE_MEAN,
  condition: null,
};

/** Each of the model's own switches off by itself, as in the paper's ablation. */
export const ABLATIONS: readonly Variant[] = [
  { ...FULL, id: 'no-sound', title: 'Without sound', switches: { ...ALL_ON, sound: false } },
  { ...FULL, id: 'no-words', title: 'Without words', switches: { ...ALL_ON, words: false } },
  {
    ...FULL,
    id: 'no-memory',
    title: 'Without cached memory',
    switches: { ...ALL_ON, memory: false },
  },
  {
    ...FULL,
    id: 'no-modality',
    title: 'Without modality tokens',
    switches: { ...ALL_ON, modality: false },
  },
  {
    ...FULL,
    id: 'sight-only',
    title: 'Sight alone',
    switches: { ...ALL_ON, sound: false, words: false },
  },
];

export const underCondition = (condition: Condition, title: string): Variant => ({
  ...FULL,
  id: condition.id,
  title,
  condition,
});

export const VARIANTS: readonly Variant[] = [FULL, ...ABLATIONS];
