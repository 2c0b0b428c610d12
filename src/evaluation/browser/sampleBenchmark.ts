import { EarmarkError } from '../../core/util/errors.ts';
import type { BenchmarkFolder } from '../benchmark/benchmarkFolder.ts';
import { CLIPS_CSV } from '../benchmark/layouts/clipsCsv.ts';

const SAMPLES_PATH = '/samples/';

/**
 * A server lists no folders: the files of the sample clips' benchmark. A test compares them with
 * those that are there.
 */
export const SAMPLE_BENCHMARK_FILES: readonly string[] = [
  CLIPS_CSV,
  'meadow.mp4',
  'paddock.mp4',
  'pond.webm',
  'two-shots.mp4',
  'masks/cow/00188.png',
  'masks/dog/00038.png',
  'masks/duck/00038.png',
  'masks/horses/00038.png',
  'masks/kitten/00138.png',
  'masks/pig/00038.png',
  'masks/sheep/00038.png',
];

/**
 * The sample clips with masks drawn by hand, read as a folder of a person's own is; reading throws
 * EarmarkError `internal` when a file cannot be fetched.
 */
export const openSampleBenchmark = (): BenchmarkFolder => ({
  name: 'sample clips',
  list: async (path) => {
    const prefix = path === '' ? '' : `${path}/`;
    const inside = SAMPLE_BENCHMARK_FILES.filter((file) => file.startsWith(prefix));
    return [...new Set(inside.map((file) => file.slice(prefix.length).split('/')[0] ?? ''))];
  },
  read: async (path) => {
    if (!SAMPLE_BENCHMARK_FILES.includes(path)) {
      return null;
    }
    const url = SAMPLES_PATH + path;
    const response = await fetch(url);
    if (!response.ok) {
      throw new EarmarkError('internal', `${url}: HTTP ${response.status}`, { url });
    }
    return response.blob();
  },
});
