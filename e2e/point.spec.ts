import type { Page } from '@playwright/test';
import { violationsIn } from './support/axe.ts';
import { answer, frameFacts, maskArea, picture, runQuery } from './support/editor.ts';
import { expect, test } from './support/test.ts';

const layer = (page: Page) => page.getByRole('application', { name: 'Point, on the picture' });
const announcements = (page: Page) => page.getByTestId('announcements');
const objectRows = (page: Page) =>
  page.getByRole('region', { name: 'Objects' }).getByRole('listitem');
const points = (page: Page) => page.getByRole('list', { name: 'Points' }).getByRole('listitem');
const hint = (page: Page) => page.getByTestId('tool-hint');

/** Page coordinates of a place in the picture. */
async function at(page: Page, x: number, y: number): Promise<[number, number]> {
  const box = await picture(page).boundingBox();
  if (box === null) throw new Error('The picture is not shown.');
  return [box.x + x * box.width, box.y + y * box.height];
}

test('what is pointed at becomes an object: by key, by click, by box; added, removed, undone', async ({
  page,
}) => {
  // A sheep on the left and a small pig on the right.
  await page.goto('/#sample=paddock.mp4&in=1&out=3');
  await expect(frameFacts(page)).toContainText('Frame 1:');
  await page.getByRole('slider', { name: 'Position' }).focus();

  await test.step('by keyboard: the instances one after another, Enter makes an object', async () => {
    await page.keyboard.press('p');
    await expect(layer(page)).toBeFocused();
    await expect(hint(page)).toContainText(/\d+ things are seen in this frame/);
    expect(await violationsIn(page)).toEqual([]);
    await page.keyboard.press('ArrowRight');
    await expect(announcements(page)).toHaveText(/^\w[\w ]*, 1 of \d+ from the left, \d+ % of/);
    await page.keyboard.press('Enter');
    await expect(objectRows(page)).toHaveCount(1);
    await expect(answer(page)).toContainText('Found in 3 of 3 frames');
    await expect(answer(page)).toContainText('pointed at on the picture');
    await expect(points(page)).toHaveText(['Added, frame 1']);
  });

  await test.step('by mouse: hover shows the mask, Shift adds, Alt removes, undo takes back', async () => {
    await page.keyboard.press('Control+z');
    await expect(objectRows(page)).toHaveCount(0);
    await page.mouse.move(...(await at(page, 0.3, 0.55)));
    await expect(layer(page).locator('canvas')).toBeVisible();
    await page.mouse.click(...(await at(page, 0.3, 0.55)));
    await expect(objectRows(page)).toHaveCount(1);
    await expect(answer(page)).toContainText('Found in 3 of 3 frames');
    const one = await maskArea(page);
    expect(one).toBeGreaterThan(0.01);
    await page.keyboard.down('Shift');
    await page.mouse.click(...(await at(page, 0.8, 0.7)));
    await page.keyboard.up('Shift');
    await expect(points(page)).toHaveCount(2);
    await expect.poll(() => maskArea(page)).toBeGreaterThan(one * 1.05);
    await page.keyboard.press('Control+z');
    await expect(points(page)).toHaveCount(1);
    await expect.poll(() => maskArea(page)).toBe(one);
  });

  await test.step('a click beside everything says so; a box draws what is in it', async () => {
    await page.mouse.click(...(await at(page, 0.02, 0.02)));
    await expect(hint(page)).toHaveText('Nothing here that the model sees. Use the brush.');
    // Below the bar, on grass.
    await page.mouse.move(...(await at(page, 0.84, 0.25)));
    await page.mouse.down();
    await page.mouse.move(...(await at(page, 0.97, 0.45)), { steps: 3 });
    await page.mouse.up();
    await expect(objectRows(page)).toHaveCount(2);
    await expect(hint(page)).toContainText('it is followed by its looks, at most 5 s');
    await expect(answer(page)).toContainText(/Found in 3 of 3/);
    await page.keyboard.press('Escape');
    await expect(layer(page)).toBeHidden();
  });

  await test.step('the brush: the wheel changes its size, Alt erases', async () => {
    await page.keyboard.press('b');
    const size = page.getByRole('slider', { name: 'Brush size' });
    const before = Number(await size.inputValue());
    await page.mouse.move(...(await at(page, 0.5, 0.5)));
    await page.mouse.wheel(0, -300);
    await expect.poll(async () => Number(await size.inputValue())).toBeGreaterThan(before);
    await page.keyboard.down('Alt');
    await page.mouse.down();
    await page.mouse.move(...(await at(page, 0.55, 0.5)), { steps: 3 });
    await page.mouse.up();
    await page.keyboard.up('Alt');
    await expect(announcements(page)).toHaveText('Erased.');
    await page.keyboard.press('Escape');
  });

  await test.step('eye, solo and lock in the gutter of the lanes, by key', async () => {
    const lane = page.locator('[data-lane-name]').first();
    const button = (name: RegExp) => lane.getByRole('button', { name });
    const [eye, solo, lock] = [button(/^Show /), button(/^Solo /), button(/^Lock /)] as const;
    await eye.press('Enter');
    await expect(eye).toHaveAttribute('aria-pressed', 'false');
    await eye.press('Enter');
    await page.keyboard.press('Tab');
    await expect(solo).toBeFocused();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(lock).toHaveAttribute('aria-pressed', 'true');
    await expect(lock).toBeFocused();
  });

  await test.step('a sentence for this frame alone', async () => {
    await page.getByLabel('Where to find it').selectOption('This frame');
    await runQuery(page, 'the animal');
    await expect(answer(page)).toContainText('Found in 1 of 1 frames searched');
  });
});
