import type { Page } from '@playwright/test';
import { openDrawnProject } from './support/drawnProject.ts';
import { canvasPixels, frameFacts, maskArea } from './support/editor.ts';
import { expect, test } from './support/test.ts';

/** Every mask here has an area: without one nothing compares as smaller. */
const maskAreaOrNaN = (page: Page) => maskArea(page, Number.NaN);

const slider = (page: Page, name: string) => page.getByRole('slider', { name });

async function pressOnSlider(page: Page, name: string, key: string, times: number): Promise<void> {
  await slider(page, name).focus();
  for (let time = 0; time < times; time += 1) await page.keyboard.press(key);
}

type Pixels = Awaited<ReturnType<typeof canvasPixels>>;

/** Whether the canvas shows the same now. */
const shows = async (page: Page, { data }: Pixels): Promise<boolean> =>
  Buffer.from(data).equals(Buffer.from((await canvasPixels(page)).data));

test('a mask is corrected by keyboard and by mouse, seen at once and taken back', async ({
  page,
}, info) => {
  await openDrawnProject(page, info);
  // The drawn object has a threshold of its own.
  await page.getByRole('button', { name: 'Reset mask settings' }).click();
  await expect(page.getByRole('button', { name: 'Reset mask settings' })).toBeHidden();
  const before = await maskAreaOrNaN(page);
  expect(before).toBeGreaterThan(0.1);
  const pixels = await canvasPixels(page);

  await test.step('grow and shrink by arrow keys', async () => {
    await pressOnSlider(page, 'Grow or shrink', 'PageUp', 1);
    await expect(slider(page, 'Grow or shrink')).toHaveAttribute('aria-valuetext', '+10 px');
    await expect.poll(() => maskAreaOrNaN(page)).toBeGreaterThan(before);
    await expect.poll(() => shows(page, pixels)).toBe(false);
  });

  await test.step('undo takes it back; shrinking is seen too', async () => {
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => maskAreaOrNaN(page)).toBe(before);
    await pressOnSlider(page, 'Grow or shrink', 'PageDown', 1);
    await expect.poll(() => maskAreaOrNaN(page)).toBeLessThan(before);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => maskAreaOrNaN(page)).toBe(before);
  });

  await test.step('threshold by mouse, with the live area', async () => {
    const threshold = slider(page, 'Mask threshold');
    const track = threshold.locator('xpath=../..');
    const size = await track.boundingBox();
    if (size === null) throw new Error('The slider is not shown.');
    // Where it is by then: what stands above it comes and goes with the answer.
    await track.click({ position: { x: size.width * 0.95, y: size.height / 2 } });
    await expect.poll(() => threshold.inputValue().then(Number)).toBeGreaterThan(0.9);
    await expect.poll(() => maskAreaOrNaN(page)).toBeLessThan(before);
    await expect(frameFacts(page)).toContainText('present');
  });

  await test.step('feather, holes and specks; back to the mask as found', async () => {
    await pressOnSlider(page, 'Feather', 'PageUp', 1);
    await pressOnSlider(page, 'Fill holes', 'End', 1);
    await expect(slider(page, 'Fill holes')).toHaveAttribute('aria-valuetext', 'up to 5.0 %');
    await pressOnSlider(page, 'Remove specks', 'ArrowRight', 1);
    await page.getByRole('button', { name: 'Reset mask settings' }).click();
    await expect.poll(() => maskAreaOrNaN(page)).toBe(before);
    await expect.poll(() => shows(page, pixels)).toBe(true);
  });

  await test.step('a locked object is not corrected', async () => {
    await slider(page, 'Position').focus();
    await page.keyboard.press('Shift+KeyL');
    await pressOnSlider(page, 'Grow or shrink', 'ArrowRight', 1);
    await expect(page.getByTestId('announcements')).toHaveText('“the animal” is locked.');
    expect(await maskAreaOrNaN(page)).toBe(before);
  });
});
