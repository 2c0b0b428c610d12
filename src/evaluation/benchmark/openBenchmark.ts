import { openAvsBenchMs3, openAvsBenchS4, openAvsBenchSemantic } from './layouts/avsBench.ts';
import type { Benchmark, BenchmarkLayout } from './benchmark.ts';
import type { BenchmarkFolder } from './benchmarkFolder.ts';
import { openClipsCsv, CLIPS_CSV } from './layouts/clipsCsv.ts';
import { BenchmarkError } from './benchmarkProblem.ts';
import { openRefAvs } from './layouts/refAvs.ts';
import type { RefAvsOptions } from './layouts/refAvs.ts';

type LayoutReader = {
  readonly title: string;
  /** A folder that has all of these at its top is of the layout. */
  readonly files: readonly string[];
  /** @param texts of those files. @throws BenchmarkError when a table cannot be read */
  open(
    folder: BenchmarkFolder,
    texts: readonly string[],
    options: RefAvsOptions,
  ): Benchmark | Promise<Benchmark>;
};

/**
 * A reader for each layout; a layout without one does not compile. The first whose files are there
 * reads the folder. `earmark` is Ref-AVS Bench with more columns, which its reader tells apart.
 */
const READERS: Readonly<Record<Exclude<BenchmarkLayout, 'earmark'>, LayoutReader>> = {
  'avsbench-s4': {
    title: 'AVSBench S4',
    files: ['s4_meta_data.csv'],
    open: (folder, [table = '']) => openAvsBenchS4(folder, table),
  },
  'avsbench-ms3': {
    title: 'AVSBench MS3',
    files: ['ms3_meta_data.csv'],
    open: (folder, [table = '']) => openAvsBenchMs3(folder, table),
  },
  'avsbench-semantic': {
    title: 'AVSBench semantic',
    files: ['metadata.csv', 'label2idx.json'],
    open: (folder, [table = '', labels = '']) => openAvsBenchSemantic(folder, table, labels),
  },
  'ref-avs': {
    title: 'Ref-AVS Bench',
    files: ['metadata.csv'],
    open: (folder, [table = ''], options) => openRefAvs(folder, table, options),
  },
  plain: {
    title: 'a folder of your own',
    files: [CLIPS_CSV],
    open: (folder, [table = '']) => openClipsCsv(folder, table),
  },
};

const describeLayouts = (): string =>
  Object.values(READERS)
    .map(({ title, files }) => `${files.join(' and ')} (${title})`)
    .join(', ');

/**
 * Opens a folder as whichever benchmark its files say it is.
 *
 * @throws BenchmarkError when no layout matches, with the files that were looked for
 */
export const openBenchmark = async (
  folder: BenchmarkFolder,
  options: RefAvsOptions = {},
): Promise<Benchmark> => {
  const names = await folder.list('');
  const reader = Object.values(READERS).find(({ files }) =>
    files.every((file) => names.includes(file)),
  );
  if (reader === undefined) {
    throw new BenchmarkError(
      `${folder.name} holds no benchmark: it needs one of ${describeLayouts()}.`,
    );
  }
  const texts = await Promise.all(
    reader.files.map(async (file) => (await folder.read(file))?.text() ?? ''),
  );
  return reader.open(folder, texts, options);
};
