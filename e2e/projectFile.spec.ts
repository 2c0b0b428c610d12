import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page, TestInfo } from '@playwright/test';
import { runCommand } from './support/commandPalette.ts';
import {
  answer,
  runQuery,
  frameCounts,
  goToFrame,
  openFile,
  openSample,
  withoutModel,
} from './support/editor.ts';
import { screenProject } from './support/screenProject.ts';
import { expect, test } from './support/test.ts';

/** A sample, opened as a person's own file. */
const CLIP = join(import.meta.dirname, '../public/samples/paddock.mp4');
const objectRows = (page: Page) =>
  page.getByRole('region', { name: 'Objects' }).getByRole('listitem');
const savingStatus = (page: Page) => page.getByTestId('saving');

const expectInAtSecondFrame = (page: Page) =>
  expect(page.getByRole('slider', { name: 'In', exact: true })).toHaveAttribute(
    'aria-valuenow',
    '2',
  );

/** Three masks, a name, and In at the second frame. No model is there that could find them anew. */
async function createProject(page: Page, info: TestInfo): Promise<void> {
  const drawn = info.outputPath('drawn.earmark');
  await writeFile(drawn, await screenProject({ sampleFile: null }));
  await withoutModel(page);
  await page.goto('/');
  await page.getByTestId('clip-file').first().setInputFiles([drawn, CLIP]);
  await expect(answer(page)).toContainText('Found in 3 of 3');
  await page.getByRole('slider', { name: 'Position' }).focus();
  await page.keyboard.press('F2');
  await expect(page.getByRole('textbox', { name: 'Name of the animal' })).toBeFocused();
  await page.keyboard.type('Animal one');
  await page.keyboard.press('Enter');
  await goToFrame(page, 1);
  await page.keyboard.press('i');
  await expectInAtSecondFrame(page);
}

async function expectProject(page: Page): Promise<void> {
  await expect(objectRows(page)).toHaveText(/Animal one/);
  await expectInAtSecondFrame(page);
  await expect(answer(page)).toContainText('Found in 3 of 3');
  await expect(page.getByRole('progressbar', { name: 'Finding' })).toBeHidden();
}

test('saved to a file, opened with its clip; a damaged and a newer one are refused', async ({
  page,
}, info) => {
  await createProject(page, info);
  const path = info.outputPath('animal.earmark');
  await test.step('by Ctrl S', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.keyboard.press('Control+s'),
    ]);
    expect(download.suggestedFilename()).toBe('paddock.earmark');
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
    await expect(alert).toContainText('belongs to “paddock.mp4”');
    await openFile(page, CLIP);
    await expectProject(page);
  });

  await test.step('a damaged one changes nothing', async () => {
    const bytes = await readFile(path);
    const damaged = info.outputPath('damaged.earmark');
    await writeFile(damaged, bytes.subarray(0, bytes.length / 2));
    await openFile(page, damaged);
    await expect(page.getByRole('alert')).toContainText('“damaged.earmark” is no project file');
    await expectProject(page);
  });
});

/** Kills the tab as a crash does: nothing is asked, and no handler of the page runs. */
async function crash(page: Page): Promise<void> {
  const crashed = page.waitForEvent('crash');
  const session = await page.context().newCDPSession(page);
  // The answer never comes.
  session.send('Page.crash').catch(() => undefined);
  await crashed;
}

/** The duck's project in another tab, with as many frames looked at as were kept. */
async function recover(page: Page): Promise<void> {
  await page.goto('/');
  const recent = page.getByRole('region', { name: 'Recent projects' });
  await recent.getByRole('button', { name: /pond.webm.*“the duck”/ }).click();
  await expect(objectRows(page)).toHaveText(/the duck/);
  await expect(answer(page)).toContainText(/Found in|Nothing/);
  await expect(page.getByRole('slider', { name: 'Out', exact: true })).toHaveAttribute(
    'aria-valuenow',
    '31',
  );
}

test('killed in the middle of a run and of an export: the project comes back whole and goes on', async ({
  page,
  context,
}) => {
  await page.goto('/');
  await openSample(page, 'A duck that says nothing');
  await goToFrame(page, 30);
  await page.keyboard.press('o');
  await runQuery(page, 'the duck');
  await expect(answer(page)).toContainText(/Found in|Nothing/);
  const before = await frameCounts(page);
  // An edit is kept within a second or two, with the masks that are there by then.
  await page.getByRole('slider', { name: 'Position' }).focus();
  await page.keyboard.press('h');
  await page.keyboard.press('h');
  await expect(savingStatus(page)).toHaveText('Saved in this browser');
  await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeVisible();
  await crash(page);

  const second = await context.newPage();
  await recover(second);
  const counts = await frameCounts(second);
  expect(counts.notComputed).toBeLessThanOrEqual(before.notComputed);
  expect(counts.notComputed).toBeGreaterThan(0);
  await answer(second).getByRole('button', { name: 'Resume' }).click();
  await expect
    .poll(async () => (await frameCounts(second)).notComputed)
    .toBeLessThan(counts.notComputed);
  await second.keyboard.press('Escape');
  await expect(answer(second)).toContainText('Stopped');
  const computed = await frameCounts(second);
  await expect(savingStatus(second)).toHaveText('Saved in this browser');

  await answer(second).getByRole('button', { name: 'Export masks' }).click();
  const sheet = second.getByRole('dialog', { name: 'Export', exact: true });
  // Every frame is decoded, painted and encoded: the longest of the exports.
  await sheet.getByText('Video', { exact: true }).click();
  await sheet.getByRole('button', { name: 'Export', exact: true }).click();
  await expect(sheet.getByRole('progressbar', { name: 'Exporting' })).toBeVisible();
  await crash(second);

  // What was kept needs no model to be shown.
  const third = await context.newPage();
  await withoutModel(third);
  await recover(third);
  const after = await frameCounts(third);
  // The last frame may have come in after what was kept.
  expect(after.notComputed - computed.notComputed).toBeLessThanOrEqual(1);
  await answer(third).getByRole('button', { name: 'Export masks' }).click();
  await expect(third.getByRole('dialog', { name: 'Export', exact: true })).toContainText('Export');
});

test('by keyboard: a clip of one’s own comes back with its project after a reload; forgotten', async ({
  page,
}, info) => {
  await createProject(page, info);
  await expect(savingStatus(page)).toHaveText('Saved in this browser');
  // With a browser slow to grant locks, the project was once stored a second time as it was opened.
  await page.addInitScript(() => {
    const { locks } = navigator;
    const request = locks.request.bind(locks);
    Object.defineProperty(locks, 'request', {
      value: async (...given: Parameters<typeof request>) => {
        await new Promise((resolve) => setTimeout(resolve, 1500));
        return request(...given);
      },
    });
  });
  await page.reload();
  const recent = page.getByRole('region', { name: 'Recent projects' });
  const entry = recent.getByRole('button', { name: /paddock.mp4.*“Animal one”/ });
  await entry.focus();
  await page.keyboard.press('Enter');
  await expectProject(page);
  await page.getByRole('button', { name: 'Earmark, start screen' }).click();
  await recent.getByRole('button', { name: 'Remove paddock.mp4 from recent projects' }).focus();
  await page.keyboard.press('Enter');
  await expect(recent).toBeHidden();
});

test('a clip is copied only when the person says so, and a project finds its clip again', async ({
  page,
}, info) => {
  const keptClips = () =>
    page.evaluate(async () => {
      const opening = indexedDB.open('earmark-projects');
      await new Promise((resolve) => opening.addEventListener('success', resolve));
      const reading = opening.result.transaction('projects').objectStore('projects').getAllKeys();
      await new Promise((resolve) => reading.addEventListener('success', resolve));
      opening.result.close();
      return reading.result.filter((key) => typeof key === 'string' && key.startsWith('clip/'))
        .length;
    });
  await page.addInitScript(() => localStorage.removeItem('earmark/view/1'));
  await createProject(page, info);
  const question = page.getByRole('region', { name: 'Keep the clip?' });
  await expect(savingStatus(page)).toHaveText('Saved in this browser');
  await expect(question).toContainText('without its clip');
  expect(await keptClips()).toBe(0);

  await test.step('kept, and deleted again by a switch', async () => {
    await question.getByRole('button', { name: 'Keep clips' }).click();
    await expect(question).toBeHidden();
    await expect.poll(keptClips).toBe(1);
    await page.getByRole('slider', { name: 'Position' }).focus();
    await runCommand(page, 'stored data');
    const keeps = page.getByRole('switch', { name: 'Keep the clips of projects' });
    await expect(keeps).toBeChecked();
    await keeps.click();
    await expect.poll(keptClips).toBe(0);
    await page.keyboard.press('Escape');
  });

  await test.step('after a reload the project asks for its clip, and stays the same project', async () => {
    await page.reload();
    const recent = page.getByRole('region', { name: 'Recent projects' });
    await recent.getByRole('button', { name: /paddock.mp4.*needs its clip/ }).click();
    await expect(page.getByRole('alert')).toContainText('belongs to “paddock.mp4”');
    await openFile(page, CLIP);
    await expectProject(page);
    await page.getByRole('button', { name: 'Earmark, start screen' }).click();
    await expect(recent.getByRole('listitem')).toHaveCount(1);
  });
});
