import { readdir, readFile, realpath } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import type { BenchmarkFolder } from '../../src/evaluation/benchmark/benchmarkFolder.ts';
import { UsageError } from '../commandLine.ts';

/**
 * A benchmark on disk. Paths that lead out of it, by dots or by links, are not there.
 * @throws UsageError where there is no such folder
 */
export async function openDiskFolder(path: string): Promise<BenchmarkFolder> {
  const root = await realpath(path).catch(() => {
    throw new UsageError(`--bench: there is no folder ${path}.`);
  });
  const inside = async (relative: string): Promise<string | null> => {
    const target = await realpath(join(root, relative)).catch(() => null);
    if (target === null) return null;
    return target === root || target.startsWith(`${root}${sep}`) ? target : null;
  };
  return {
    name: basename(root),
    async list(relative) {
      const target = await inside(relative);
      return target === null ? [] : readdir(target).catch(() => []);
    },
    async read(relative) {
      const target = await inside(relative);
      const bytes = target === null ? null : await readFile(target).catch(() => null);
      return bytes === null ? null : new Blob([Uint8Array.from(bytes)]);
    },
  };
}
