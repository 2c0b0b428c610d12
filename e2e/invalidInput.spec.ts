import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import {
  queryBox,
  runQuery,
  fixture,
  frameFacts,
  openFile,
  withoutModel,
} from './support/editor.ts';
import { expect, test } from './support/test.ts';

const GOOD_CLIP = 'vp9-opus.webm';

async function openGoodClip(page: Page): Promise<void> {
  await page.goto('/');
  await openFile(page, fixture(GOOD_CLIP));
  await expect(frameFacts(page)).toContainText('Frame 1:');
}

/** The clip before is still there and still answers. */
async function expectGoodClip(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: GOOD_CLIP })).toBeAttached();
  const before = await frameFacts(page).textContent();
  await page.getByRole('button', { name: 'Next frame' }).click();
  await expect(frameFacts(page)).not.toHaveText(before ?? '');
}

const UNREADABLE = [
  ['sound-only.mp4', 'has no picture', 'Choose a file with a video track'],
  ['mpeg4-part-2.mp4', 'cannot decode the codec mp4v', 'H.264, VP9 or AV1'],
  ['no-index.mp4', 'is damaged or cut off', 'Copy or export it again'],
  ['empty.mp4', 'is empty', 'Get it again'],
  ['letter.mp4', 'is not a video that Earmark can open', 'MP4, MOV, WebM and MKV'],
] as const;

test('files that cannot be opened: the page says why and what to do, and keeps the clip', async ({
  page,
}) => {
  await withoutModel(page);
  await openGoodClip(page);
  for (const [fileName, message, remedy] of UNREADABLE) {
    await test.step(fileName, async () => {
      await openFile(page, fixture(fileName));
      const alert = page.getByRole('alert');
      await expect(alert).toContainText(message);
      await expect(alert).toContainText(remedy);
      await expectGoodClip(page);
      await alert.getByRole('button', { name: 'Dismiss' }).click();
      await expect(alert).toBeHidden();
    });
  }
});

test('a clip cut short opens and says where it ends', async ({ page }) => {
  await withoutModel(page);
  await page.goto('/');
  await openFile(page, fixture('cut-short.mp4'));
  await expect(frameFacts(page)).toContainText('Frame 1:');
  await page.getByRole('button', { name: 'Last frame' }).click();
  await expect(frameFacts(page)).toContainText(/^Frame \d+ is damaged, frame \d+ is shown/);
});

test('a clip whose name is markup: the name is shown, and nothing of it runs', async ({ page }) => {
  await withoutModel(page);
  await page.goto('/');
  const name = '<img src=x onerror="document.title=1">.webm';
  const buffer = await readFile(fixture('odd-size.webm'));
  const file = { name, mimeType: 'video/webm', buffer };
  await page.getByTestId('clip-file').first().setInputFiles(file);
  await expect(page.getByRole('heading', { level: 1, name })).toBeAttached();
  expect(await page.title()).not.toBe('1');
});

test('a clip without sound, and one whose sound cannot be decoded', async ({ page }) => {
  await withoutModel(page);
  await page.goto('/');
  await openFile(page, fixture('odd-size.webm'));
  await expect(page.getByRole('group', { name: 'Playback' })).toContainText('No sound');
  await openFile(page, fixture('undecodable-sound.mp4'));
  const playing = page.getByRole('group', { name: 'Playback' });
  await expect(playing).toContainText('Sound cannot be decoded');
});

test('a bundle with a wrong hash is not opened; the right one is, later, and refuses 100 words', async ({
  page,
}) => {
  await page.route('**/models/lite/cue_fusion.onnx', async (route) => {
    const response = await route.fetch();
    const body = await response.body();
    body[body.length - 1] = (body[body.length - 1] ?? 0) ^ 1;
    await route.fulfill({ response, body });
  });
  // The model is fetched as soon as there is a clip.
  await openGoodClip(page);
  await expect(page.getByRole('alert')).toContainText('arrived damaged');
  await expectGoodClip(page);
  await page.unroute('**/models/lite/cue_fusion.onnx');
  await page.getByRole('button', { name: 'Model not loaded' }).click();
  await page.getByRole('button', { name: 'Fastest' }).click();
  await expect(page.getByRole('button', { name: /Model ready/ })).toBeVisible();

  // Only the bundle's tokenizer can tell.
  const expression = Array(100).fill('dog').join(' ');
  await runQuery(page, expression);
  await expect(page.getByRole('alert')).toContainText('The sentence is too long');
  await expect(queryBox(page)).toHaveValue(expression);
  await expectGoodClip(page);
  await queryBox(page).fill('');
  await expect(page.getByRole('alert')).toBeHidden();
});
