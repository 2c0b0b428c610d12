import { sha256 } from '../../core/util/sha256.ts';
import type { Benchmark } from '../benchmark/benchmark.ts';
import type { BenchmarkFolder } from '../benchmark/benchmarkFolder.ts';
import type { BenchmarkItem } from '../benchmark/benchmarkItem.ts';
import type { QueryKind } from '../benchmark/queryKinds.ts';
import type { MediaContext, Variant } from './variant.ts';

/** What is evaluated on what. */
export type EvaluationPlan = {
  readonly benchmark: Benchmark;
  /** Names the benchmark's table by its content, see `benchmarkIdOf`. */
  readonly benchmarkId: string;
  readonly folder: BenchmarkFolder;
  readonly splits: readonly string[];
  /** Only the first items of each split; null for all. */
  readonly limit: number | null;
  /** Largest number of items of each clip and split; null for all. */
  readonly perClip: number | null;
  /** Only queries of one of these kinds; null for all. */
  readonly kinds: readonly QueryKind[] | null;
  /** The first is the one that the gallery shows. */
  readonly variants: readonly Variant[];
};

/** What conditions need of a canvas. */
export type ImageTools = {
  readonly sizeOf: (picture: Blob) => Promise<{ readonly width: number; readonly height: number }>;
  readonly resize: MediaContext['resize'];
};

/** Items of a split in the order of the table, as far as the limit goes. */
export const plannedItems = (plan: EvaluationPlan, split: string): readonly BenchmarkItem[] => {
  const { kinds, perClip, limit } = plan;
  const ofClip = new Map<string, number>();
  const isAmongFirst = ({ clip }: BenchmarkItem): boolean => {
    const place = ofClip.get(clip) ?? 0;
    ofClip.set(clip, place + 1);
    return perClip === null || place < perClip;
  };
  return plan.benchmark
    .items(split)
    .filter((item) => kinds === null || item.queryKinds.some((kind) => kinds.includes(kind)))
    .filter(isAmongFirst)
    .slice(0, limit ?? Number.POSITIVE_INFINITY);
};

/** Hex digits of a table's content, so that records of another table are never taken for its own. */
export const benchmarkIdOf = async (benchmark: Benchmark): Promise<string> => {
  const rows = [...benchmark.splits.keys()].flatMap((split) =>
    benchmark.items(split).map(({ id, query: expression }) => `${split}\t${id}\t${expression}`),
  );
  const bytes = new TextEncoder().encode([benchmark.layout, ...rows].join('\n'));
  return `${benchmark.layout}-${(await sha256(bytes)).slice(0, 16)}`;
};
