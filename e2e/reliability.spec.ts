import { readFileSync, writeFileSync } from 'node:fs';
import { overwritePackets } from '../tests/fixtures/damage.ts';
import {
  answer,
  expectAllLookedAt,
  fixture,
  frameCounts,
  frameFacts,
  openFile,
  runQuery,
  showMask,
} from './support/editor.ts';
import { expect, test } from './support/test.ts';

test('a cut-out exported as WebM with alpha opens again', async ({ page }, info) => {
  await page.goto('/');
  await openFile(page, fixture('slow-rate.mp4'));
  await runQuery(page, 'the bright bar');
  await expectAllLookedAt(page);
  await showMask(page);
  await page.getByRole('slider', { name: 'Position' }).focus();
  await page.keyboard.press('e');
  const sheet = page.getByRole('dialog', { name: 'Export', exact: true });
  await sheet.getByText('Video with alpha', { exact: true }).click();
  const downloading = page.waitForEvent('download');
  await sheet.getByRole('button', { name: 'Export', exact: true }).click();
  const download = await downloading;
  const path = info.outputPath(download.suggestedFilename());
  await download.saveAs(path);
  // AlphaMode 1 in the track's header.
  expect(readFileSync(path).includes(Buffer.from([0x53, 0xc0, 0x81, 0x01]))).toBe(true);
  await page.keyboard.press('Escape');

  await openFile(page, path);
  await expect(
    page.getByRole('heading', { level: 1, name: download.suggestedFilename() }),
  ).toBeAttached();
  await expect(page.getByRole('alert')).toBeHidden();
  await page.getByRole('button', { name: 'Last frame' }).click();
  await expect(frameFacts(page)).toContainText('Frame 12:');
  await expect(page.getByRole('alert')).toBeHidden();
});

test('damaged frames and sound: the rest is searched, and the answer says what is missing', async ({
  page,
}, info) => {
  const path = info.outputPath('damaged.mp4');
  const frames = readFileSync(fixture('broken-frame.mp4'));
  writeFileSync(path, await overwritePackets(frames, 'audio', (_, seconds) => seconds >= 1.2));
  await page.goto('/');
  await openFile(page, path);
  await expect(frameFacts(page)).toContainText('Frame 1:');
  await runQuery(page, 'the bright bar');
  await expectAllLookedAt(page, 3);
  await expect(answer(page)).toContainText('Frames 6, 7, 8 are damaged and were skipped');
  await expect(answer(page)).toContainText(
    'The sound is damaged at 1–3 s; only the picture was searched there.',
  );
  await expect(page.getByRole('alert')).toBeHidden();
  const { present, empty } = await frameCounts(page);
  expect(present + empty).toBe(9);
});
