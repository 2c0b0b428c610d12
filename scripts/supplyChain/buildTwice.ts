import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { build } from 'vite';

/** `npm run reproduce`: builds the app twice; fails unless each file has the same bytes. */

async function hashFiles(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const hashes = new Map<string, string>();
  for (const entry of entries.filter((candidate) => candidate.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const hash = createHash('sha256').update(await readFile(path));
    hashes.set(relative(folder, path), hash.digest('hex'));
  }
  return hashes;
}

async function buildOnce(): Promise<ReadonlyMap<string, string>> {
  const outDir = await mkdtemp(join(tmpdir(), 'earmark-build-'));
  try {
    await build({ logLevel: 'error', build: { outDir, emptyOutDir: true } });
    return await hashFiles(outDir);
  } finally {
    await rm(outDir, { recursive: true });
  }
}

const first = await buildOnce();
const second = await buildOnce();
const names = [...new Set([...first.keys(), ...second.keys()])].toSorted();
const different = names.filter((name) => first.get(name) !== second.get(name));
for (const name of different) process.stderr.write(`differs: ${name}\n`);
const whole = createHash('sha256').update(
  names.map((name) => `${first.get(name)} ${name}\n`).join(''),
);
process.stdout.write(`${names.length} files, ${different.length} differ; ${whole.digest('hex')}\n`);
if (different.length > 0 || names.length === 0) process.exitCode = 1;
