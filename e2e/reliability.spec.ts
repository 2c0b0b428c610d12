import { readFileSync, writeFileSync } from 'node:fs';
import type { Page, TestInfo } from '@playwright/test';
import { decodeProjectFile } from '../src/editor/persistence/projectFile/projectFile.ts';
import { overwritePackets } from '../tests/fixtures/damage.ts';
import {
  answer,
  expectAllLookedAt,
  fixture,
  frameCounts,
  frameFacts,
  frameNumber,
  goToFrame,
  openFile,
  runQuery,
} from './support/editor.ts';
import { expect, test } from './support/test.ts';

/** Headers and deflated bytes of the only result's masks, by frame, of the project that is saved. */
async function readSavedMasks(page: Page, info: TestInfo, fileName: string) {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.keyboard.press('Control+s'),
  ]);
  const path = info.outputPath(fileName);
  await download.saveAs(path);
  const { results } = decodeProjectFile(new Uint8Array(readFileSync(path)));
  expect(results).toHaveLength(1);
  const masks = results[0]?.masks.toSorted((a, b) => a.header.frameIndex - b.header.frameIndex);
  // Somebody is drawn: an empty mask takes some dozen bytes.
  const drawn = masks?.filter(({ deflated }) => deflated.length > 500) ?? [];
  expect(drawn.length).toBeGreaterThanOrEqual(3);
  return masks;
}

/** A sheep and a pig, in three frames that are searched. */
const LINK = '/#sample=paddock.mp4&find=the+animal&in=1&out=3';

async function expectSearched(page: Page): Promise<void> {
  await expect(answer(page)).toContainText('Found in 3 of 3');
  await expect(page.getByRole('progressbar', { name: 'Finding' })).toBeHidden();
}

test('masks are the same bytes after a reload; a cut-out opens again; damage is named', async ({
  page,
}, info) => {
  await page.goto(LINK);
  await expectSearched(page);
  // All masks: while some of a run that has ended are not stored, it says "Saving…".
  await expect(page.getByTestId('saving')).toHaveText('Saved in this browser');
  const first = await readSavedMasks(page, info, 'first.earmark');

  await test.step('after a reload: what was kept, and what is asked again', async () => {
    await page.reload();
    const recent = page.getByRole('region', { name: 'Recent projects' });
    await recent.getByRole('button', { name: /paddock.mp4.*“the animal”/ }).click();
    await expectSearched(page);
    expect(await readSavedMasks(page, info, 'kept.earmark')).toEqual(first);

    // A new project of the same clip, in an engine that knows nothing of it.
    await page.goto('about:blank');
    await page.goto(LINK);
    await expectSearched(page);
    expect(await readSavedMasks(page, info, 'again.earmark')).toEqual(first);
  });

  await test.step('a cut-out exported as WebM with alpha opens again', async () => {
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
    await expect(frameFacts(page)).toContainText('Frame 3:');
    await expect(page.getByRole('alert')).toBeHidden();
  });

  await test.step('damaged frames and sound: the rest is searched, the answer says what is missing', async () => {
    const path = info.outputPath('damaged.mp4');
    const frames = readFileSync(fixture('broken-frame.mp4'));
    writeFileSync(path, await overwritePackets(frames, 'audio', (_, seconds) => seconds >= 1.2));
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
    await goToFrame(page, 6);
    await expect(frameFacts(page)).toContainText('Frame 7 is damaged, frame 5 is shown');
    await goToFrame(page, 4);
    await page.keyboard.press('Space');
    // Played over: at the end of the clip it stands still.
    await expect(frameNumber(page)).toHaveText('12');
    await expect(page.getByRole('alert')).toBeHidden();
  });
});
