import type { BenchmarkItem, ItemFiles } from './benchmarkItem.ts';
import { countSplits } from './benchmarkFolder.ts';
import type { BenchmarkProblem } from './benchmarkProblem.ts';

export type BenchmarkLayout =
  | 'ref-avs'
  | 'earmark'
  | 'avsbench-s4'
  | 'avsbench-ms3'
  | 'avsbench-semantic'
  | 'plain';

/** An opened benchmark: its table is read; media and masks are read when an item is run. */
export type Benchmark = {
  readonly name: string;
  readonly layout: BenchmarkLayout;
  /** Number of items by name of the split. */
  readonly splits: ReadonlyMap<string, number>;
  /** Rows of the table that cannot be used. */
  readonly problems: readonly BenchmarkProblem[];
  /** In the order of the table, which is the order of the published batches. */
  items(split: string): readonly BenchmarkItem[];
  /** @throws ItemError that names the missing file */
  findFiles(item: BenchmarkItem): Promise<ItemFiles>;
};

/** A benchmark of the items that its table has. @param findFiles looks up the files of one item. */
export const createBenchmark = <Item extends BenchmarkItem>(
  facts: Pick<Benchmark, 'name' | 'layout' | 'problems'>,
  items: readonly Item[],
  findFiles: (item: Item) => Promise<ItemFiles>,
): Benchmark => {
  const byId = new Map(items.map((item) => [item.id, item]));
  return {
    ...facts,
    splits: countSplits(items),
    items: (split) => items.filter((item) => item.split === split),
    findFiles: async ({ id }) => {
      const item = byId.get(id);
      if (item === undefined) throw new RangeError(`The benchmark has no item ${id}.`);
      return findFiles(item);
    },
  };
};
