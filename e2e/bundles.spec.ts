import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { fixture, frameFacts, openFile, runQuery, showMask } from './support/editor.ts';
import { expect, test } from './support/test.ts';

const TINY_BUNDLE = 'bundles/paper';

const modelMenu = (page: Page): Locator => page.getByRole('dialog', { name: 'Model' });

async function pickFolder(page: Page, folder: string): Promise<void> {
  await page.getByLabel('Folder of a model').setInputFiles(folder);
}

test('another model: listed with size and purpose, opened from a folder, refused when damaged', async ({
  page,
}, info) => {
  // The model that ships stays on its way: what is asked here is answered by the other one.
  await page.route('**/models/lite/*.onnx', () => undefined);
  await page.goto('/');
  await openFile(page, fixture('slow-rate.mp4'));
  await expect(frameFacts(page)).toContainText('Frame 1:');
  await page.getByRole('button', { name: /model/i }).first().click();
  const listed = modelMenu(page).getByRole('group', { name: 'Which model' });
  await expect(listed.getByRole('radio')).toHaveCount(1);
  await expect(listed).toContainText(/MB\. Fast\. Good for everyday things/);

  const folder = await mkdtemp(join(tmpdir(), 'earmark-bundle-'));
  try {
    await cp(fixture(TINY_BUNDLE), folder, { recursive: true });
    await test.step('a damaged file is named, nothing is opened', async () => {
      const file = join(folder, 'mask_decoder.0.bin');
      const bytes = await readFile(file);
      await writeFile(file, bytes.with(100, bytes[100] === 7 ? 8 : 7));
      await pickFolder(page, folder);
      await expect(modelMenu(page)).toContainText('mask_decoder.0.bin');
    });
    await test.step('a folder without a manifest is no model', async () => {
      await rm(join(folder, 'manifest.json'));
      await pickFolder(page, folder);
      await expect(modelMenu(page)).toContainText('manifest.json');
    });
  } finally {
    await rm(folder, { recursive: true });
  }

  await test.step('the right files open, and say what they are', async () => {
    await pickFolder(page, fixture(TINY_BUNDLE));
    await expect(modelMenu(page)).toContainText('EEMC, paper reading, tiny, not trained 0.0.1');
    await expect(modelMenu(page)).toContainText('opened from your own files');
    await page.screenshot({ path: info.outputPath('model-menu.png') });
    await page.keyboard.press('Escape');
  });

  await test.step('it answers, and the result names it', async () => {
    await runQuery(page, 'the grey slope');
    await showMask(page);
    await expect(frameFacts(page)).toContainText('of the picture');
    await page.getByText('Why this answer').click();
    await expect(page.getByText(/Found by the model tiny-paper 0\.0\.1/)).toBeVisible();
  });
});
