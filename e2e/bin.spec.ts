import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { violationsIn } from './support/axe.ts';
import { fixture } from './support/editor.ts';
import { readZip } from './support/exportedFiles.ts';
import { expect, test } from './support/test.ts';

const binSheet = (page: Page): Locator => page.getByRole('dialog', { name: 'Bin', exact: true });

const CLIPS = ['slow-rate.mp4', 'letter.mp4', 'zoo/one-frame.mp4'].map(fixture);

test('several clips: one that is broken says why, the rest is searched, kept and exported', async ({
  page,
}, info) => {
  await page.goto('/');
  await page.getByTestId('clip-file').first().setInputFiles(CLIPS);
  const bin = binSheet(page);
  await expect(bin).toContainText('3 clips: 3 waiting');
  await bin.getByRole('textbox', { name: /What to find/ }).fill('the bright bar');
  await bin.getByRole('button', { name: 'Search all' }).click();
  await expect(bin.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect(bin).toContainText('3 clips: 2 done, 1 failed');
  const row = (name: string): Locator => bin.getByRole('listitem').filter({ hasText: name });
  await expect(row('letter.mp4')).toContainText('is not a video that Earmark can open');
  await expect(row('slow-rate.mp4')).toContainText(/“the bright bar”: (?:in \d+ of 12|not found)/);
  expect(await violationsIn(page)).toEqual([]);

  await test.step('one export has a folder a clip, and names what is missing', async () => {
    await bin.getByRole('combobox', { name: 'Export as' }).selectOption('COCO JSON');
    const download = page.waitForEvent('download');
    await bin.getByRole('button', { name: 'Export all' }).click();
    const path = info.outputPath((await download).suggestedFilename());
    await (await download).saveAs(path);
    expect(path).toMatch(/2-clips_coco\.zip$/);
    const zip = readZip(path);
    expect(zip.names).toEqual([
      'failed.txt',
      'one-frame/annotations.json',
      'one-frame/manifest.json',
      'one-frame/ytvis.json',
      'slow-rate/annotations.json',
      'slow-rate/manifest.json',
      'slow-rate/ytvis.json',
    ]);
    expect(JSON.parse(zip.text('slow-rate/annotations.json')).images).toHaveLength(12);
    expect(zip.text('failed.txt')).toContain('letter.mp4: “letter.mp4” is not a video');
    expect(readFileSync(path).length).toBeGreaterThan(1000);
  });

  await test.step('after a reload the results are there; a file is given again', async () => {
    await page.reload();
    await page.getByRole('button', { name: 'Bin: 3 of 3 clips searched' }).click();
    await expect(bin).toContainText('3 clips: 2 done, 1 failed');
    await expect(bin.getByRole('textbox', { name: /What to find/ })).toHaveValue('the bright bar');
    await page.getByTestId('bin-files').setInputFiles(fixture('slow-rate.mp4'));
    await expect(bin).toContainText('3 clips: 2 done, 1 failed');
    await bin.getByRole('button', { name: 'Open slow-rate.mp4 in the editor' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'slow-rate.mp4' })).toBeAttached();
    await expect(page.getByRole('button', { name: 'Show the bright bar' })).toBeVisible();
  });
});
