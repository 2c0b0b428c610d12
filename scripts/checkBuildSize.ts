import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const DIST = join(dirname(fileURLToPath(import.meta.url)), '../dist');
/** What is loaded before the first paint: page, scripts and styles, without the engine. */
const MAX_PAGE_BYTES = 300_000;
const MAX_BUNDLE_BYTES = 40_000_000;

/** The page and all that it loads at once: Vite lists statically imported chunks as preloads. */
async function pageFiles(page: string): Promise<string[]> {
  const html = await readFile(join(DIST, page), 'utf8');
  const links = html.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g);
  return [page, ...new Set(Array.from(links, (match) => match[1] ?? ''))];
}

async function gzipBytes(path: string): Promise<number> {
  return gzipSync(await readFile(join(DIST, path)), { level: 9 }).byteLength;
}

async function folderBytes(folder: string): Promise<number> {
  const sizes = (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size);
  return (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0);
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

const bundles = await readdir(join(DIST, 'models')).catch(() => []);
for (const bundle of bundles) {
  report(`bundle ${bundle}`, await folderBytes(join(DIST, 'models', bundle)), MAX_BUNDLE_BYTES);
}
if (bundles.length === 0) failures.push('The build has no bundle.');

// A second runtime would add 27 MB, and would not share a GPU device with the first.
const runtimes = (await readdir(join(DIST, 'assets'))).filter((name) => name.endsWith('.wasm'));
if (runtimes.length !== 1) failures.push(`Not one wasm runtime but: ${runtimes.join(', ')}`);

if (failures.length > 0) {
  process.stderr.write(`${failures.join('\n')}\n`);
  process.exitCode = 1;
}
