import type { BenchmarkItem, ItemFiles } from './benchmarkItem.ts';
import type { BenchmarkProblem } from './benchmarkProblem.ts';

export type BenchmarkLayout =
  | 'ref-avs'
  | 'earmark'
  | 'avsbench-s4'
  | 'avsbench-ms3'
  | 'avsbench-semantic'
  | 'plain';

/** An opened benchmark: its rows are read, its media and masks only when an item's turn comes. */
export type Benchmark = {
  readonly name: string;
  readonly layout: BenchmarkLayout;
  /** Names of the splits, with how many items each has. */
  readonly splits: ReadonlyMap<string, number>;
  /** What of the table itself could not be used. */
  readonly problems: readonly BenchmarkProblem[];
  /** In the order of the table, which is the order of the published batches. */
  items(split: string): readonly BenchmarkItem[];
  /** @throws ItemFailure that says which file is missing */
  findFiles(item: BenchmarkItem): Promise<ItemFiles>;
};
