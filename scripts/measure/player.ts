import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright';
import { preview } from 'vite';
import { findBrowser } from '../browser/findBrowser.ts';
import { findFreePort } from '../browser/findFreePort.ts';
import { encodeTestClip, type TestClip } from './player/encodeTestClip.ts';
import {
  measureDrag,
  NEAR_FRAMES,
  recordDrags,
  type Drag,
  formatPercentiles,
} from './player/drag.ts';
import { measureFiveObjectPlayback } from './player/fiveObjects.ts';
import { buildIfStale } from '../browser/buildIfStale.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const USAGE = `Measures dragging and playing in the built app, in headless Chromium:

    npm run measure:player -- [--only drag | five]

It makes its clips with ffmpeg, in a folder of its own that is removed at the end.
`;
/** The whole timeline in two seconds, and a tenth of it. */
const DRAGS_BY_NAME: Readonly<Record<string, readonly Drag[]>> = {
  'A fast drag': [
    { from: 0.03, to: 0.97 },
    { from: 0.97, to: 0.03 },
    { from: 0.03, to: 0.97 },
  ],
  'A slow drag forwards': [
    { from: 0.21, to: 0.31 },
    { from: 0.61, to: 0.71 },
  ],
  'A slow drag backwards': [
    { from: 0.53, to: 0.43 },
    { from: 0.93, to: 0.83 },
  ],
};
const OPEN_TIMEOUT_MILLISECONDS = 120_000;

const log = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

async function openClip(page: Page, url: string, clip: TestClip): Promise<void> {
  // What is sent to the page was compiled with names kept, by a function that only Node has.
  await page.addInitScript('globalThis.__name = (value) => value');
  // The tour is for first visits, and takes the keys.
  await page.addInitScript("localStorage.setItem('earmark/tour/1', 'seen')");
  await page.goto(url);
  await page.getByTestId('clip-file').first().setInputFiles(clip.path);
  await page
    .locator('#frame-facts')
    .filter({ hasText: 'Frame 1:' })
    .waitFor({ timeout: OPEN_TIMEOUT_MILLISECONDS });
  await page
    .getByText(/(WASM|WebGPU)/)
    .first()
    .waitFor({ timeout: OPEN_TIMEOUT_MILLISECONDS });
}

async function readBundleVersion(): Promise<string> {
  const text = await readFile(join(ROOT, 'models/bundles/lite/manifest.json'), 'utf8');
  const { name, version } = JSON.parse(text) as { name: string; version: string };
  return `${name}@${version}`;
}

async function measure(only: string | undefined): Promise<void> {
  await buildIfStale(ROOT, log);
  const folder = await mkdtemp(join(tmpdir(), 'earmark-measure-'));
  const port = await findFreePort();
  const server = await preview({
    root: ROOT,
    logLevel: 'error',
    preview: { port, strictPort: true },
  });
  const browser = await chromium.launch(await findBrowser({ softwareGpu: true }));
  const url = `http://localhost:${port}/`;
  try {
    log(`Chromium ${browser.version()}, ${cpus().length} cores, ${cpus()[0]?.model ?? ''}`);
    const size = { viewport: { width: 1280, height: 900 } };
    if (only !== 'five') {
      const clip = await encodeTestClip(folder, { width: 1920, height: 1080, seconds: 60 });
      const page = await browser.newPage(size);
      await openClip(page, url, clip);
      // Thumbnails and the waveform are read first, as a person waits for them too.
      await page.waitForTimeout(10_000);
      await recordDrags(page);
      for (const [name, drags] of Object.entries(DRAGS_BY_NAME)) {
        const { exact, near, any, thumbnail, lastMilliseconds } = await measureDrag(page, drags);
        log(`${name} over 60 s of 1080p, from pointer event to screen:`);
        log(`  exactly its frame or a later event's        ${formatPercentiles(exact)}`);
        log(`  a frame at most ${NEAR_FRAMES} away from such a frame   ${formatPercentiles(near)}`);
        log(`  the same or a thumbnail in its place        ${formatPercentiles(any)}`);
        log(`  the thumbnail under the pointer             ${formatPercentiles(thumbnail)}`);
        log(
          `  the last event's own frame after ${lastMilliseconds.toFixed(0)} ms (median of drags)`,
        );
      }
      await page.close();
    }
    if (only !== 'drag') {
      const clip = await encodeTestClip(folder, { width: 1280, height: 720, seconds: 20 });
      const page = await browser.newPage(size);
      await openClip(page, url, clip);
      const five = await measureFiveObjectPlayback(page, folder, await readBundleVersion());
      log(`Five objects over 720p at 30 frames a second, played for ${five.seconds.toFixed(1)} s:`);
      log(`  ${five.framesPerSecond.toFixed(1)} frames a second`);
      log(five.timings.replaceAll(/^/gm, '  '));
      await page.close();
    }
  } finally {
    await browser.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const { values } = parseArgs({
  options: { only: { type: 'string' }, help: { type: 'boolean', default: false } },
});
if (values.help || (values.only !== undefined && !['drag', 'five'].includes(values.only))) {
  process.stderr.write(USAGE);
  process.exitCode = values.help ? 0 : 2;
} else {
  await measure(values.only);
}
