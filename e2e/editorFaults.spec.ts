import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { violationsIn } from './support/axe.ts';
import { openPalette, runCommand } from './support/commandPalette.ts';
import { openDrawnProject } from './support/drawnProject.ts';
import {
  answer,
  fixture,
  frameFacts,
  frameNumber,
  maskArea,
  openFile,
  queryBox,
} from './support/editor.ts';
import { readZip } from './support/exportedFiles.ts';
import { expect, test } from './support/test.ts';

const position = (page: Page): Locator => page.getByRole('slider', { name: 'Position' });
const findButton = (page: Page): Locator => page.getByRole('button', { name: 'Find', exact: true });
const stopButton = (page: Page): Locator => page.getByRole('button', { name: 'Stop', exact: true });

/** As where a page has no permission, or is in a frame. */
async function refuseClipboard(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const error = new DOMException('Write permission denied.', 'NotAllowedError');
    const refuse = (): Promise<never> => Promise.reject(error);
    navigator.clipboard.writeText = refuse;
    navigator.clipboard.write = refuse;
  });
}

test('what is too weak to be found is seen when asked for, and called a guess', async ({
  page,
}, info) => {
  await openDrawnProject(page, info, { presence: 0.07, highest: 0.3 });
  await expect(answer(page)).toContainText('Nothing matches in the 3 frames');
  await answer(page).getByRole('button', { name: 'Show anyway' }).click();
  await expect(answer(page)).toContainText('Weak guess in 3 frames (score 0.07; 0.50 counts');
  await expect(answer(page)).not.toContainText('Found');
  await expect(frameFacts(page)).toContainText(/present, \d+ % of the picture/);
  expect(await maskArea(page)).toBeGreaterThan(1);
  await answer(page).getByRole('button', { name: 'Default threshold' }).click();
  await expect(answer(page)).toContainText('Nothing matches in the 3 frames');
});

test('where nothing is drawn there is no guess, and nothing is called present', async ({
  page,
}, info) => {
  await openDrawnProject(page, info, { presence: 0.07, highest: 0 });
  await answer(page).getByRole('button', { name: 'Show anyway' }).click();
  await expect(page.getByText('not even a weak guess').first()).toBeVisible();
  await expect(answer(page)).toContainText('Nothing matches in the 3 frames');
  await expect(frameFacts(page)).toContainText('absent');
});

test('a range that is searched through offers nothing to resume', async ({ page }, info) => {
  await openDrawnProject(page, info);
  const row = page.getByRole('region', { name: 'Objects' }).getByRole('listitem');
  await expect(row).toContainText('3 of 3 frames');
  await expect(answer(page)).not.toContainText('Resume');
  // Without In and Out, most of the clip is missing.
  await position(page).focus();
  await page.keyboard.press('x');
  await expect(row).toContainText('in 3, stopped at 3 of 200');
  await expect(row.getByRole('button', { name: 'Resume the search of the animal' })).toBeVisible();
  await expect(answer(page).getByRole('button', { name: 'Resume' })).toBeVisible();
});

test('after Enter keys are for the picture; Escape leaves the box before it stops the search', async ({
  page,
}, info) => {
  await openDrawnProject(page, info);
  await page.keyboard.press('Escape');
  await position(page).focus();
  await page.keyboard.press('x');
  await page.keyboard.press('/');
  await page.keyboard.type('the pig');
  const place = await findButton(page).boundingBox();
  await page.keyboard.press('Enter');
  await expect(position(page)).toBeFocused();
  await expect(stopButton(page)).toBeVisible();
  expect(await stopButton(page).boundingBox()).toEqual(place);
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  await page.keyboard.press('k');
  await expect(queryBox(page)).toHaveValue('the pig');
  // The next sentence takes the place of the one before.
  await page.keyboard.press('/');
  await page.keyboard.type('the sheep');
  await expect(queryBox(page)).toHaveValue('the sheep');
  await page.keyboard.press('Escape');
  await expect(position(page)).toBeFocused();
  // Something else is written, so the button is Find; the search goes on.
  const progress = page.getByRole('progressbar', { name: 'Finding' });
  await expect(findButton(page)).toBeEnabled();
  await expect(progress).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(progress).toBeHidden();
  // The second click of a double click stops nothing.
  await findButton(page).dblclick();
  await expect(stopButton(page)).toBeVisible();
  await expect(progress).toBeVisible();
  // To stop by the button keeps the focus there, and searches nothing anew.
  await stopButton(page).click();
  await expect(findButton(page)).toBeFocused();
  await expect(answer(page)).toContainText('Stopped');
  await expect(progress).toBeHidden();

  await test.step('recent sentences are a list beneath the box; one of them is searched at once', async () => {
    const list = page.getByRole('listbox', { name: 'Recent sentences' });
    await position(page).focus();
    await page.keyboard.press('/');
    await expect(list).toBeHidden();
    await page.keyboard.press('ArrowDown');
    await expect(list.getByRole('option')).toHaveText(['the pig']);
    await expect(queryBox(page)).toHaveAttribute('aria-expanded', 'true');
    await page.keyboard.press('ArrowDown');
    const option = await list.getByRole('option').getAttribute('id');
    await expect(queryBox(page)).toHaveAttribute('aria-activedescendant', option ?? '');
    expect(await violationsIn(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(list).toBeHidden();
    await expect(position(page)).toBeFocused();
    await expect(queryBox(page)).toHaveValue('the sheep');
    await expect(queryBox(page)).toHaveAttribute('aria-expanded', 'false');
    await page.keyboard.press('/');
    await page.keyboard.press('ArrowDown');
    await expect(list).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await expect(queryBox(page)).toHaveAttribute('aria-activedescendant', /./);
    await page.keyboard.press('Enter');
    await expect(queryBox(page)).toHaveValue('the pig');
    await expect(answer(page)).toContainText('the pig');
    await expect(list).toBeHidden();
    await expect(position(page)).toBeFocused();
    await page.keyboard.press('l');
    await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
    await page.keyboard.press('k');
    await queryBox(page).fill('she');
    await expect(list.getByRole('option')).toHaveText(['the sheep']);
    await queryBox(page).press('Enter');
    await expect(answer(page)).toContainText('she');
    await expect(position(page)).toBeFocused();
  });
});

test('playback stays within In and Out, and loops', async ({ page }, info) => {
  await openDrawnProject(page, info);
  await expect(page.getByTestId('range-length')).toContainText('3 frames, 0.12 s');
  await position(page).focus();
  await page.keyboard.press('l');
  await expect(frameNumber(page)).toHaveText('3');
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await page.waitForTimeout(500);
  await expect(frameNumber(page)).toHaveText('3');
  const loop = page.getByRole('button', { name: 'Loop' });
  await loop.click();
  await expect(loop).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await page.waitForTimeout(1000);
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  expect(Number(await frameNumber(page).textContent())).toBeLessThanOrEqual(3);
});

test('a refused clipboard: the link can be copied by hand, the picture saved; a reload keeps the project', async ({
  page,
}, info) => {
  await refuseClipboard(page);
  await openDrawnProject(page, info);
  await expect(page.getByTestId('saving')).toHaveText('Saved in this browser');
  await position(page).focus();
  await page.keyboard.press('Shift+KeyC');
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('does not let this page use the clipboard');
  await expect(alert.getByRole('textbox', { name: 'Link' })).toHaveValue(/#.*find=the\+animal/);
  expect(new URL(page.url()).hash).toBe('');
  await alert.getByRole('button', { name: 'Dismiss' }).click();

  await runCommand(page, 'copy still');
  const download = page.waitForEvent('download');
  await alert.getByRole('button', { name: 'Save the picture' }).click();
  expect((await download).suggestedFilename()).toBe('paddock_the-animal_cut-out_1.png');

  await page.reload();
  const recent = page.getByRole('region', { name: 'Recent projects' });
  await expect(recent.getByRole('listitem')).toHaveCount(1);
});

test('a finished export is downloaded at once, and can be had again after the sheet is closed', async ({
  page,
}, info) => {
  await openDrawnProject(page, info);
  const sheet = page.getByRole('dialog', { name: 'Export', exact: true });
  await position(page).focus();
  await page.keyboard.press('e');
  await sheet.getByText('Mattes', { exact: true }).click();
  await expect(sheet).toContainText('Frame 1 becomes 00000.png');
  await sheet.getByRole('combobox', { name: 'Frame numbers' }).selectOption('1');
  await expect(sheet).toContainText('Frame 1 becomes 00001.png');
  const downloading = page.waitForEvent('download');
  await sheet.getByRole('button', { name: 'Export', exact: true }).click();
  const download = await downloading;
  const name = 'paddock_the-animal_matte_1-3.zip';
  expect(download.suggestedFilename()).toBe(name);
  const path = info.outputPath(name);
  await download.saveAs(path);
  expect(readZip(path).names.filter((file) => file.endsWith('.png'))).toEqual([
    'paddock/00001.png',
    'paddock/00002.png',
    'paddock/00003.png',
  ]);
  await expect(sheet).toContainText(`In your downloads: 3 frames in ${name}`);
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await position(page).focus();
  await page.keyboard.press('e');
  const again = page.waitForEvent('download');
  await sheet.getByRole('button', { name: `Save ${name} again` }).click();
  expect((await again).suggestedFilename()).toBe(name);
});

test('the palette opens right after Escape has closed a sheet', async ({ page }, info) => {
  await openDrawnProject(page, info);
  // The sheet takes its time to fade out.
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts', exact: true });
  for (const pauseMilliseconds of [0, 100]) {
    await position(page).focus();
    await page.keyboard.press('Shift+Slash');
    await expect(sheet.getByRole('button', { name: 'Close' })).toBeVisible();
    await page.waitForTimeout(400);
    await page.keyboard.press('Escape');
    await page.waitForTimeout(pauseMilliseconds);
    const box = await openPalette(page);
    await page.waitForTimeout(400);
    await page.keyboard.type('last fr');
    await expect(box).toHaveValue('last fr');
    await page.keyboard.press('Escape');
    await expect(box).toBeHidden();
  }
});

test('a sentence at fault is told beneath it; other languages are named at once', async ({
  page,
}, info) => {
  await openDrawnProject(page, info);
  const find = findButton(page);
  const box = page.getByRole('search');
  await queryBox(page).fill('   ');
  await expect(find).toBeDisabled();
  await queryBox(page).press('Enter');
  await expect(page.getByRole('alert')).toBeHidden();
  await queryBox(page).fill('dog '.repeat(300));
  await queryBox(page).press('Enter');
  await expect(box.getByRole('alert')).toContainText('The sentence is too long');
  await expect(queryBox(page)).toBeFocused();
  await expect(queryBox(page)).toHaveAttribute('aria-invalid', 'true');
  await queryBox(page).fill('der Hund');
  await expect(box.getByRole('alert')).toBeHidden();
  await expect(box).toContainText('English only.');
  await queryBox(page).fill('the dog');
  await expect(box).not.toContainText('English only.');
});

test('the clip’s own sentences stand beside the box, and a click on one leaves Space to the picture', async ({
  page,
}, info) => {
  await openDrawnProject(page, info);
  await page.getByRole('button', { name: 'the animals', exact: true }).click();
  await expect(queryBox(page)).toHaveValue('the animals');
  await expect(position(page)).toBeFocused();
  await openFile(page, fixture('letter.mp4'));
  await expect(page.getByRole('alert')).toContainText('is not a video');
});

test('help in place: features, privacy, licences, evaluation, and a report without the clip', async ({
  page,
}) => {
  await page.goto('/');
  // Keys are heard from when the page is drawn.
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Shift+Slash');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  for (const [name, text] of [
    ['What it can and cannot do', '# Features'],
    ['Privacy', '# What is kept where'],
    ['Licence: Apache 2.0', 'Apache License'],
    ['Notices of third parties', 'onnxruntime-web'],
    ['Evaluate on your own benchmark', '<html'],
  ] as const) {
    const link = sheet.getByRole('link', { name });
    const response = await page.request.get((await link.getAttribute('href')) ?? '');
    expect(response.status()).toBe(200);
    expect(await response.text()).toContain(text);
  }
  // No deployer set an address, so none is offered.
  await expect(sheet.getByRole('link', { name: /Source|Feedback/ })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();

  await openFile(page, fixture('letter.mp4'));
  await expect(page.getByRole('alert')).toContainText('“letter.mp4” is not a video');
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await page.keyboard.press('Shift+Slash');
  await sheet.getByRole('button', { name: 'Report a problem' }).click();
  const report = page.getByRole('dialog', { name: 'Report a problem' });
  const text = report.getByTestId('problem-report');
  await expect(text).toContainText(/^Earmark \d+\.\d+\.\d+/);
  await expect(text).toContainText('Last error: unsupported-container');
  await expect(text).not.toContainText('letter');
  const download = page.waitForEvent('download');
  await report.getByRole('button', { name: 'Save as a file' }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toBe('earmark-report.txt');
  expect(readFileSync(await saved.path(), 'utf8')).toBe(await text.textContent());
});

test('moments are exported as a table, a cut list and a timeline', async ({ page }, info) => {
  await openDrawnProject(page, info);
  await position(page).focus();
  await page.keyboard.press('e');
  const sheet = page.getByRole('dialog', { name: 'Export', exact: true });
  const exportAs = async (label: string): Promise<readonly [name: string, text: string]> => {
    await sheet.getByText(label, { exact: true }).click();
    const downloading = page.waitForEvent('download');
    await sheet.getByRole('button', { name: 'Export', exact: true }).click();
    const download = await downloading;
    const path = info.outputPath(download.suggestedFilename());
    await download.saveAs(path);
    await sheet.getByRole('button', { name: 'Export something else' }).click();
    return [download.suggestedFilename(), readFileSync(path, 'utf8')];
  };
  const [csvName, csv] = await exportAs('Moments, CSV');
  expect(csvName).toBe('paddock_the-animal_moments_1-3.csv');
  expect(csv.split('\r\n')[1]).toMatch(
    /^the animal,the animal,0,0.12,00:00:00:00,00:00:00:03,0,2,3,lite@[\d.]+$/,
  );
  const [, edl] = await exportAs('Cut list, EDL');
  expect(edl).toContain('001  AX       V     C        00:00:00:00 00:00:00:03 01:00:00:00');
  const [, otio] = await exportAs('Timeline, OTIO');
  expect(JSON.parse(otio)).toMatchObject({ OTIO_SCHEMA: 'Timeline.1', name: 'paddock.mp4' });
});
