import type { Page } from '@playwright/test';
import { violationsIn } from './support/axe.ts';
import { answer, canvasPixels, frameFacts, maskArea, picture } from './support/editor.ts';
import { readZip } from './support/exportedFiles.ts';
import { expect, test } from './support/test.ts';

type CocoLabel = { readonly track_id: number; readonly area: number };

const areaOf = (labels: readonly CocoLabel[]): number =>
  labels.reduce((sum, { area }) => sum + area, 0);

const candidatePanel = (page: Page) => page.getByRole('region', { name: 'Which is meant?' });
const selectionExamples = (page: Page) =>
  page.getByRole('list', { name: 'Examples: only this, not this' }).getByRole('listitem');
const expectSelectionAnnounced = (page: Page) =>
  expect(page.getByTestId('announcements')).toHaveText(/now shows what was meant/);

/** Of what the matte shows, the share that lies in the left half of the picture. */
async function fractionOnTheLeft(page: Page): Promise<number> {
  const { width, data } = await canvasPixels(page);
  let [left, all] = [0, 0];
  for (let at = 0; at < data.length; at += 4) {
    if (data[at] === 255) {
      all += 1;
      left += (at / 4) % width < width / 2 ? 1 : 0;
    }
  }
  return left / all;
}

test('a sentence that matches two instances: one is chosen by mouse, by keyboard, undone and saved', async ({
  page,
}, info) => {
  // A sheep on the left and a small pig on the right.
  await page.goto('/#sample=paddock.mp4&find=the+animal&in=1&out=3&view=matte');
  await expect(answer(page)).toContainText('Found in 3 of 3');
  await expect(candidatePanel(page)).toContainText('2 instances match in this frame');
  await expect.poll(() => fractionOnTheLeft(page)).toBeLessThan(0.9);
  const both = await maskArea(page);

  await test.step('by mouse: only the one on the right, in this frame and in the next', async () => {
    await candidatePanel(page)
      .getByRole('button', { name: /^Only this: 2 of 2/ })
      .click();
    await expectSelectionAnnounced(page);
    await expect(selectionExamples(page)).toHaveText(['Only this, frame 1']);
    await expect(candidatePanel(page)).toBeHidden();
    await expect.poll(() => maskArea(page)).toBeLessThan(both / 3);
    await expect.poll(() => fractionOnTheLeft(page)).toBeLessThan(0.05);
    await page.getByRole('button', { name: 'Next frame' }).click();
    await expect(frameFacts(page)).toContainText('Frame 2:');
    await expect.poll(() => maskArea(page)).toBeLessThan(both / 3);
    await expect.poll(() => fractionOnTheLeft(page)).toBeLessThan(0.05);
  });

  await test.step('thumbnail and sound match follow', async () => {
    const row = page.getByRole('region', { name: 'Objects' }).getByRole('listitem');
    await expect(row.locator('[data-frame] canvas')).toBeVisible();
    await page.getByText('Why this answer').click();
    await expect(page.getByTestId('sound-match-now')).toHaveText(/\d/);
  });

  await test.step('undone: both again, and the question too', async () => {
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(selectionExamples(page)).toHaveCount(0);
    await expect.poll(() => maskArea(page)).toBeGreaterThan(0.9 * both);
    await expect(candidatePanel(page)).toBeVisible();
  });

  await test.step('labels: a track an instance, or both as one', async () => {
    await page.getByRole('slider', { name: 'Position' }).focus();
    await page.keyboard.press('e');
    const sheet = page.getByRole('dialog', { name: 'Export', exact: true });
    await sheet.getByText('COCO JSON', { exact: true }).click();
    const unit = sheet.getByRole('combobox', { name: 'Labels' });
    await expect(unit).toHaveValue('instance');
    const exportTracks = async (name: string): Promise<CocoLabel[]> => {
      const download = page.waitForEvent('download');
      await sheet.getByRole('button', { name: 'Export', exact: true }).click();
      const path = info.outputPath(name);
      await (await download).saveAs(path);
      await sheet.getByRole('button', { name: 'Export something else' }).click();
      return JSON.parse(readZip(path).text('annotations.json')).annotations;
    };
    const single = await exportTracks('instances.zip');
    const ofTrack = (id: number) => single.filter(({ track_id: track }) => track === id);
    expect([single.length, ofTrack(1).length, ofTrack(2).length]).toEqual([6, 3, 3]);
    await unit.selectOption('One label per object');
    const union = await exportTracks('objects.zip');
    expect(union.map(({ track_id: track }) => track)).toEqual([1, 1, 1]);
    // The parts are the whole, but for specks that are small beside one of them.
    expect(areaOf(single) / areaOf(union)).toBeGreaterThan(0.97);
    expect(areaOf(single) / areaOf(union)).toBeLessThan(1.03);
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();
  });

  await test.step('by mouse in the picture: not the sheep; the example is removed, and undone', async () => {
    await page.getByRole('slider', { name: 'Position' }).focus();
    await page.keyboard.press('t');
    await expect(page.getByRole('application')).toBeFocused();
    const box = await picture(page).boundingBox();
    if (box === null) throw new Error('The picture is not shown.');
    await page.mouse.click(box.x + box.width * 0.4, box.y + box.height * 0.6);
    await expectSelectionAnnounced(page);
    await expect(selectionExamples(page)).toHaveText(['Not this, frame 2']);
    await expect.poll(() => fractionOnTheLeft(page)).toBeLessThan(0.05);
    expect(await violationsIn(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Remove: Not this/ }).click();
    await expect.poll(() => maskArea(page)).toBeGreaterThan(0.9 * both);
    await page.keyboard.press('Control+z');
    await expect(selectionExamples(page)).toHaveCount(1);
    await expect.poll(() => fractionOnTheLeft(page)).toBeLessThan(0.05);
    await page.keyboard.press('Control+z');
    await expect(selectionExamples(page)).toHaveCount(0);
  });

  await test.step('by keyboard: not the one on the right; a locked object is not asked about', async () => {
    const notThePig = candidatePanel(page).getByRole('button', { name: /^Not this: 2 of 2/ });
    await notThePig.focus();
    await page.keyboard.press('Enter');
    await expectSelectionAnnounced(page);
    await expect(selectionExamples(page)).toHaveText(['Not this, frame 2']);
    await expect.poll(() => fractionOnTheLeft(page)).toBeGreaterThan(0.6);
    await page.keyboard.press('Control+z');
    await expect(selectionExamples(page)).toHaveCount(0);
    // In the picture: Space is a click, and the sheep stands in the middle.
    await page.keyboard.press('t');
    await expect(page.getByRole('application')).toBeFocused();
    await page.keyboard.press('Space');
    await expect(selectionExamples(page)).toHaveText(['Not this, frame 2']);
    await expect.poll(() => fractionOnTheLeft(page)).toBeLessThan(0.05);
    await page.keyboard.press('Control+z');
    await expect(selectionExamples(page)).toHaveCount(0);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Shift+KeyL');
    await expect(candidatePanel(page).getByRole('button').first()).toBeDisabled();
    await page.keyboard.press('Shift+KeyL');
    const onlyTheSheep = candidatePanel(page).getByRole('button', { name: /^Only this: 1 of 2/ });
    await onlyTheSheep.focus();
    await page.keyboard.press('Enter');
    await expectSelectionAnnounced(page);
    await expect(selectionExamples(page)).toHaveText(['Only this, frame 2']);
  });

  await test.step('remembered: the same after a reload', async () => {
    await expect.poll(() => maskArea(page)).toBeLessThan(both);
    await expect.poll(() => fractionOnTheLeft(page)).toBeGreaterThan(0.6);
    const sheep = await maskArea(page);
    await expect(page.getByTestId('saving')).toHaveText('Saved in this browser');
    await page.reload();
    await page.getByRole('button', { name: /paddock.mp4.*“the animal”/ }).click();
    await expect(selectionExamples(page)).toHaveText(['Only this, frame 2']);
    await page.getByRole('button', { name: 'Only this, frame 2', exact: true }).click();
    await expect(frameFacts(page)).toContainText('Frame 2:');
    await expect.poll(() => maskArea(page)).toBeCloseTo(sheep, 0);
    await expect(candidatePanel(page)).toBeHidden();
    await expect.poll(() => fractionOnTheLeft(page)).toBeGreaterThan(0.6);
  });
});
