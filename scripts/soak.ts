import { join } from 'node:path';
import { chromium, type CDPSession, type Page } from 'playwright';
import { preview } from 'vite';
import { createSeededRandom } from '../src/core/util/seededRandom.ts';
import { buildIfStale } from './browser/buildIfStale.ts';
import { findBrowser } from './browser/findBrowser.ts';
import { parseArguments, parseCount } from './commandLine.ts';
import { countStored, measureHoldings, watchHandles, type Holdings } from './soak/watchedPage.ts';

/**
 * `npm run soak -- [--sentences 200] [--clips 20] [--seed 1]`: searches many clips in one page of the
 * built app, with cancels, scrubs, hidden tabs and reloads at random, and compares what the page holds
 * with what it held after the first two clips. The second half has no reloads, which would hide what
 * is never let go.
 */

const ROOT = join(import.meta.dirname, '..');
const CLIPS = [
  'tests/fixtures/slow-rate.mp4',
  'public/samples/pond.webm',
  'tests/fixtures/h264-aac.mp4',
  'tests/fixtures/b-frames.mp4',
  'tests/fixtures/variable-rate.mp4',
  'tests/fixtures/vp9-opus.webm',
  'tests/fixtures/rotated.mp4',
  'tests/fixtures/matroska.mkv',
  'tests/fixtures/odd-size.webm',
  'public/samples/meadow.mp4',
  'tests/fixtures/quicktime.mov',
  'tests/fixtures/late-sound.mp4',
  'tests/fixtures/broken-frame.mp4',
  'tests/fixtures/zoo/av1.mp4',
  'tests/fixtures/zoo/vp8.webm',
  'tests/fixtures/zoo/open-gop.mp4',
  'tests/fixtures/zoo/vfr.webm',
  'tests/fixtures/zoo/fragmented.mp4',
  'tests/fixtures/zoo/transport.mpegts',
  'tests/fixtures/zoo/alpha-vp9.webm',
];
const SENTENCES = ['the dog', 'the cow', 'the duck', 'the bright bar', 'the animal on the right'];
const ACTIONS = ['wait', 'cancel', 'scrub', 'hide', 'reload'] as const;
type Action = (typeof ACTIONS)[number];
/** Of the first half; a reload has to open the model again. */
const RELOAD_SHARE = 1 / 12;
/** A page that does not answer for this long hangs. */
const WATCHDOG_MILLISECONDS = 300_000;
const MEGABYTE = 2 ** 20;
/** How much is held at the end at most, by what was held at first. */
const MAX_AT_END: Readonly<Record<keyof Holdings, (base: number) => number>> = {
  heapBytes: (base) => 1.25 * base,
  // The engine's caches fill up to their budgets.
  rendererProcessBytes: (base) => base + 256 * MEGABYTE,
  gpuProcessBytes: (base) => 1.25 * base,
  domNodes: (base) => 1.25 * base,
  listeners: (base) => 1.25 * base,
  workers: (base) => base,
  objectUrls: (base) => base,
  glObjects: (base) => base,
  glBytes: (base) => base,
  // The last eight projects, their clips and the list.
  storedKeys: () => 17,
  storedFiles: (base) => base,
};

const { values } = parseArguments({
  options: {
    sentences: { type: 'string', default: '200' },
    clips: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
  },
});
const sentences = parseCount('--sentences', values.sentences) ?? 200;
const clipCount = Math.min(CLIPS.length, parseCount('--clips', values.clips) ?? 20);
const random = createSeededRandom(values.seed);
const log = (text: string): void => void process.stdout.write(`${text}\n`);
const pick = <T>(items: readonly T[], fallback: T): T =>
  items[Math.floor(random() * items.length)] ?? fallback;

async function openClip(page: Page, path: string): Promise<void> {
  await page.getByTestId('clip-file').first().setInputFiles(join(ROOT, path));
  await page
    .locator('#frame-facts')
    .filter({ hasText: /^Frame \d+:/ })
    .waitFor();
  await page.getByRole('heading', { level: 1, name: path.split('/').at(-1) ?? '' }).waitFor({
    state: 'attached',
  });
}

async function act(page: Page, session: CDPSession, action: Action): Promise<void> {
  const position = page.getByRole('slider', { name: 'Position' });
  await page.waitForTimeout(random() * 1000);
  switch (action) {
    case 'cancel':
      await position.focus();
      await page.keyboard.press('Escape');
      break;
    case 'scrub':
      for (let seek = 0; seek < 12; seek += 1) {
        await position.focus();
        await page.keyboard.press(pick(['ArrowRight', 'Shift+ArrowRight', 'Home', 'End'], 'End'));
      }
      break;
    case 'hide':
      await session.send('Page.setWebLifecycleState', { state: 'frozen' });
      await page.waitForTimeout(500);
      await session.send('Page.setWebLifecycleState', { state: 'active' });
      break;
    case 'reload':
      await page.reload();
      break;
    default:
      // The first seconds of a search are enough: the clips are many.
      await page.waitForTimeout(1500);
  }
}

/** @throws Error where the page does not answer */
async function withWatchdog(what: string, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const bark = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} hangs.`)), WATCHDOG_MILLISECONDS);
  });
  await Promise.race([work, bark]).finally(() => clearTimeout(timer));
}

/** The first clip, opened anew, with nothing to do. */
async function measureAtRest(page: Page, session: CDPSession): Promise<Holdings> {
  await openClip(page, CLIPS[0] ?? '');
  await page.waitForTimeout(3000);
  return measureHoldings(browser, page, session);
}

async function search(page: Page): Promise<void> {
  const box = page.getByRole('combobox', { name: 'What to find in this clip' });
  await box.fill(`${pick(SENTENCES, 'the dog')} ${random() < 0.5 ? '' : 'on the left'}`);
  await box.press('Enter');
}

async function run(page: Page, session: CDPSession): Promise<readonly [Holdings, Holdings]> {
  const counts = Object.fromEntries(ACTIONS.map((action) => [action, 0])) as Record<Action, number>;
  let base: Holdings | null = null;
  for (let index = 0; index < clipCount; index += 1) {
    const clip = CLIPS[index] ?? '';
    const started = performance.now();
    await withWatchdog(clip, openClip(page, clip));
    const last = Math.floor((sentences * (index + 1)) / clipCount);
    for (let done = Math.floor((sentences * index) / clipCount); done < last; done += 1) {
      const isReload = random() < RELOAD_SHARE && done < sentences / 2;
      const action = isReload ? 'reload' : pick(ACTIONS.slice(0, -1), 'wait');
      counts[action] += 1;
      const searchAndAct = async (): Promise<void> => {
        await search(page);
        await act(page, session, action);
        if (action === 'reload') await openClip(page, clip);
      };
      await withWatchdog(`${clip}, ${action}`, searchAndAct());
    }
    if (index === 1) base = await measureAtRest(page, session);
    const seconds = Math.round((performance.now() - started) / 1000);
    log(`${clip}: ${last} sentences, ${seconds} s; ${JSON.stringify(counts)}`);
  }
  const end = await measureAtRest(page, session);
  return [base ?? end, end];
}

async function deleteEverything(page: Page): Promise<void> {
  await page.getByRole('slider', { name: 'Position' }).focus();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search commands' }).fill('delete everything');
  await page.keyboard.press('Enter');
  const sheet = page.getByRole('dialog', { name: 'Stored data' });
  await sheet.getByRole('button', { name: 'Delete everything…' }).click();
  await sheet.getByRole('button', { name: 'Delete everything', exact: true }).click();
  await page.getByRole('heading', { name: 'Everything is deleted.' }).waitFor();
}

await buildIfStale(ROOT, log);
const server = await preview({
  root: ROOT,
  logLevel: 'silent',
  preview: { host: '127.0.0.1', port: 0, open: false },
});
const browser = await chromium.launch(await findBrowser({ softwareGpu: true }));
const problems: string[] = [];

function compare(base: Holdings, end: Holdings): void {
  for (const name of Object.keys(MAX_AT_END) as (keyof Holdings)[]) {
    const isWithin = end[name] <= MAX_AT_END[name](base[name]);
    log(`${isWithin ? 'ok  ' : 'FAIL'} ${name}: ${base[name]} at first, ${end[name]} at the end`);
    if (!isWithin) problems.push(`${name} grows`);
  }
}

try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(WATCHDOG_MILLISECONDS);
  page.on('pageerror', (error) => problems.push(`thrown: ${error.message}`));
  page.on('crash', () => problems.push('the page crashed'));
  page.on('console', (message) => {
    // Chromium's words for a picture that nobody closed.
    if (/garbage collected without being closed/i.test(message.text())) {
      problems.push(message.text());
    }
  });
  const session = await watchHandles(page);
  await page.goto(server.resolvedUrls?.local[0] ?? '');
  const [base, end] = await run(page, session);
  compare(base, end);
  await deleteEverything(page);
  const left = await page.evaluate(countStored);
  log(`after "Delete everything": ${JSON.stringify(left)}`);
  if (left.storedKeys + left.storedFiles > 0) problems.push('something is kept');
} finally {
  await browser.close();
  await server.close();
}
for (const problem of new Set(problems)) log(`FAIL ${problem}`);
log(`${sentences} sentences over ${clipCount} clips: ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;
