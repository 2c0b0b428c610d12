import type { Locator } from '@playwright/test';
import { openPalette } from './support/commandPalette.ts';
import {
  canvasPixels,
  queryBox,
  fixture,
  frameNumber,
  frameFacts,
  openFile,
} from './support/editor.ts';
import { expect, test } from './support/test.ts';

test('the command palette: by keyboard and by mouse, from anywhere', async ({ page }) => {
  await page.goto('/');
  await openFile(page, fixture('slow-rate.mp4'));
  await expect(frameFacts(page)).toContainText('Frame 1:');
  const palette = page.getByRole('dialog', { name: 'Commands' });
  const open = (): Promise<Locator> => openPalette(page);

  await test.step('words of its name find a command; arrows and Enter run it', async () => {
    await open();
    await page.keyboard.type('last fr');
    await expect(palette.getByRole('option')).toHaveText([/Last frame/]);
    await page.keyboard.press('Enter');
    await expect(palette).toBeHidden();
    await expect(frameNumber(page)).toHaveText('12');
  });

  await test.step('a synonym finds a setting, whose slider gets the focus', async () => {
    await open();
    await page.keyboard.type('opacity');
    await page.keyboard.press('Enter');
    await expect(palette).toBeHidden();
    await expect(page.getByRole('slider', { name: 'Opacity' })).toBeFocused();
  });

  await test.step('a number is a frame, a timecode a time', async () => {
    await open();
    await page.keyboard.type('3');
    await page.keyboard.press('Enter');
    await expect(palette).toBeHidden();
    await expect(frameNumber(page)).toHaveText('3');
    await open();
    await page.keyboard.type('0:01.5');
    await page.keyboard.press('Enter');
    await expect(palette).toBeHidden();
    await expect(frameNumber(page)).toHaveText('7');
  });

  await test.step('times count frames, and hundredths again', async () => {
    const timecode = page.getByTestId('timecode');
    const times: string[] = [];
    for (const _ of ['frames', 'hundredths']) {
      await open();
      await page.keyboard.type('smpte');
      await page.keyboard.press('Enter');
      await expect(palette).toBeHidden();
      times.push((await timecode.textContent()) ?? '');
    }
    expect(times).toEqual(['00:00:01:02', '0:01.50']);
  });

  await test.step('from a text box, with the focus where the command wants it', async () => {
    await queryBox(page).fill('the dog');
    await open();
    await page.keyboard.type('write a');
    await page.keyboard.press('Enter');
    await expect(queryBox(page)).toBeFocused();
  });

  await test.step('by mouse; what cannot be done now is not offered', async () => {
    await open();
    await expect(palette.getByRole('option', { name: /Undo/ })).toHaveCount(0);
    await palette.getByRole('option', { name: /Mark In/ }).click();
    await expect(page.getByRole('slider', { name: 'In', exact: true })).toBeVisible();
    await open();
    await expect(palette.getByRole('option', { name: /Undo/ })).toBeVisible();
    await page.keyboard.type('no such command');
    await expect(palette).toContainText('No command has this name');
    await page.keyboard.press('Escape');
    await expect(palette).toBeHidden();
  });

  await test.step('the timings open by key, and are copied as text', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('slider', { name: 'Position' }).focus();
    await page.keyboard.press('Shift+KeyT');
    const timings = page.getByRole('dialog', { name: 'Timings' });
    await expect(timings).toContainText('mask_network');
    await expect(timings).toContainText('Decoded one at a time');
    await timings.getByRole('button', { name: 'Copy as text' }).click();
    await expect(page.getByTestId('announcements')).toHaveText('The timings are copied.');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toMatch(/Provider: wasm, because: software-adapter/);
    await page.keyboard.press('Escape');
    await expect(timings).toBeHidden();
  });

  await test.step('the sheet of shortcuts lists the same keys', async () => {
    await page.getByRole('slider', { name: 'Position' }).focus();
    await page.keyboard.press('Shift+Slash');
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expect(sheet).toContainText('Command palette');
    await expect(sheet).toContainText('Shift 1 to 9');
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();
  });

  await test.step('light or dark: by the palette, by the menu; kept, and there at the first paint', async () => {
    const ground = () =>
      page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const [light, dark] = ['rgb(243, 243, 240)', 'rgb(16, 16, 16)'];
    expect(await ground()).toBe(light);
    const before = await canvasPixels(page);
    await open();
    await page.keyboard.type('dark');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('announcements')).toHaveText('Theme: dark');
    expect(await ground()).toBe(dark);
    // The picture is the same in both.
    expect(await canvasPixels(page)).toEqual(before);
    await expect
      .poll(() => page.evaluate(() => localStorage.getItem('earmark/theme/1')))
      .toBe('{"theme":"dark"}');

    // Both pages are dark in the first frame that is drawn, before any module has run.
    await page.addInitScript(() => {
      requestAnimationFrame(() => {
        const { backgroundColor } = getComputedStyle(document.documentElement);
        document.documentElement.dataset['firstPaint'] = backgroundColor;
      });
    });
    for (const path of ['/evaluate.html', '/']) {
      await page.goto(path);
      await expect(page.locator('html')).toHaveAttribute('data-first-paint', dark);
    }

    await page.getByRole('button', { name: 'Theme', exact: true }).press('Enter');
    await expect(page.getByRole('menuitemradio', { name: 'Dark' })).toBeChecked();
    await expect(page.getByRole('menuitemradio')).toHaveText(['As the system', 'Light', 'Dark']);
    await page.getByRole('menuitemradio', { name: 'Light' }).press('Enter');
    await expect(page.getByRole('menu')).toBeHidden();
    expect(await ground()).toBe(light);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await ground()).toBe(light);
    await page.getByRole('button', { name: 'Theme', exact: true }).click();
    await page.getByRole('menuitemradio', { name: 'As the system' }).click();
    await expect.poll(ground).toBe(dark);
  });
});
