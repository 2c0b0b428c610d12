import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const DIST = join(dirname(fileURLToPath(import.meta.url)), '../dist');
/** What is loaded before the first paint: page, scripts and styles, without the engine. */
const MAX_PAGE_BYTES = 300_000;
/** The bundle that is opened without being asked for. */
const DEFAULT_BUNDLE_NAME = 'lite';
const MAX_DEFAULT_BUNDLE_BYTES = 40_000_000;
/** Of any other bundle: what static hosts take. */
const MAX_FILE_BYTES = 25_000_000;

/** The page and all that it loads at once: Vite lists statically imported chunks as preloads. */
async function pageFiles(page: string): Promise<string[]> {
  const html = await readFile(join(DIST, page), 'utf8');
  const links = html.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g);
  return [page, ...new Set(Array.from(links, (match) => match[1] ?? ''))];
}

async function gzipBytes(path: string): Promise<number> {
  return gzipSync(await readFile(join(DIST, path)), { level: 9 }).byteLength;
}

async function fileSizes(folder: string): Promise<number[]> {
  const names = await readdir(folder);
  return Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
}

const failures: string[] = [];

function report(name: string, bytes: number, limit: number): void {
  const fits = bytes <= limit;
  const line = `${name}: ${bytes.toLocaleString('en')} of ${limit.toLocaleString('en')} bytes`;
  process.stdout.write(`${fits ? 'ok  ' : 'FAIL'} ${line}\n`);
  if (!fits) failures.push(line);
}

const files = await pageFiles('index.html');
const sizes = await Promise.all(files.map(gzipBytes));
report(
  `first page, gzip (${files.length} files)`,
  sizes.reduce((sum, bytes) => sum + bytes, 0),
  MAX_PAGE_BYTES,
);

const bundles = JSON.parse(await readFile(join(DIST, 'models/index.json'), 'utf8')) as string[];
for (const bundle of bundles) {
  const bytes = await fileSizes(join(DIST, 'models', bundle));
  if (bundle === DEFAULT_BUNDLE_NAME) {
    const total = bytes.reduce((sum, size) => sum + size, 0);
    report(`bundle ${bundle}`, total, MAX_DEFAULT_BUNDLE_BYTES);
  } else {
    report(`largest file of bundle ${bundle}`, Math.max(...bytes), MAX_FILE_BYTES);
  }
}
if (!bundles.includes(DEFAULT_BUNDLE_NAME)) failures.push('The build lacks the default bundle.');

// A second runtime would add 27 MB, and would not share a GPU device with the first.
const runtimes = (await readdir(join(DIST, 'assets'))).filter((name) => name.endsWith('.wasm'));
if (runtimes.length !== 1) failures.push(`Not one wasm runtime but: ${runtimes.join(', ')}`);

if (failures.length > 0) {
  process.stderr.write(`${failures.join('\n')}\n`);
  process.exitCode = 1;
}
