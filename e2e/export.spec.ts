import type { Page } from '@playwright/test';
import { OBJECT_COLOURS } from '../src/core/palette.ts';
import {
  answer,
  canvasPixels,
  find,
  fixture,
  frameCounts,
  frameFacts,
  openFile,
  showMask,
} from './support/editor.ts';
import { type ExportedZip, readWithPillow, readZip } from './support/exported.ts';
import { expect, test } from './support/test.ts';

const CLIP = fixture('odd-size.webm');
const FRAMES = 25;
const SIZE = [161, 97] as const;
const FORMATS = [
  { name: 'Mattes', colourType: 0, mode: 'L', file: (index: string) => `odd-size/${index}.png` },
  {
    name: 'Cut-outs',
    colourType: 6,
    mode: 'RGBA',
    file: (index: string) => `odd-size/${index}.png`,
  },
  {
    name: 'Annotations',
    colourType: 3,
    mode: 'P',
    file: (index: string) => `Annotations/odd-size/${index}.png`,
  },
] as const;

const digits = (frameIndex: number): string => String(frameIndex).padStart(5, '0');

/** 1 where the canvas shows the overlay's colour; the overlay must be opaque. */
async function shownMask(page: Page): Promise<Uint8Array> {
  const [red, green, blue] = OBJECT_COLOURS[0]!;
  const { width, height, data } = await canvasPixels(page);
  return Uint8Array.from({ length: width * height }, (_, pixel) =>
    data[4 * pixel] === red && data[4 * pixel + 1] === green && data[4 * pixel + 2] === blue
      ? 1
      : 0,
  );
}

/** 1 where an exported picture has the thing: opaque, white, or not background. */
function exportedMask(zip: ExportedZip, name: string, colourType: number): Uint8Array {
  const { width, height, data } = zip.picture(name);
  expect([width, height]).toEqual(SIZE);
  return Uint8Array.from({ length: width * height }, (_, pixel) => {
    const channel = colourType === 6 ? 3 : 0;
    return data[4 * pixel + channel] === 0 ? 0 : 1;
  });
}

async function exportAs(page: Page, name: string, path: string): Promise<ExportedZip> {
  await page.getByRole('radio', { name }).check();
  const includeEmpty = page.getByRole('switch', { name: 'Also frames in which it is not there' });
  if (!(await includeEmpty.isChecked())) await includeEmpty.click();
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the ZIP' }).click();
  await (await download).saveAs(path);
  expect((await download).suggestedFilename()).toBe('odd-size.zip');
  await page.getByRole('button', { name: 'Export something else' }).click();
  return readZip(path);
}

test('exported frames are what the canvas shows, pixel by pixel', async ({ page }, info) => {
  await page.goto('/');
  await openFile(page, CLIP);
  await find(page, 'the bright bar');
  await expect(answer(page)).toContainText(/Found in \d+ of 25 frames|Nothing in this clip/);
  expect((await frameCounts(page)).notComputed).toBe(0);
  await showMask(page);

  // Opaque, so that the overlay's own colour can be counted; a low threshold, so that any model
  // shows something on bars that no model has seen.
  await page.getByRole('slider', { name: 'Opacity' }).focus();
  await page.keyboard.press('End');
  await page.getByRole('slider', { name: 'Mask threshold' }).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await expect(frameFacts(page)).toContainText('of the picture');

  const shown = new Map<number, Uint8Array>();
  await page.getByRole('button', { name: 'First frame' }).click();
  for (let frameIndex = 0; frameIndex < FRAMES; frameIndex += 1) {
    await expect(frameFacts(page)).toHaveText(
      new RegExp(`^Frame ${frameIndex + 1}: it is (?:not there|there, .* of the picture)`),
    );
    if (frameIndex % 7 === 0) shown.set(frameIndex, await shownMask(page));
    await page.getByRole('button', { name: 'Next frame' }).click();
  }
  expect([...shown.values()].some((mask) => mask.includes(1))).toBe(true);

  await page.keyboard.press('e');
  await expect(page.getByRole('dialog', { name: 'Export masks' })).toBeVisible();
  for (const { name, colourType, mode, file } of FORMATS) {
    await test.step(name, async () => {
      const path = info.outputPath(`${name}.zip`);
      const zip = await exportAs(page, name, path);
      const pictures = Array.from({ length: FRAMES }, (_, frameIndex) => file(digits(frameIndex)));
      expect(zip.names).toEqual([...pictures, 'manifest.json'].toSorted());

      const manifest = JSON.parse(zip.text('manifest.json'));
      expect(manifest).toMatchObject({
        schema: 'earmark-export/1',
        expression: 'the bright bar',
        clip: { fileName: 'odd-size.webm', width: SIZE[0], height: SIZE[1] },
      });
      expect(manifest.frames).toHaveLength(FRAMES);

      const pillow = readWithPillow(path);
      if (pillow === null) info.annotations.push({ type: 'no Pillow here', description: name });
      for (const [frameIndex, mask] of shown) {
        const picture = file(digits(frameIndex));
        expect(zip.picture(picture).colourType).toBe(colourType);
        expect(exportedMask(zip, picture, colourType)).toEqual(mask);
        if (pillow !== null) {
          expect(pillow[picture]).toMatchObject({ mode, size: SIZE });
          const background = pillow[picture]?.counts['0'] ?? 0;
          expect(background).toBe(mask.filter((value) => value === 0).length);
        }
      }
    });
  }
});

test('an export can be cancelled', async ({ page }) => {
  await page.goto('/');
  await openFile(page, CLIP);
  await find(page, 'the bright bar');
  await expect.poll(async () => (await frameCounts(page)).notComputed).toBeLessThan(FRAMES);
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await page.keyboard.press('Tab');
  await page.keyboard.press('e');
  const sheet = page.getByRole('dialog', { name: 'Export masks' });
  await sheet.getByRole('switch', { name: 'Also frames in which it is not there' }).click();
  await sheet.getByRole('button', { name: 'Export', exact: true }).click();
  const cancel = sheet.getByRole('button', { name: 'Cancel export' });
  const save = sheet.getByRole('button', { name: 'Save the ZIP' });
  await expect(cancel.or(save)).toBeVisible();
  if (await cancel.isVisible()) await cancel.click({ timeout: 2000 }).catch(() => undefined);
  await expect(sheet.getByRole('button', { name: 'Export', exact: true }).or(save)).toBeVisible();
});
