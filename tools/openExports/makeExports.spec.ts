import { mkdir, rename, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Locator } from '@playwright/test';
import { openFile, answer } from '../../e2e/support/editor.ts';
import { chooseFormat, exportFile, openSheet } from '../../e2e/support/exportSheet.ts';
import { encodeDrawnProject, type DrawnObject } from '../../e2e/support/screenProject.ts';
import { expect, test } from '../../e2e/support/test.ts';
import { EXPORT_FORMAT_NAMES, EXPORT_FORMATS } from '../../src/core/export/exportFormats.ts';

/** Frame 9 was not searched. A median of five frames leaves what is drawn where it is. */
const FRAME_COUNT = 12;
const SEARCHED = Array.from({ length: FRAME_COUNT }, (_, frame) => frame).filter((f) => f !== 9);

/** By track: the first object has three instances, the second none; it is cut by two edges. */
const TRACKS = [
  { object: 0, instance: 0, frames: [0, 1, 2, 3], centre: [0.3, 0.5], radii: [0.15, 0.3] },
  { object: 0, instance: 5, frames: [7, 8, 10, 11], centre: [0.3, 0.5], radii: [0.15, 0.3] },
  { object: 0, instance: 7, frames: [10, 11], centre: [0.62, 0.3], radii: [0.07, 0.12] },
  { object: 1, frames: [2, 3, 4, 5, 6, 7, 8, 10, 11], centre: [0.92, 0.85], radii: [0.15, 0.2] },
] as const;
const SPEED = 0.004;

const OBJECTS = [
  { id: 'animal', query: 'the animal', category: 'animal' },
  { id: 'corner', query: 'the corner', category: 'thing' },
] as const;

const drawObject = (place: number) => (frameIndex: number) => {
  const shown = TRACKS.filter(
    ({ object, frames }) => object === place && frames.some((frame) => frame === frameIndex),
  ).map((track) => {
    const [x, y, radiusX, radiusY] = [...track.centre, ...track.radii];
    return { track, ellipse: { x: x + SPEED * frameIndex, y, radiusX, radiusY } };
  });
  const instances = shown.flatMap(({ track, ellipse: { x, y, radiusX, radiusY } }) =>
    'instance' in track
      ? [
          {
            trackId: track.instance,
            box: [x - radiusX, y - radiusY, x + radiusX, y + radiusY] as const,
            score: 0.99,
            isMeant: true,
          },
        ]
      : [],
  );
  return { frameIndex, ellipses: shown.map(({ ellipse }) => ellipse), instances };
};

const DRAWN: readonly DrawnObject[] = OBJECTS.map((object, place) => ({
  ...object,
  frames: SEARCHED.map(drawObject(place)),
}));

/** What was drawn, for those who count what they find. */
const TRUTH = {
  frames: FRAME_COUNT,
  searched: SEARCHED,
  size: [960, 540],
  framesPerSecond: 25,
  objects: OBJECTS.map(({ query, category }) => ({ name: query, category })),
  tracks: TRACKS.map(({ object, frames }) => ({ object, frames })),
};

type Made = {
  /** Its file's name without the extension. */
  readonly name: string;
  readonly format: string;
  readonly choices?: Readonly<Record<string, string>>;
  readonly switches?: readonly string[];
};

const FRAMES = { Frames: 'With the frames, JPEG' };
const EXPORTS: readonly Made[] = [
  { name: 'label-maps', format: 'Label maps', choices: { Layout: 'DAVIS' } },
  { name: 'label-maps-ytvos', format: 'Label maps', choices: { Layout: 'YouTube-VOS' } },
  { name: 'label-maps-refavs', format: 'Label maps', choices: { Layout: 'Ref-AVS Bench' } },
  { name: 'cut-outs', format: 'Cut-outs' },
  { name: 'mattes', format: 'Mattes', switches: ['One folder per object'] },
  { name: 'coco', format: 'COCO JSON', choices: FRAMES },
  { name: 'yolo', format: 'YOLO', choices: FRAMES },
  { name: 'cvat-boxes', format: 'CVAT for video', choices: { Shapes: 'Boxes' } },
  { name: 'cvat-polygons', format: 'CVAT for video', choices: { Shapes: 'Polygons' } },
  { name: 'studio-brush', format: 'Label Studio', choices: { Shapes: 'Brush masks of frames' } },
  { name: 'studio-video', format: 'Label Studio', choices: { Shapes: 'Boxes over the video' } },
  { name: 'mot', format: 'MOT', choices: FRAMES },
  { name: 'voc', format: 'Pascal VOC', choices: FRAMES },
  { name: 'moments-csv', format: 'Moments, CSV' },
  { name: 'moments-json', format: 'Moments, JSON' },
  { name: 'cuts', format: 'Cut list, EDL' },
  { name: 'timeline', format: 'Timeline, OTIO' },
  { name: 'markers-resolve', format: 'Markers for Resolve' },
  { name: 'markers-premiere', format: 'Markers for Premiere' },
  { name: 'video', format: 'Video' },
  { name: 'pair', format: 'Picture and matte' },
  { name: 'alpha', format: 'Video with alpha' },
  { name: 'sound', format: 'Sound' },
  { name: 'still', format: 'Still' },
];

async function chooseOptions(sheet: Locator, { format, choices, switches }: Made): Promise<void> {
  await chooseFormat(sheet, format);
  for (const [label, choice] of Object.entries(choices ?? {})) {
    await sheet.getByRole('combobox', { name: label, exact: true }).selectOption(choice);
  }
  for (const label of switches ?? []) {
    const control = sheet.getByRole('switch', { name: label });
    if (!(await control.isChecked())) await control.click();
  }
}

test('every format is exported', async ({ page }, info) => {
  test.setTimeout(3_600_000);
  const folder = process.env['EARMARK_EXPORTS'];
  if (folder === undefined) throw new Error('EARMARK_EXPORTS must name a folder.');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'truth.json'), JSON.stringify(TRUTH, null, 2));
  const project = info.outputPath('drawn.earmark');
  await writeFile(project, await encodeDrawnProject(DRAWN, FRAME_COUNT - 1));
  await page.goto('/');
  await openFile(page, project);
  await expect(answer(page)).toContainText('Found in 8 of 11');
  const sheet = await openSheet(page);
  await chooseFormat(sheet, 'COCO JSON');
  // Once the model is open: it tells instances apart.
  const labels = sheet.getByRole('combobox', { name: 'Labels', exact: true });
  await expect(labels).toHaveValue('instance');
  const known = EXPORT_FORMAT_NAMES.map((name) => EXPORT_FORMATS[name].label);
  expect([...new Set(EXPORTS.map(({ format }) => format))].toSorted()).toEqual(known.toSorted());
  for (const made of EXPORTS) {
    await test.step(made.name, async () => {
      await chooseOptions(sheet, made);
      const path = await exportFile(page, folder);
      await rename(path, join(folder, `${made.name}${extname(path)}`));
    });
  }
});
