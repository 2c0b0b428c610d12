import type { Page } from '@playwright/test';
import {
  answer,
  queryBox,
  fixture,
  frameFacts,
  frameNumber,
  openFile,
  watchForAnnouncement,
  withoutModel,
} from './support/editor.ts';
import { openDrawnProject } from './support/drawnProject.ts';
import { expect, test } from './support/test.ts';

const tourStep = (page: Page, title: string) => page.getByRole('dialog', { name: title });
const objectRows = (page: Page) =>
  page.getByRole('region', { name: 'Objects' }).getByRole('listitem');

test.describe('the first visit', () => {
  test.use({ storageState: { cookies: [], origins: [] } });

  test('a tour of two steps comes with the first answer, once, leaves the keys alone, and is in the help', async ({
    page,
  }, info) => {
    const first = tourStep(page, 'Found, frame by frame');
    const second = tourStep(page, 'Correct and export');
    await withoutModel(page);
    await page.goto('/');
    await openFile(page, fixture('slow-rate.mp4'));
    await expect(frameFacts(page)).toContainText('Frame 1:');
    await expect(page.locator('[data-tour]')).toBeHidden();
    await openDrawnProject(page, info);
    await expect(first).toContainText('1 of 2');
    // A key is still the picture's.
    await page.keyboard.press('ArrowRight');
    await expect(frameNumber(page)).toHaveText('2');
    await page.getByRole('button', { name: 'Next', exact: true }).click();
    await expect(second).toContainText('2 of 2');
    await expect(page.getByRole('button', { name: 'Done', exact: true })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(page.locator('[data-tour]')).toBeHidden();

    await openDrawnProject(page, info);
    await expect(first).toBeHidden();
    await page.keyboard.press('Shift+Slash');
    await page.getByRole('button', { name: 'Show the tour of the editor' }).click();
    await expect(first).toBeVisible();
    // The focus is in the step.
    await expect(page.getByRole('button', { name: 'Next', exact: true })).toBeFocused();
    await page.getByRole('button', { name: 'Skip' }).click();
    await expect(first).toBeHidden();
  });
});

test('a link opens a sample as it was seen, leaves out what is hostile, and is copied again', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(
    '/#sample=pond.webm&find=the+duck&frame=12&in=5&out=20&view=cut-out&opacity=70&provider=wasm' +
      '&bundle=//example.com/x&frame=9&x=<img src=x onerror=alert(1)>',
  );
  await expect(page.getByRole('heading', { level: 1, name: 'pond.webm' })).toBeAttached();
  await expect(frameNumber(page)).toHaveText('12');
  await expect(page.getByRole('alert')).toContainText('left out: bundle, frame, something unknown');
  await expect(objectRows(page)).toHaveText(/the duck/);
  await expect(queryBox(page)).toHaveValue('the duck');
  await expect(page.getByRole('combobox', { name: 'View' })).toHaveValue('cut-out');
  await expect(page.getByRole('slider', { name: 'In', exact: true })).toHaveAttribute(
    'aria-valuenow',
    '5',
  );
  await expect(answer(page)).toContainText(/Found in|Nothing/);
  // A reload is not to bring it back over what was done since.
  expect(new URL(page.url()).hash).toBe('');

  await page.getByRole('slider', { name: 'Position' }).focus();
  await page.keyboard.press('ArrowRight');
  const saysCopied = await watchForAnnouncement(page, 'The link is on the clipboard');
  await page.keyboard.press('Shift+KeyC');
  await saysCopied();
  const link = new URL(await page.evaluate(() => navigator.clipboard.readText()));
  expect(Object.fromEntries(new URLSearchParams(link.hash.slice(1)))).toEqual({
    sample: 'pond.webm',
    find: 'the duck',
    frame: '13',
    in: '5',
    out: '20',
    view: 'cut-out',
    opacity: '70',
    provider: 'wasm',
    bundle: 'lite',
  });

  await test.step('a clip of one’s own is never in it, nor its name', async () => {
    await openFile(page, fixture('slow-rate.mp4'));
    await expect(page.getByRole('heading', { level: 1, name: 'slow-rate.mp4' })).toBeAttached();
    await page.getByRole('slider', { name: 'Position' }).focus();
    await page.keyboard.press('Shift+KeyC');
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .not.toContain('pond');
    expect(await page.evaluate(() => navigator.clipboard.readText())).not.toContain('slow-rate');
  });

  await test.step('followed in the page: it waits for the clip that it is about', async () => {
    await page.goto('about:blank');
    await page.goto('/#find=the+bar&frame=3&out=99999');
    await expect(page.getByRole('region', { name: 'Open a clip' })).toContainText(
      'The link asks for “the bar”. Open the clip that it is about.',
    );
    await openFile(page, fixture('slow-rate.mp4'));
    await expect(objectRows(page)).toHaveText(/the bar/);
    await expect(frameNumber(page)).toHaveText('3');
    await expect(page.getByRole('alert')).toContainText('left out: out');
    await page.keyboard.press('Escape');
  });
});
