import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import type { Page } from 'playwright';
import type { StoredMask } from '../../../src/protocol/requests.ts';
import { encodeMaskRecords } from '../../../src/editor/persistence/projectFile/maskRecords.ts';

type PlaybackFigures = {
  /** Different frames that were on the screen, a second. */
  readonly framesPerSecond: number;
  readonly seconds: number;
  /** The page's own panel, as text. */
  readonly timings: string;
};

const OBJECT_COUNT = 5;
const MASK_SIZE = 96;
/** As wide as a person in a group: an ellipse of 8 % of the picture. */
const HALF_WIDTH = 0.12;
const HALF_HEIGHT = 0.22;
const EDGE_SOFTNESS = 0.06;
const MEASURED_MILLISECONDS = 8000;

/** Probabilities of a soft ellipse whose middle goes round with the frames. */
function ellipseProbability(object: number, frameIndex: number): Uint8Array<ArrayBuffer> {
  const angle = frameIndex / 40 + object;
  const centreX = (object + 0.5) / OBJECT_COUNT + 0.04 * Math.cos(angle);
  const centreY = 0.5 + 0.2 * Math.sin(angle);
  return Uint8Array.from({ length: MASK_SIZE * MASK_SIZE }, (_, index) => {
    const x = ((index % MASK_SIZE) + 0.5) / MASK_SIZE - centreX;
    const y = (Math.floor(index / MASK_SIZE) + 0.5) / MASK_SIZE - centreY;
    const away = Math.hypot(x / HALF_WIDTH, y / HALF_HEIGHT) - 1;
    return Math.round(255 / (1 + Math.exp(away / EDGE_SOFTNESS)));
  });
}

const createMask = (object: number, frameIndex: number): StoredMask => ({
  header: {
    frameIndex,
    presence: 1,
    cueWeights: { sound: 0, sight: 1, words: 0 },
    objectScores: [1],
    maskWidth: MASK_SIZE,
    maskHeight: MASK_SIZE,
  },
  deflated: new Uint8Array(deflateRawSync(ellipseProbability(object, frameIndex))),
});

const queryOf = (object: number): string => `ellipse ${object + 1}`;

type ProjectJson = {
  readonly clip: { readonly clipId: string; readonly frameCount: number };
};

/** The clip's own project, as the app writes it, with five objects that are there all the time. */
async function addFiveObjects(path: string, bundle: string): Promise<void> {
  const json = unzipSync(await readFile(path))['project.json'];
  if (json === undefined) throw new Error('The saved project is empty.');
  const project = JSON.parse(strFromU8(json)) as ProjectJson;
  const { clipId, frameCount } = project.clip;
  const numbers = Array.from({ length: OBJECT_COUNT }, (_, object) => object);
  const full = {
    ...project,
    selectedId: 'object-0',
    objects: numbers.map((object) => ({
      id: `object-${object}`,
      expression: queryOf(object),
      name: null,
      lookIndex: object,
      cues: { sound: true, words: true },
      isVisible: true,
      isLocked: false,
      maskThreshold: null,
      presenceThreshold: null,
    })),
    results: numbers.map((object) => ({
      key: {
        clipId,
        expression: queryOf(object),
        bundle,
        provider: 'wasm',
        switches: { sound: true, words: true, memory: true, modality: true },
      },
      hasOverview: true,
      masks: `masks/${object}.bin`,
    })),
  };
  const masks = numbers.map((object) => [
    `masks/${object}.bin`,
    encodeMaskRecords(Array.from({ length: frameCount }, (_, frame) => createMask(object, frame))),
  ]);
  const entries = { 'project.json': strToU8(JSON.stringify(full)), ...Object.fromEntries(masks) };
  await writeFile(path, zipSync(entries, { level: 0 }));
}

/** @param folder for the project's file. */
export async function measureFiveObjectPlayback(
  page: Page,
  folder: string,
  bundle: string,
): Promise<PlaybackFigures> {
  const path = join(folder, 'five.earmark');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.keyboard.press('Control+s'),
  ]);
  await download.saveAs(path);
  await addFiveObjects(path, bundle);
  await page.getByTestId('clip-file').first().setInputFiles(path);
  await page.locator('#frame-facts').filter({ hasText: 'ellipse 5' }).waitFor();
  await page.evaluate(() => {
    const facts = document.querySelector('#frame-facts');
    const shown = new Set<string>();
    Object.assign(window, { shownFrames: shown });
    if (!facts) throw new Error('The editor is not open.');
    new MutationObserver(() => {
      shown.add(/^Frame (\d+):/.exec(facts.textContent ?? '')?.[1] ?? '');
    }).observe(facts, { childList: true, characterData: true, subtree: true });
  });
  const count = (): Promise<{ frames: number; at: number }> =>
    page.evaluate(() => ({
      frames: (window as Window & { shownFrames?: Set<string> }).shownFrames?.size ?? 0,
      at: performance.now(),
    }));
  await page.locator('[data-timeline]').focus();
  await page.keyboard.press('Space');
  // The first frames compile shaders and fill caches.
  await page.waitForTimeout(1000);
  const before = await count();
  await page.waitForTimeout(MEASURED_MILLISECONDS);
  const after = await count();
  await page.keyboard.press('KeyK');
  await page.keyboard.press('Shift+KeyT');
  const sheet = page.getByRole('dialog', { name: 'Timings' });
  await sheet.getByText('Dropped while playing').waitFor();
  const timings = await sheet.innerText();
  await page.keyboard.press('Escape');
  const seconds = (after.at - before.at) / 1000;
  return { framesPerSecond: (after.frames - before.frames) / seconds, seconds, timings };
}
