import type { Page } from '@playwright/test';
import { openDrawnProject } from './support/drawnProject.ts';
import { answer, queryBox, frameFacts, watchForAnnouncement } from './support/editor.ts';
import { expect, test } from './support/test.ts';

const objectRows = (page: Page) =>
  page.getByRole('region', { name: 'Objects' }).getByRole('listitem');
const thresholdSlider = (page: Page) => page.getByRole('slider', { name: 'Mask threshold' });

test('undo and redo by button and by key: objects, names, thresholds, In and Out', async ({
  page,
}, info) => {
  await openDrawnProject(page, info);
  const undo = page.getByRole('button', { name: 'Undo' });
  const redo = page.getByRole('button', { name: 'Redo' });
  await expect(undo).toBeDisabled();

  await page.getByRole('slider', { name: 'Position' }).focus();
  await page.keyboard.press('x');
  await page.keyboard.press('F2');
  await expect(page.getByRole('textbox', { name: 'Name of the animal' })).toBeFocused();
  await page.keyboard.type('First');
  await page.keyboard.press('Enter');

  await test.step('a threshold moved by key comes back', async () => {
    const before = await thresholdSlider(page).inputValue();
    await thresholdSlider(page).focus();
    await page.keyboard.press('ArrowRight');
    await expect(thresholdSlider(page)).not.toHaveValue(before);
    await undo.click();
    await expect(thresholdSlider(page)).toHaveValue(before);
    await redo.click();
    await expect(thresholdSlider(page)).not.toHaveValue(before);
    await undo.click();
  });

  await test.step('In, a deleted object and its name come back by key', async () => {
    await page.getByRole('slider', { name: 'Position' }).focus();
    await page.keyboard.press('i');
    const inMark = page.getByRole('slider', { name: 'In', exact: true });
    await expect(inMark).toBeVisible();
    await page.keyboard.press('Delete');
    await expect(objectRows(page)).toHaveCount(0);
    const saysUndone = await watchForAnnouncement(page, 'Undone: delete “First”.');
    await page.keyboard.press('Control+z');
    await expect(objectRows(page)).toHaveText(/First/);
    await saysUndone();
    // What was found is back too: nothing runs again.
    await expect(answer(page)).toContainText(/Found in|Nothing/);
    await page.keyboard.press('Control+z');
    await expect(inMark).toBeHidden();
    await page.keyboard.press('Control+z');
    await expect(objectRows(page)).toHaveText(/the animal/);
    await page.keyboard.press('Control+Shift+z');
    await expect(objectRows(page)).toHaveText(/First/);
    await page.keyboard.press('Control+y');
    await expect(inMark).toBeVisible();
  });

  await test.step('in a text box Ctrl Z is the box’s own', async () => {
    await queryBox(page).fill('x');
    await page.keyboard.press('Control+z');
    await expect(objectRows(page)).toHaveText(/First/);
  });

  await test.step('playing and moving are no steps', async () => {
    await page.getByRole('button', { name: 'Next frame' }).click();
    await undo.click();
    await expect(page.getByRole('slider', { name: 'In', exact: true })).toBeHidden();
    await expect(frameFacts(page)).toContainText('Frame 2:');
  });
});
