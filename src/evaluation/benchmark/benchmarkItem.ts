import type { QueryKind } from './queryKinds.ts';

/** Which pixels of a mask file belong to the object. */
export type GroundTruthRule =
  | { readonly kind: 'nonzero' }
  /** A colour of a semantic map. */
  | { readonly kind: 'colour'; readonly rgb: readonly [number, number, number] };

/** One frame of an item with its ground truth. */
type GroundTruthFrame = {
  /** In the clip as it is opened. */
  readonly frameIndex: number;
  /** Null for an empty ground truth without a file (a null item). */
  readonly maskPath: string | null;
};

type ItemMedia =
  /** Images at one a second, and their audio. */
  | {
      readonly kind: 'stills';
      readonly framePaths: readonly string[];
      readonly audioPath: string | null;
    }
  | { readonly kind: 'video'; readonly path: string };

/** The files of an item, looked up when it is run. */
export type ItemFiles = {
  readonly media: ItemMedia;
  readonly groundTruth: readonly GroundTruthFrame[];
  readonly groundTruthRule: GroundTruthRule;
};

/** The cue without which a query cannot be answered. */
export const REQUIRED_CUES = ['sound', 'time', 'nothing'] as const;
type RequiredCue = (typeof REQUIRED_CUES)[number];

/** Annotations of a query that only some benchmarks have; else null. */
export type ItemAnnotations = {
  /** Largest number of simultaneous sound sources in the clip. */
  readonly sources: number | null;
  readonly needs: RequiredCue | null;
};

export const NO_ANNOTATIONS: ItemAnnotations = { sources: null, needs: null };

/** One query about one clip. */
export type BenchmarkItem = ItemAnnotations & {
  /** Unique in the benchmark, the same in every run. */
  readonly id: string;
  readonly split: string;
  /** Items of one clip are run one after another, so that it is encoded once. */
  readonly clip: string;
  readonly query: string;
  readonly category: string | null;
  readonly queryKinds: readonly QueryKind[];
  /** The query refers to nothing, by the benchmark's annotation. */
  readonly isNull: boolean;
};
