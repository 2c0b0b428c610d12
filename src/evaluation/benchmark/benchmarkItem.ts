import type { QueryKind } from './queryKinds.ts';

/** Which pixels of a mask file are the thing. */
export type GroundTruthRule =
  | { readonly kind: 'nonzero' }
  /** A colour of a semantic map. */
  | { readonly kind: 'colour'; readonly rgb: readonly [number, number, number] };

/** One frame of an item that has a truth. */
export type GroundTruthFrame = {
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
      readonly audioPath: string | null;
    }
  | { readonly kind: 'video'; readonly path: string };

/** The files of an item, looked up when its turn comes. */
export type ItemFiles = {
  readonly media: ItemMedia;
  readonly groundTruth: readonly GroundTruthFrame[];
  readonly groundTruthRule: GroundTruthRule;
};

/** The cue without which a sentence cannot be answered. */
export const REQUIRED_CUES = ['sound', 'time', 'nothing'] as const;
export type RequiredCue = (typeof REQUIRED_CUES)[number];

/** What only some benchmarks say of a sentence; null where they do not. */
export type ItemAnnotations = {
  /** The most things that sound at the same time in its clip. */
  readonly sources: number | null;
  readonly needs: RequiredCue | null;
};

export const NO_ANNOTATIONS: ItemAnnotations = { sources: null, needs: null };

/** One sentence about one clip. */
export type BenchmarkItem = ItemAnnotations & {
  /** Unique in the benchmark, the same in every run. */
  readonly id: string;
  readonly split: string;
  /** Items of one clip are run one after another, so that it is seen and heard once. */
  readonly clip: string;
  readonly query: string;
  readonly category: string | null;
  readonly queryKinds: readonly QueryKind[];
  /** The sentence refers to nothing, by the benchmark's own word. */
  readonly isNull: boolean;
};
