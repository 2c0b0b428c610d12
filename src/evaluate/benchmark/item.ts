import type { SentenceKind } from './sentenceKinds.ts';

/** Which pixels of a mask file are the thing. */
export type TruthRule =
  | { readonly kind: 'nonzero' }
  /** A colour of a semantic map. */
  | { readonly kind: 'colour'; readonly rgb: readonly [number, number, number] };

/** One frame of an item that has a truth. */
export type TruthFrame = {
  /** Of the clip as it is opened. */
  readonly frameIndex: number;
  /** Null where nothing is the thing by definition (a null item without mask files). */
  readonly maskPath: string | null;
};

export type ItemMedia =
  /** Single pictures at one a second, and their sound. */
  | {
      readonly kind: 'stills';
      readonly framePaths: readonly string[];
      readonly soundPath: string | null;
    }
  | { readonly kind: 'video'; readonly path: string };

/** The files of an item, looked up when its turn comes. */
export type ItemFiles = {
  readonly media: ItemMedia;
  readonly truth: readonly TruthFrame[];
  readonly truthRule: TruthRule;
};

/** The cue without which a sentence cannot be answered. */
export const NEEDS = ['sound', 'time', 'nothing'] as const;
export type Needs = (typeof NEEDS)[number];

/** What only some benchmarks say of a sentence; null where they do not. */
export type ItemFacts = {
  /** The most things that sound at the same time in its clip. */
  readonly sources: number | null;
  readonly needs: Needs | null;
};

export const NO_FACTS: ItemFacts = { sources: null, needs: null };

/** One sentence about one clip. */
export type BenchItem = ItemFacts & {
  /** Unique in the benchmark, the same in every run. */
  readonly id: string;
  readonly split: string;
  /** Items of one clip are run one after another, so that it is seen and heard once. */
  readonly clip: string;
  readonly expression: string;
  readonly category: string | null;
  readonly kinds: readonly SentenceKind[];
  /** The sentence refers to nothing, by the benchmark's own word. */
  readonly isNull: boolean;
};
