import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import { createServer } from 'vite';
import { findBrowser } from '../browser/findBrowser.ts';
import type * as Measuring from './edges/page.ts';
import type { EdgeScore, MapKind, EdgeSample } from './edges/page.ts';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const USAGE = `tsx scripts/measure/edges.ts --photos DIR [--maps DIR] [--threshold 0.3] [--limit N]

How much refining masks to the picture's edges gives over plain upsampling, on photos with
hand-drawn outlines: DIR/images/val/*.jpg, DIR/labels/val/*.txt (class, then x and y in 0..1).
--maps has a model's own maps: <photo>.<class>.png, 96 x 96, grey; --threshold is its mask threshold.
`;
/** Smaller things are not looked for. */
const MIN_AREA_SHARE = 0.02;
const TIMED_ROUNDS = 30;
/** A map that missed the thing altogether has no edge to refine. */
const MIN_MODEL_IOU = 0.5;
const PHOTO_PATH = '/measured/';

type NamedSample = { readonly sample: EdgeSample; readonly name: string };

const polygonArea = (corners: readonly number[]): number => {
  let twice = 0;
  for (let at = 0; at < corners.length; at += 2) {
    const next = (at + 2) % corners.length;
    twice +=
      (corners[at] ?? 0) * (corners[next + 1] ?? 0) - (corners[next] ?? 0) * (corners[at + 1] ?? 0);
  }
  return Math.abs(twice) / 2;
};

/** All things of a class together, as one question. */
async function readSamples(photos: string, maps: readonly string[]): Promise<NamedSample[]> {
  const names = (await readdir(join(photos, 'images/val'))).filter((name) => name.endsWith('.jpg'));
  const asked: NamedSample[] = [];
  for (const file of names.toSorted()) {
    const photo = file.replace(/\.jpg$/, '');
    const labels = await readFile(join(photos, `labels/val/${photo}.txt`), 'utf8').catch(() => '');
    const polygons = new Map<string, number[][]>();
    for (const line of labels.split('\n').filter((text) => text !== '')) {
      const [kind = '', ...corners] = line.trim().split(/\s+/);
      polygons.set(kind, [...(polygons.get(kind) ?? []), corners.map(Number)]);
    }
    for (const [kind, outlines] of polygons) {
      const share = outlines.reduce((sum, corners) => sum + polygonArea(corners), 0);
      if (share < MIN_AREA_SHARE) continue;
      const name = `${photo}.${kind}`;
      const mapUrl = maps.includes(`${name}.png`) ? `${PHOTO_PATH}maps/${name}.png` : null;
      const photoUrl = `${PHOTO_PATH}photos/${file}`;
      asked.push({ name, sample: { photoUrl, polygons: outlines, mapUrl } });
    }
  }
  return asked;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function formatTable(answers: readonly EdgeScore[]): string {
  const kinds = [...new Set(answers.map(({ kind }) => kind))];
  const row = (kind: MapKind): string => {
    const found = answers.filter((answer) => answer.kind === kind);
    const over = (value: (answer: EdgeScore) => number, digits = 3): string =>
      mean(found.map(value)).toFixed(digits);
    const better = found.filter(({ plain, refined }) => refined.boundary > plain.boundary).length;
    const worse = found.filter(({ plain, refined }) => refined.boundary < plain.boundary).length;
    return `| ${[
      kind,
      found.length,
      over(({ plain }) => plain.iou),
      over(({ refined }) => refined.iou),
      over(({ plain }) => plain.boundary),
      over(({ refined }) => refined.boundary),
      `${better} / ${worse}`,
      `${over(({ plainFlicker }) => 100 * plainFlicker, 2)} %`,
      `${over(({ refinedFlicker }) => 100 * refinedFlicker, 2)} %`,
    ].join(' | ')} |`;
  };
  return [
    '| Map | Things | IoU plain | refined | F plain | refined | F better / worse | flicker plain | refined |',
    '|---|---|---|---|---|---|---|---|---|',
    ...kinds.map(row),
  ].join('\n');
}

/** The page runs the project's own modules, as the development server gives them. */
async function openPage(page: Page, origin: string, photos: string, maps: string): Promise<void> {
  await page.route(`**${PHOTO_PATH}**`, async (route) => {
    const [folder, file = ''] = new URL(route.request().url()).pathname
      .slice(PHOTO_PATH.length)
      .split('/');
    await route.fulfill({
      path: join(folder === 'maps' ? maps : join(photos, 'images/val'), file),
    });
  });
  await page.route(`${origin}/blank`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }),
  );
  await page.goto(`${origin}/blank`);
}

async function measure(photos: string, maps: string, threshold: number, limit: number) {
  const mapFiles = maps === '' ? [] : await readdir(maps);
  const asked = (await readSamples(photos, mapFiles)).slice(0, limit);
  const server = await createServer({ root: ROOT, logLevel: 'error', server: { port: 0 } });
  await server.listen();
  const origin = (server.resolvedUrls?.local[0] ?? '').replace(/\/$/, '');
  const browser = await chromium.launch(await findBrowser({ softwareGpu: true }));
  try {
    const page = await browser.newPage();
    await openPage(page, origin, photos, maps);
    const answers: EdgeScore[] = [];
    for (const [index, { sample: question, name }] of asked.entries()) {
      const found = await page.evaluate(
        async ({ url, question: given, threshold: at }) => {
          const measuring: typeof Measuring = await import(/* @vite-ignore */ url);
          return measuring.scoreSample(given, at);
        },
        { url: '/scripts/measure/edges/page.ts', question, threshold },
      );
      answers.push(
        ...found.filter(({ kind, plain }) => kind !== 'model' || plain.iou >= MIN_MODEL_IOU),
      );
      process.stderr.write(`${index + 1}/${asked.length} ${name}\n`);
    }
    const timing = await page.evaluate(
      async ({ url, rounds }) => {
        const measuring: typeof Measuring = await import(/* @vite-ignore */ url);
        return measuring.measureTimings(rounds);
      },
      { url: '/scripts/measure/edges/page.ts', rounds: TIMED_ROUNDS },
    );
    process.stdout.write(`${formatTable(answers)}\n\n${JSON.stringify(timing, null, 2)}\n`);
  } finally {
    await browser.close();
    await server.close();
  }
}

const { values } = parseArgs({
  options: {
    photos: { type: 'string' },
    maps: { type: 'string', default: '' },
    threshold: { type: 'string', default: '0.3' },
    limit: { type: 'string', default: 'Infinity' },
  },
});
if (values.photos === undefined) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else {
  await measure(values.photos, values.maps, Number(values.threshold), Number(values.limit));
}
