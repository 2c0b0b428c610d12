import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { BenchmarkFolder } from '../benchmark/benchmarkFolder.ts';
import { openBenchmark } from '../benchmark/openBenchmark.ts';
import { loadItem } from '../run/loadItem.ts';
import { openSampleBenchmark, SAMPLE_BENCHMARK_FILES } from './sampleBenchmark.ts';

const SAMPLES = join(import.meta.dirname, '../../../public/samples');
const CLIP_SIZE = { width: 960, height: 540 };

/** Its list of files, with their contents from the disk. */
const sampleFolder: BenchmarkFolder = {
  ...openSampleBenchmark(),
  read: async (path) =>
    SAMPLE_BENCHMARK_FILES.includes(path)
      ? new Blob([Uint8Array.from(await readFile(`${SAMPLES}/${path}`))])
      : null,
};

test('the files are those of the folder of samples', async () => {
  const found = (await readdir(SAMPLES, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !/\.(?:jpg|json)$/.test(entry.name))
    .map(({ parentPath, name }) => `${parentPath}/${name}`.slice(SAMPLES.length + 1));
  expect(found.toSorted()).toEqual(SAMPLE_BENCHMARK_FILES.toSorted());
});

test('every row is read as one of a folder of one’s own, and has its truth', async () => {
  const benchmark = await openBenchmark(sampleFolder, { unseenRows: 'all-rows' });
  expect(benchmark.problems).toEqual([]);
  expect([...benchmark.splits]).toEqual([['all', 8]]);
  const rows = [];
  for (const item of benchmark.items('all')) {
    const { files, groundTruths } = await loadItem(benchmark, sampleFolder, item);
    rows.push([item.query, files.media.kind, groundTruths.map(({ mask }) => mask !== null)]);
    for (const { mask } of groundTruths) {
      expect(mask ?? CLIP_SIZE).toMatchObject(CLIP_SIZE);
      // An object and its surroundings.
      expect(new Set(mask?.pixels ?? [0, 1]).size).toBe(2);
    }
  }
  expect(rows).toHaveLength(8);
  expect(rows.filter(([, , truths]) => String(truths) === 'false')).toHaveLength(1);
});
