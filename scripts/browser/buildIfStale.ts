import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';

/** Everything that a build reads. */
const BUILD_INPUTS = [
  'index.html',
  'segment.html',
  'evaluate.html',
  'vite.config.ts',
  'package-lock.json',
  'scripts/vite',
  'src',
  'public',
  'models/bundles',
];

/** Time of the last change at or below a path, in milliseconds; 0 when it is missing. */
async function lastModifiedMilliseconds(path: string): Promise<number> {
  const status = await stat(path).catch(() => null);
  if (status === null) return 0;
  if (!status.isDirectory()) return status.mtimeMs;
  const times = await Promise.all(
    (await readdir(path)).map((name) => lastModifiedMilliseconds(join(path, name))),
  );
  return Math.max(status.mtimeMs, ...times);
}

/** Builds the app when `dist` is missing or older than what it is made from. */
export async function buildIfStale(root: string, log: (text: string) => void): Promise<void> {
  const builtAt = await lastModifiedMilliseconds(join(root, 'dist/segment.html'));
  const changes = await Promise.all(
    BUILD_INPUTS.map((path) => lastModifiedMilliseconds(join(root, path))),
  );
  if (builtAt > Math.max(...changes)) return;
  log('Building the app ...');
  await build({ root, logLevel: 'error' });
}
