import type { Locator, Page } from '@playwright/test';
import { objectColour } from '../src/core/mask/palette.ts';
import { openDrawnProject } from './support/drawnProject.ts';
import {
  answer,
  runQuery,
  frameCounts,
  frameFacts,
  goToFrame,
  openSample,
  picture,
} from './support/editor.ts';
import { type ExportedZip, readWithPillow, readZip } from './support/exportedFiles.ts';
import { expect, test } from './support/test.ts';

const FRAME_COUNT = 250;
const FRAME_SIZE = [960, 540] as const;
const FORMATS = [
  { name: 'Mattes', colourType: 0, mode: 'L', folder: 'meadow', beside: [] },
  { name: 'Cut-outs', colourType: 6, mode: 'RGBA', folder: 'meadow', beside: [] },
  {
    name: 'Label maps',
    colourType: 3,
    mode: 'P',
    folder: 'Annotations/Full-Resolution/meadow',
    beside: ['ImageSets/2017/val.txt'],
  },
] as const;
/** More would show nothing new, and each is half a million pixels. */
const COMPARED_FRAMES = 3;

type ManifestFrame = { readonly frameIndex: number; readonly state: string; readonly file: string };

const frameFileName = (folder: string, frameIndex: number): string =>
  `${folder}/${String(frameIndex).padStart(5, '0')}.png`;

/** 1 where the canvas shows the overlay's own colour; the overlay must be opaque. */
async function canvasMask(page: Page): Promise<Uint8Array> {
  await expect(picture(page)).toHaveAttribute('data-edges', 'refined');
  return picture(page).evaluate((canvas: HTMLCanvasElement, [red, green, blue]) => {
    const { width, height } = canvas;
    const data = canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
    return Uint8Array.from({ length: width * height }, (_, pixel) => {
      const at = 4 * pixel;
      return data[at] === red && data[at + 1] === green && data[at + 2] === blue ? 1 : 0;
    });
  }, objectColour(0));
}

/** 1 where an exported picture shows the object: opaque, white, or not background. */
function exportedMask(zip: ExportedZip, name: string, colourType: number): Uint8Array {
  const { width, height, data } = zip.picture(name);
  expect([width, height]).toEqual(FRAME_SIZE);
  // The colour of the second label has no red, that of the third no blue.
  const channels = colourType === 6 ? [3] : [0, 1, 2];
  return Uint8Array.from({ length: width * height }, (_, pixel) =>
    channels.every((channel) => data[4 * pixel + channel] === 0) ? 0 : 1,
  );
}

async function openSheet(page: Page): Promise<Locator> {
  await answer(page).getByRole('button', { name: 'Export masks' }).click();
  const sheet = page.getByRole('dialog', { name: 'Export', exact: true });
  await expect(sheet).toBeVisible();
  return sheet;
}

async function closeSheet(page: Page, sheet: Locator): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
}

async function exportAs(page: Page, name: string, path: string): Promise<ExportedZip> {
  const sheet = await openSheet(page);
  await sheet.getByText(name, { exact: true }).click();
  await expect(sheet.getByRole('radio', { name })).toBeChecked();
  const alsoEmpty = sheet.getByRole('switch', { name: 'Write empty frames too' });
  if (!(await alsoEmpty.isChecked())) await alsoEmpty.click();
  const download = page.waitForEvent('download');
  await sheet.getByRole('button', { name: 'Export', exact: true }).click();
  expect((await download).suggestedFilename()).toMatch(
    /^meadow_the-dog_(cut-out|matte|davis)\.zip$/,
  );
  await expect(sheet.getByRole('button', { name: 'Save again' })).toBeVisible();
  await (await download).saveAs(path);
  await closeSheet(page, sheet);
  return readZip(path);
}

/** The dog of the sample in some of its frames. */
async function findDog(page: Page): Promise<void> {
  await page.goto('/');
  await openSample(page, 'Dog and cow');
  await runQuery(page, 'the dog');
  await expect
    .poll(async () => (await frameCounts(page)).present)
    .toBeGreaterThanOrEqual(COMPARED_FRAMES);
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(answer(page)).toContainText('Stopped');
}

test('exported frames are what the canvas shows, pixel by pixel', async ({ page }, info) => {
  await findDog(page);
  const { present, empty } = await frameCounts(page);
  const mattes = await exportAs(page, 'Mattes', info.outputPath('first.zip'));
  const manifest = JSON.parse(mattes.text('manifest.json'));
  expect(manifest).toMatchObject({
    schema: 'earmark-export/2',
    settings: { format: 'matte-png' },
    objects: [{ expression: 'the dog' }],
    clip: { fileName: 'meadow.mp4', width: FRAME_SIZE[0], height: FRAME_SIZE[1] },
  });
  expect(manifest.frames).toHaveLength(FRAME_COUNT);
  const byState = (state: string): ManifestFrame[] =>
    manifest.frames.filter((frame: ManifestFrame) => frame.state === state);
  // The frame that was being computed when the run was cancelled may be there too, and the page
  // counts whatever an export holds.
  const computed = byState('present').length + byState('empty').length;
  expect(computed - present - empty).toBeGreaterThanOrEqual(0);
  expect(computed - present - empty).toBeLessThanOrEqual(1);
  expect(byState('not-computed')).toHaveLength(FRAME_COUNT - computed);
  await expect
    .poll(async () => FRAME_COUNT - (await frameCounts(page)).notComputed)
    .toBeGreaterThanOrEqual(computed);

  await page.getByRole('slider', { name: 'Opacity' }).focus();
  await page.keyboard.press('End');
  const shown = new Map<number, Uint8Array>();
  for (const { frameIndex } of byState('present').slice(0, COMPARED_FRAMES)) {
    await goToFrame(page, frameIndex);
    await expect(frameFacts(page)).toContainText('of the picture');
    shown.set(frameIndex, await canvasMask(page));
  }
  expect([...shown.values()].every((mask) => mask.includes(1))).toBe(true);

  for (const { name, colourType, mode, folder, beside } of FORMATS) {
    await test.step(name, async () => {
      const path = info.outputPath(`${name}.zip`);
      const zip = await exportAs(page, name, path);
      const files = [...byState('present'), ...byState('empty')].map((frame) =>
        frameFileName(folder, frame.frameIndex),
      );
      expect(zip.names).toEqual([...files, ...beside, 'manifest.json'].toSorted());

      const pillow = readWithPillow(path);
      if (pillow === null) info.annotations.push({ type: 'no Pillow here', description: name });
      for (const [frameIndex, mask] of shown) {
        const file = frameFileName(folder, frameIndex);
        expect(zip.picture(file).colourType).toBe(colourType);
        const differing = exportedMask(zip, file, colourType).filter(
          (value, pixel) => value !== mask[pixel],
        );
        expect(differing).toHaveLength(0);
        if (pillow !== null) {
          expect(pillow[file]).toMatchObject({ mode, size: FRAME_SIZE });
          const background = mask.filter((value) => value === 0).length;
          expect(pillow[file]?.counts['0']).toBe(background);
        }
      }
    });
  }
});

test('an export is cancelled and can be made again', async ({ page }, info) => {
  await openDrawnProject(page, info);
  // Cut-outs read and encode a whole picture each, which leaves time to cancel.
  const sheet = await openSheet(page);
  const start = sheet.getByRole('button', { name: 'Export', exact: true });
  await start.click();
  // At once: a click would first wait until the sheet has stopped moving, and a quick machine is
  // through by then.
  await sheet.getByRole('button', { name: 'Cancel export' }).dispatchEvent('click');
  await expect(start).toBeVisible();
  await start.click();
  await expect(sheet.getByRole('button', { name: 'Save again' })).toBeVisible();
});
