import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Page, TestInfo } from '@playwright/test';
import { PNG } from 'pngjs';
import { runCommand } from './support/commandPalette.ts';
import { openDrawnProject } from './support/drawnProject.ts';
import { readZip } from './support/exportedFiles.ts';
import { chooseFormat, exportFile, exportSheet, openSheet } from './support/exportSheet.ts';
import { expect, test } from './support/test.ts';

/** Frames of the range that is exported: the 1 fps overview looks at one of each 25. */
const LAST_FRAME_NUMBER = 30;

type ProbedStream = {
  readonly codec_type: string;
  readonly codec_name: string;
  readonly nb_read_frames: string;
};

/** What ffprobe counts; null on machines without it. */
function probeStreams(path: string, info: TestInfo): readonly ProbedStream[] | null {
  try {
    const args = ['-v', 'error', '-count_frames', '-show_streams', '-of', 'json', path];
    return JSON.parse(execFileSync('ffprobe', args, { encoding: 'utf8' })).streams;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    info.annotations.push({ type: 'no ffprobe here', description: path });
    return null;
  }
}

/** What the clipboard holds. */
const clipboardTypes = (page: Page): Promise<readonly string[]> =>
  page.evaluate(async () => (await navigator.clipboard.read()).flatMap(({ types }) => types));

test('videos, sound and stills are written under the page’s own policy', async ({
  page,
  context,
}, info) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openDrawnProject(page, info);
  const sheet = await openSheet(page);

  await test.step('MP4 with the clip’s sound', async () => {
    await chooseFormat(sheet, 'Video');
    await sheet.getByRole('spinbutton', { name: 'To frame' }).fill(String(LAST_FRAME_NUMBER));
    await expect(sheet).toContainText('H.264, sound copied without loss (AAC)');
    await expect(sheet.getByTestId('export-size')).toContainText(/At most about .*B\./);
    const streams = probeStreams(await exportFile(page, info.outputPath()), info);
    if (streams !== null) {
      expect(streams).toMatchObject([
        { codec_type: 'video', codec_name: 'h264', nb_read_frames: String(LAST_FRAME_NUMBER) },
        { codec_type: 'audio', codec_name: 'aac' },
      ]);
    }
  });

  await test.step('WebM with alpha', async () => {
    await chooseFormat(sheet, 'Video with alpha');
    await sheet.getByRole('spinbutton', { name: 'To frame' }).fill(String(LAST_FRAME_NUMBER));
    const path = await exportFile(page, info.outputPath());
    // AlphaMode 1 in the track's header.
    expect(readFileSync(path).includes(Buffer.from([0x53, 0xc0, 0x81, 0x01]))).toBe(true);
    const streams = probeStreams(path, info);
    if (streams !== null) {
      expect(streams).toMatchObject([
        { codec_type: 'video', codec_name: 'vp9', nb_read_frames: String(LAST_FRAME_NUMBER) },
        { codec_type: 'audio', codec_name: 'opus' },
      ]);
    }
  });

  await test.step('sound', async () => {
    await chooseFormat(sheet, 'Sound');
    const wav = readFileSync(await exportFile(page, info.outputPath()));
    expect(wav.subarray(0, 4).toString()).toBe('RIFF');
    expect(wav.readUInt32LE(40)).toBe(wav.length - 44);
  });

  await test.step('a still, saved and on the clipboard', async () => {
    await chooseFormat(sheet, 'Still');
    await sheet.getByRole('combobox', { name: 'Look' }).selectOption('Green screen');
    const still = PNG.sync.read(readFileSync(await exportFile(page, info.outputPath())));
    expect([still.width, still.height]).toEqual([960, 540]);
    await sheet.getByRole('button', { name: 'Copy to clipboard' }).click();
    await expect.poll(() => clipboardTypes(page)).toContain('image/png');
  });

  await test.step('the picture on the canvas is copied by the command palette', async () => {
    await page.keyboard.press('Escape');
    await expect(exportSheet(page)).toBeHidden();
    await page.evaluate(() => navigator.clipboard.writeText('no picture'));
    await runCommand(page, 'copy still');
    await expect.poll(() => clipboardTypes(page)).toEqual(['image/png']);
  });

  await test.step('COCO JSON, and CVAT with options of its own', async () => {
    const again = await openSheet(page);
    await chooseFormat(again, 'COCO JSON');
    await again.getByRole('combobox', { name: 'Frames' }).selectOption('With the frames, JPEG');
    await again.getByRole('combobox', { name: 'Size' }).selectOption('427 × 240');
    await chooseFormat(again, 'CVAT for video');
    const tracks = readZip(await exportFile(page, info.outputPath()));
    // What was chosen for COCO is none of its options.
    expect(tracks.names).toEqual(['annotations.xml', 'manifest.json']);
    expect(tracks.text('annotations.xml')).toContain('<width>960</width><height>540</height>');
    await chooseFormat(again, 'COCO JSON');
    await again.getByRole('combobox', { name: 'Size' }).selectOption({ index: 0 });
    const { images, annotations, categories } = JSON.parse(
      readZip(await exportFile(page, info.outputPath())).text('annotations.json'),
    );
    expect(categories).toMatchObject([{ name: 'animal' }]);
    expect(images[0]).toMatchObject({ width: 960, height: 540 });
    expect(annotations[0]).toMatchObject({ image_id: images[0].id, iscrowd: 0 });
    expect(annotations[0].segmentation.size).toEqual([540, 960]);
    expect(annotations[0].area).toBeGreaterThan(0);
    await chooseFormat(again, 'Still');
  });

  await test.step('what was chosen is there again after a reload', async () => {
    await openDrawnProject(page, info);
    const again = await openSheet(page);
    await expect(again.getByRole('radio', { name: 'Still', exact: true })).toBeChecked();
    await expect(again.getByRole('combobox', { name: 'Look' })).toHaveValue('green');
  });
});

test('an export goes straight into a file that was chosen; names follow their pattern', async ({
  page,
}, info) => {
  // Stands for the system's dialog, which no test can press: a file of the same kind.
  await page.addInitScript(() => {
    Object.assign(globalThis, {
      async showSaveFilePicker({ suggestedName }: { suggestedName: string }) {
        const root = await navigator.storage.getDirectory();
        return root.getFileHandle(suggestedName, { create: true });
      },
    });
  });
  await openDrawnProject(page, info);
  const sheet = await openSheet(page);
  await chooseFormat(sheet, 'Mattes');
  const pattern = sheet.getByRole('textbox', { name: 'File names' });
  await pattern.fill('{clip}');
  await expect(pattern).toHaveAttribute('aria-invalid', 'true');
  await pattern.fill('{object}_{frame:4}');
  await expect(pattern).toHaveAttribute('aria-invalid', 'false');
  await sheet.getByRole('button', { name: 'Choose where to save…' }).click();
  await expect(sheet).toContainText('Saved:');
  const bytes = await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const file = await (await root.getFileHandle('paddock_the-animal_matte_1-3.zip')).getFile();
    return Array.from(new Uint8Array(await file.arrayBuffer()));
  });
  const path = info.outputPath('chosen.zip');
  writeFileSync(path, Uint8Array.from(bytes));
  const pictures = readZip(path).names.filter((name) => name !== 'manifest.json');
  expect(pictures.length).toBeGreaterThan(0);
  for (const name of pictures) expect(name).toMatch(/^paddock\/the-animal_\d{4}\.png$/);
});
