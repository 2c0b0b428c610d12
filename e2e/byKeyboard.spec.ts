import type { Locator, Page } from '@playwright/test';
import { answer, queryBox, frameCounts, frameFacts, frameNumber } from './support/editor.ts';
import { readZip } from './support/exportedFiles.ts';
import { expect, test } from './support/test.ts';

const MAX_TAB_STOPS = 60;

/** Tab until the element has the focus, as someone without a mouse gets there. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let stop = 0; stop < MAX_TAB_STOPS; stop += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${String(target)}.`);
}

test('by keyboard alone: a sample, a sentence, cancel, scrub, another, without sound, export', async ({
  page,
}, info) => {
  await page.goto('/');

  await test.step('open a sample', async () => {
    await tabTo(page, page.getByRole('button', { name: 'Open the sample A duck' }));
    await page.keyboard.press('Enter');
    await expect(frameFacts(page)).toContainText('Frame 1:');
  });

  await test.step('write a sentence and find it', async () => {
    await page.keyboard.press('Slash');
    await expect(queryBox(page)).toBeFocused();
    await page.keyboard.type('the white bird');
    await page.keyboard.press('Enter');
    await expect(answer(page)).toContainText('the white bird');
    await expect.poll(async () => (await frameCounts(page)).notComputed).toBeLessThan(148);
  });

  await test.step('cancel', async () => {
    await page.keyboard.press('Escape');
    await expect(answer(page)).toContainText('Stopped');
  });

  await test.step('step, hop and jump', async () => {
    await tabTo(page, page.getByRole('button', { name: 'the duck' }));
    for (const [key, frame] of [
      ['ArrowRight', 2],
      ['ArrowRight', 3],
      ['ArrowLeft', 2],
      ['Shift+ArrowRight', 12],
      ['End', 150],
      ['Home', 1],
    ] as const) {
      await page.keyboard.press(key);
      await expect(frameNumber(page)).toHaveText(String(frame));
      await expect(frameFacts(page)).toContainText(`Frame ${frame}:`);
    }
    await page.keyboard.press('m');
    const mute = page.getByRole('button', { name: 'Mute', exact: true });
    await expect(mute).toHaveAttribute('aria-pressed', 'true');
    await page.keyboard.press('k');
    await page.keyboard.press('l');
    await expect(frameNumber(page)).not.toHaveText('1');
    await page.keyboard.press('k');
    await tabTo(page, page.getByRole('slider', { name: 'Position' }));
    await page.keyboard.press('Home');
    await expect(frameNumber(page)).toHaveText('1');
    await page.keyboard.press('ArrowRight');
    await expect(frameNumber(page)).toHaveText('2');
  });

  await test.step('another sentence by its chip', async () => {
    await tabTo(page, page.getByRole('button', { name: 'the barking dog' }));
    await page.keyboard.press('Enter');
    await expect(answer(page)).toContainText('the barking dog');
    await expect(answer(page)).toContainText(/Found in|Nothing matches/);
    await page.keyboard.press('Escape');
    await expect(answer(page)).toContainText(/Stopped|Nothing|Found/);
  });

  await test.step('without sound', async () => {
    await tabTo(page, page.locator('summary', { hasText: 'Why this answer' }));
    await page.keyboard.press('Enter');
    await tabTo(page, page.getByRole('radio', { name: 'All cues' }));
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('radio', { name: 'Without sound' })).toBeChecked();
    await expect(answer(page)).toContainText(/Found in|Nothing matches/);
    await page.keyboard.press('Escape');
  });

  await test.step('export palette PNGs and save them', async () => {
    await page.keyboard.press('e');
    const sheet = page.getByRole('dialog', { name: 'Export', exact: true });
    await tabTo(page, sheet.getByRole('radio', { name: 'Cut-outs' }));
    // Down over pictures and videos.
    for (let step = 0; step < 7; step += 1) await page.keyboard.press('ArrowDown');
    await expect(sheet.getByRole('radio', { name: 'Label maps' })).toBeChecked();
    await expect(sheet.getByRole('switch', { name: 'Write empty frames too' })).toBeChecked();
    await tabTo(page, sheet.getByRole('button', { name: 'Export', exact: true }));
    const download = page.waitForEvent('download');
    await page.keyboard.press('Enter');
    await tabTo(page, sheet.getByRole('button', { name: 'Save again' }));
    const path = info.outputPath('pond.zip');
    await (await download).saveAs(path);
    const zip = readZip(path);
    expect(JSON.parse(zip.text('manifest.json'))).toMatchObject({
      settings: { format: 'palette-png' },
      // All objects that are shown, the newest on top.
      objects: [
        { expression: 'the barking dog', switches: { sound: false } },
        { expression: 'the white bird' },
      ],
    });
    const pictures = zip.names.filter((name) => name.endsWith('.png'));
    expect(pictures.length).toBeGreaterThan(0);
    expect(pictures[0]).toMatch(/^Annotations\/Full-Resolution\/pond\/\d{5}\.png$/);
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();
  });
});
