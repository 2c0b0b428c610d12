import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright';
import { MAX_CLIP_SECONDS } from '../../src/evaluation/experiments/clipLengthVariants.ts';
import { createMemoryJournal } from '../../src/evaluation/run/journal.ts';
import { WHOLE_RUN } from '../../src/evaluation/run/tasks.ts';
import type { EvaluationProgress } from '../../src/evaluation/run/runEvaluation.ts';
import { benchmarkServerPlugin } from '../evaluate/benchmarkServerPlugin.ts';
import { openDiskFolder } from '../evaluate/diskFolder.ts';
import { buildIfStale } from '../browser/buildIfStale.ts';
import { startHeadlessPage, unwrapOutcome } from '../browser/headlessPage.ts';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const TINY_BENCH = join(ROOT, 'tests/fixtures/evaluate/tiny-bench');
const ITEMS_PER_ROW = 20;
const MEGABYTE = 1e6;

/** Single frames of the tiny bench with their truths, each a clip of its own, over and over. */
async function writeBenchmark(folder: string, items: number): Promise<void> {
  const rows = ['clip,expression,masks'];
  const media = (await readdir(join(TINY_BENCH, 'gt_mask'))).toSorted();
  for (let item = 0; item < items; item++) {
    const source = media[item % media.length] ?? '';
    const clip = `clip-${item}`;
    await mkdir(join(folder, clip));
    await mkdir(join(folder, `${clip}-masks`));
    const own = join(TINY_BENCH, 'media', source);
    // Bytes after the picture's end: the same picture, and yet another one to the features' cache.
    const picture = await readFile(join(own, 'frames/0.jpg'));
    await writeFile(join(folder, clip, '0.jpg'), Buffer.concat([picture, Buffer.from(clip)]));
    await cp(join(own, 'audio.wav'), join(folder, clip, 'audio.wav'));
    const mask = join(TINY_BENCH, 'gt_mask', source, 'fid_0/00000.png');
    await cp(mask, join(folder, `${clip}-masks`, '00000.png'));
    rows.push(`${clip},the animal number ${item},${clip}-masks`);
  }
  await writeFile(join(folder, 'clips.csv'), `${rows.join('\n')}\n`);
}

/** Resident bytes of the largest renderer, the page's. */
async function residentBytes(): Promise<number> {
  let largest = 0;
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const command = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    if (!command.includes('--type=renderer')) continue;
    const status = await readFile(`/proc/${name}/status`, 'utf8').catch(() => '');
    const parent = /^PPid:\s+(\d+)/m.exec(status)?.[1];
    const isOwn = parent !== undefined && (await isDescendant(parent));
    const kilobytes = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
    if (isOwn) largest = Math.max(largest, kilobytes * 1024);
  }
  return largest;
}

async function isDescendant(id: string): Promise<boolean> {
  for (let at = id; at !== '0' && at !== '1'; ) {
    if (Number(at) === process.pid) return true;
    const status = await readFile(`/proc/${at}/status`, 'utf8').catch(() => '');
    at = /^PPid:\s+(\d+)/m.exec(status)?.[1] ?? '0';
  }
  return false;
}

/** Live bytes of the page and its workers after a collection: scripts' heaps and wasm alike. */
const liveBytes = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const measured = performance as Performance & {
      measureUserAgentSpecificMemory?: () => Promise<{ readonly bytes: number }>;
    };
    return (await measured.measureUserAgentSpecificMemory?.())?.bytes ?? 0;
  });

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { items: { type: 'string', default: '200' } } });
  const items = Number(values.items);
  if (!Number.isInteger(items) || items < 1) throw new RangeError('--items is no number above 0.');
  const folder = await mkdtemp(join(tmpdir(), 'earmark-memory-'));
  try {
    await writeBenchmark(folder, items);
    await buildIfStale(ROOT, (text) => process.stderr.write(`${text}\n`));
    const bench = await openDiskFolder(folder);
    const host = await startHeadlessPage(ROOT, 'wasm', [
      benchmarkServerPlugin(bench, createMemoryJournal()),
    ]);
    try {
      const measuring: Promise<void>[] = [];
      process.stdout.write('items, live MB, resident MB\n');
      await host.page.exposeFunction('earmarkEvaluationOpened', () => undefined);
      await host.page.exposeFunction(
        'earmarkEvaluationProgress',
        (progress: EvaluationProgress) => {
          if (progress.done !== 2 && progress.done % ITEMS_PER_ROW !== 0) return;
          const measure = async (): Promise<void> => {
            const [live, resident] = await Promise.all([liveBytes(host.page), residentBytes()]);
            const row = [live, resident].map((bytes) => (bytes / MEGABYTE).toFixed(0));
            process.stdout.write(`${[progress.done, ...row].join(', ')}\n`);
          };
          measuring.push(measure());
        },
      );
      unwrapOutcome(
        await host.page.evaluate((request) => window.earmark.evaluate(request), {
          name: 'memory',
          bundleUrl: '/models/lite/',
          provider: 'wasm' as const,
          unseenRows: 'all-rows' as const,
          shard: WHOLE_RUN,
          planOptions: [
            {
              splits: ['all'],
              limit: null,
              perClip: null,
              kinds: null,
              maxClipSeconds: MAX_CLIP_SECONDS,
              variants: 'full',
            },
          ],
        }),
      );
      await Promise.all(measuring);
    } finally {
      await host.dispose();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
