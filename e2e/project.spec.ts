import { readFile, writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import {
  answer,
  find,
  fixture,
  frameCounts,
  frameFacts,
  goToFrame,
  openFile,
  openSample,
} from './support/editor.ts';
import { expect, test } from './support/test.ts';

const CLIP = fixture('slow-rate.mp4');
const rows = (page: Page) => page.getByRole('region', { name: 'Objects' }).getByRole('listitem');
const kept = (page: Page) => page.getByTestId('saving');

async function makeProject(page: Page): Promise<void> {
  await page.goto('/');
  await openFile(page, CLIP);
  await expect(frameFacts(page)).toContainText('Frame 1:');
  await find(page, 'the bar');
  await expect.poll(async () => (await frameCounts(page)).notComputed).toBe(0);
  await page.getByRole('slider', { name: 'Position' }).focus();
  await page.keyboard.press('F2');
  await page.keyboard.type('Bar one');
  await page.keyboard.press('Enter');
  await goToFrame(page, 2);
  await page.keyboard.press('i');
}

async function expectProject(page: Page): Promise<void> {
  await expect(rows(page)).toHaveText(/Bar one/);
  await expect(page.getByRole('slider', { name: 'In', exact: true })).toHaveAttribute(
    'aria-valuenow',
    '3',
  );
  // All masks are there without anything being looked at.
  expect((await frameCounts(page)).notComputed).toBe(0);
  await expect(page.getByRole('progressbar', { name: 'Finding' })).toBeHidden();
}

test('saved to a file, opened with its clip; a damaged and a newer one are refused', async ({
  page,
}, info) => {
  await makeProject(page);
  const path = info.outputPath('bar.earmark');
  await test.step('by Ctrl S', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.keyboard.press('Control+s'),
    ]);
    expect(download.suggestedFilename()).toBe('slow-rate.earmark');
    await download.saveAs(path);
  });

  await test.step('project and clip together', async () => {
    await page.evaluate(async () => {
      for (const { name } of await indexedDB.databases()) indexedDB.deleteDatabase(name ?? '');
    });
    await page.goto('/');
    await page.getByTestId('clip-file').first().setInputFiles([path, CLIP]);
    await expectProject(page);
  });

  await test.step('the project first: it says which clip it waits for', async () => {
    await page.goto('about:blank');
    await page.goto('/');
    await page.evaluate(async () => {
      for (const { name } of await indexedDB.databases()) indexedDB.deleteDatabase(name ?? '');
    });
    await page.reload();
    await openFile(page, path);
    const alert = page.getByRole('alert');
    await expect(alert).toContainText('belongs to “slow-rate.mp4”');
    await openFile(page, CLIP);
    await expectProject(page);
  });

  await test.step('a damaged one changes nothing', async () => {
    const bytes = await readFile(path);
    const damaged = info.outputPath('damaged.earmark');
    await writeFile(damaged, bytes.subarray(0, bytes.length / 2));
    await openFile(page, damaged);
    await expect(page.getByRole('alert')).toContainText('“damaged.earmark” is no project');
    await expectProject(page);
  });
});

test('a reload in the middle of a run: the project comes back whole and goes on', async ({
  page,
}) => {
  await page.goto('/');
  await openSample(page, 'A duck that says nothing');
  await find(page, 'the duck');
  await expect(answer(page)).toContainText('Found in');
  // An edit is kept within a second or two, with the masks that are there by then.
  await page.getByRole('slider', { name: 'Position' }).focus();
  await page.keyboard.press('i');
  await expect(kept(page)).toHaveText('Kept in this browser');
  // As a crash does it: nothing is asked and nothing is said.
  await page.goto('about:blank');

  await page.goto('/');
  const recent = page.getByRole('region', { name: 'Go on where you were' });
  await recent.getByRole('button', { name: /pond.webm.*“the duck”/ }).click();
  await expect(rows(page)).toHaveText(/the duck/);
  await expect(answer(page)).toContainText('Found in');
  const counts = await frameCounts(page);
  expect(counts.notComputed).toBeLessThan(150);
  expect(counts.notComputed).toBeGreaterThan(0);
  await answer(page).getByRole('button', { name: 'Go on' }).click();
  await expect
    .poll(async () => (await frameCounts(page)).notComputed)
    .toBeLessThan(counts.notComputed);
  await page.keyboard.press('Escape');
});

test('by keyboard: a clip of one’s own comes back with its project after a reload; forgotten', async ({
  page,
}) => {
  await makeProject(page);
  await expect(kept(page)).toHaveText('Kept in this browser');
  await page.reload();
  const recent = page.getByRole('region', { name: 'Go on where you were' });
  const entry = recent.getByRole('button', { name: /slow-rate.mp4.*“Bar one”/ });
  await entry.focus();
  await page.keyboard.press('Enter');
  await expectProject(page);
  await page.getByRole('button', { name: 'Earmark, start screen' }).click();
  await recent.getByRole('button', { name: 'Forget the project of slow-rate.mp4' }).focus();
  await page.keyboard.press('Enter');
  await expect(recent).toBeHidden();
});
