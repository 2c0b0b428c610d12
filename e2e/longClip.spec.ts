import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CDPSession, Page } from '@playwright/test';
import { createLongClip } from '../tests/fixtures/longClip.ts';
import { openPalette } from './support/commandPalette.ts';
import { answer, frameFacts, frameNumber, openFile, runQuery } from './support/editor.ts';
import { expect, test } from './support/test.ts';

const POND = join(import.meta.dirname, '../public/samples/pond.webm');
const HOURS = 3;
const SECONDS = HOURS * 3600;
/** What the page holds besides the engine's caches, whose budgets the engine keeps. */
const MAX_HEAP_BYTES = 300e6;

/** Of the page after a collection. */
async function heapBytes(client: CDPSession): Promise<number> {
  await client.send('HeapProfiler.collectGarbage');
  const { usedSize } = await client.send('Runtime.getHeapUsage');
  return usedSize;
}

async function goTo(page: Page, frame: number): Promise<void> {
  const palette = page.getByRole('dialog', { name: 'Commands' });
  await page.getByRole('slider', { name: 'Position' }).focus();
  await openPalette(page, 'g');
  await page.keyboard.type(String(frame));
  await expect(palette.getByRole('option', { name: `Go to frame ${frame} of` })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(palette).toBeHidden();
  await expect(frameNumber(page)).toHaveText(String(frame));
  await expect(frameFacts(page)).toContainText(`Frame ${frame}:`);
}

test('three hours: opened, searched from In to Out, and the whole search says its time and stops', async ({
  page,
}, info) => {
  const path = info.outputPath('three-hours.webm');
  writeFileSync(path, await createLongClip(readFileSync(POND), SECONDS));
  const client = await page.context().newCDPSession(page);
  const measured: Record<string, number> = {};
  const timed = async (name: string, work: () => Promise<void>): Promise<void> => {
    const start = performance.now();
    await work();
    measured[name] = Math.round(performance.now() - start) / 1000;
  };
  await page.goto('/');
  await timed('open, s', async () => {
    await openFile(page, path);
    await expect(frameFacts(page)).toHaveText(/^Frame 1: /);
  });
  await expect(page.getByText('/ 3:00:00')).toBeVisible();
  await timed('last frame, s', () => goTo(page, SECONDS));

  await goTo(page, 21);
  await page.keyboard.press('i');
  await goTo(page, 23);
  await page.keyboard.press('o');
  await timed('In to Out, s', async () => {
    await runQuery(page, 'the duck');
    await expect(answer(page)).toContainText('Found in 3 of 3');
    await expect(page.getByRole('progressbar', { name: 'Finding' })).toBeHidden();
  });

  await page.keyboard.press('x');
  await runQuery(page, 'the white bird');
  // By its title, as a screen reader is told the same now and then.
  const progress = page.getByTitle(/^Searching one frame a second: \d+ of 10800, about .+ left$/);
  await timed('time left is said after, s', () => expect(progress).toBeVisible());
  info.annotations.push({ type: 'progress', description: await progress.innerText() });
  await timed('stopped after, s', async () => {
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await expect(page.getByRole('progressbar', { name: 'Finding' })).toBeHidden();
  });
  await expect(answer(page)).toContainText('Stopped');
  const heap = await heapBytes(client);
  measured['heap, MB'] = Math.round(heap / 1e6);
  expect(heap).toBeLessThan(MAX_HEAP_BYTES);
  info.annotations.push({ type: 'measured', description: JSON.stringify(measured) });
});
