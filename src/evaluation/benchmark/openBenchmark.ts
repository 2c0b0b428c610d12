import {
  AVSBENCH_TABLES,
  openAvsBenchMs3,
  openAvsBenchS4,
  openAvsBenchSemantic,
} from './layouts/avsBench.ts';
import type { Benchmark } from './benchmark.ts';
import type { BenchmarkFolder } from './benchmarkFolder.ts';
import { openClipsCsv, CLIPS_CSV } from './layouts/clipsCsv.ts';
import { BenchmarkError } from './benchmarkProblem.ts';
import { openRefAvs } from './layouts/refAvs.ts';
import type { RefAvsOptions } from './layouts/refAvs.ts';

const readText = async (folder: BenchmarkFolder, path: string): Promise<string | null> =>
  (await folder.read(path))?.text() ?? null;

/**
 * Opens a folder as whichever benchmark its table says it is.
 *
 * @throws BenchmarkError when no layout matches, with the files that were looked for
 */
export const openBenchmark = async (
  folder: BenchmarkFolder,
  options: RefAvsOptions = {},
): Promise<Benchmark> => {
  const names = await folder.list('');
  const [s4, ms3] = Object.keys(AVSBENCH_TABLES);
  if (s4 !== undefined && names.includes(s4)) {
    return openAvsBenchS4(folder, (await readText(folder, s4)) ?? '');
  }
  if (ms3 !== undefined && names.includes(ms3)) {
    return openAvsBenchMs3(folder, (await readText(folder, ms3)) ?? '');
  }
  if (names.includes('metadata.csv')) {
    const text = (await readText(folder, 'metadata.csv')) ?? '';
    if (names.includes('label2idx.json')) {
      const labels = (await readText(folder, 'label2idx.json')) ?? '';
      return openAvsBenchSemantic(folder, text, labels);
    }
    return openRefAvs(folder, text, options);
  }
  if (names.includes(CLIPS_CSV)) {
    return openClipsCsv(folder, (await readText(folder, CLIPS_CSV)) ?? '');
  }
  throw new BenchmarkError(
    `${folder.name} holds no benchmark: it needs metadata.csv (Ref-AVS Bench, AVSBench-semantic), s4_meta_data.csv, ms3_meta_data.csv or ${CLIPS_CSV}.`,
  );
};
