import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createExportScene,
  createDiscMask,
  uniformPresence,
  MASK_THRESHOLD,
  readStoredZip,
  type SceneInstance,
} from '../../../tests/fixtures/exportScene.ts';
import { readFixture, readFrameNumber } from '../../../tests/fixtures/readFixture.ts';
import type { ExportSettings } from '../../core/export/exportSettings.ts';
import { DAVIS_PALETTE } from '../../core/mask/palette.ts';
import { parseRefAvsTable } from '../../evaluation/benchmark/layouts/refAvs.ts';
import { decodeGroundTruth } from '../../evaluation/metrics/groundTruthMask.ts';
import { createMaskRefiner } from '../../rendering/edges/maskRefiner.ts';
import { openClip } from '../media/openClip.ts';
import type { MediaClip } from '../media/openClip.ts';
import { estimateExport, runExport } from './runExport.ts';

/** Twelve frames of 4 a second, 160 x 96, of which four were looked at and three have the disc. */
const DISC: SceneInstance = {
  name: 'the disc',
  centre: [40, 50],
  radius: 15,
  presence: new Map([
    [1, 0.9],
    [2, 0.9],
    [3, 0.1],
    [5, 0.9],
  ]),
};
const OTHER: SceneInstance = {
  name: 'The disc.',
  centre: [55, 50],
  radius: 12,
  presence: new Map([
    [2, 0.8],
    [3, 0.7],
  ]),
};
const refiner = createMaskRefiner();
let clip: MediaClip;

beforeAll(async () => {
  clip = await openClip(await readFixture('slow-rate.mp4'));
});

afterAll(() => {
  refiner.dispose();
  clip.dispose();
});

const exportFiles = async (
  settings: Partial<ExportSettings>,
  {
    instances = [DISC],
    range,
  }: { instances?: readonly SceneInstance[]; range?: readonly [number, number] } = {},
) => {
  const scene = await createExportScene(clip, instances);
  const options = scene.options(settings, range);
  const written = await runExport(scene.source, options, null, () => undefined);
  const files = await readStoredZip(written.file);
  return {
    ...written,
    names: [...files.keys()],
    bytes: (name: string) => files.get(name) ?? new Uint8Array(),
    png: (name: string) => decode(files.get(name) ?? new Uint8Array()),
    json: (name: string) => JSON.parse(new TextDecoder().decode(files.get(name))),
    text: (name: string) => new TextDecoder().decode(files.get(name)),
    estimate: await estimateExport(scene.source, options),
  };
};

/** The mask as the preview shows it. */
const shownMask = async (
  instance: SceneInstance,
  frameIndex: number,
  { width, height }: { readonly width: number; readonly height: number } = clip.info,
): Promise<Uint8Array> => {
  const frame = await clip.frameAt(frameIndex);
  const picture = await frame.toBitmap(width);
  frame.close();
  const raster = {
    ...createDiscMask(instance, frameIndex),
    width,
    height,
    threshold: MASK_THRESHOLD,
  };
  const { mask, edges } = refiner.refine(raster, picture);
  picture.close();
  expect(edges).toBe('refined');
  return mask;
};

const matteOf = (mask: Uint8Array): Uint8Array => mask.map((value) => 255 * value);

const differences = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length);
  return Array.from(a).filter((value, index) => value !== b[index]).length;
};

const pictureOf = async (frameIndex: number): Promise<Uint8ClampedArray> => {
  const frame = await clip.frameAt(frameIndex);
  expect(readFrameNumber(frame, clip.info)).toBe(frameIndex);
  const context = new OffscreenCanvas(160, 96).getContext('2d', { willReadFrequently: true });
  if (context === null) {
    throw new Error('No canvas.');
  }
  context.drawImage(await frame.toBitmap(160), 0, 0);
  frame.close();
  return context.getImageData(0, 0, 160, 96).data;
};

describe('mattes', () => {
  test('are the shown mask, pixel by pixel, at the size of the clip', async () => {
    const { names, png, frames, notComputed } = await exportFiles({ format: 'matte-png' });
    expect([frames, notComputed]).toEqual([3, 8]);
    expect(names).toEqual([
      'slow-rate/00001.png',
      'slow-rate/00002.png',
      'slow-rate/00005.png',
      'manifest.json',
    ]);
    for (const frameIndex of [1, 2, 5]) {
      const matte = png(`slow-rate/0000${frameIndex}.png`);
      expect([matte.width, matte.height, matte.channels, matte.depth]).toEqual([160, 96, 1, 8]);
      const expected = matteOf(await shownMask(DISC, frameIndex));
      expect(expected.includes(255)).toBe(true);
      expect(differences(matte.data, expected)).toBe(0);
    }
  });

  test('of frames without the instance are black, where they are wanted', async () => {
    const { names, png } = await exportFiles({ format: 'matte-png', includeEmpty: true });
    expect(names).toHaveLength(5);
    expect(png('slow-rate/00003.png').data.every((value) => value === 0)).toBe(true);
  });

  test('come smaller, renamed and counted', async () => {
    const { names, png } = await exportFiles({
      format: 'matte-png',
      maxHeight: 48,
      namePattern: '{object} {number:3}',
      firstNumber: 100,
    });
    expect(names.slice(0, 3)).toEqual([
      'slow-rate/the-disc 100.png',
      'slow-rate/the-disc 101.png',
      'slow-rate/the-disc 102.png',
    ]);
    const matte = png('slow-rate/the-disc 102.png');
    expect([matte.width, matte.height]).toEqual([80, 48]);
    const expected = await shownMask(DISC, 5, { ...clip.info, width: 80, height: 48 });
    expect(
      differences(
        matte.data,
        expected.map((value) => value * 255),
      ),
    ).toBe(0);
  });

  test('come at a lower rate', async () => {
    const { names } = await exportFiles({
      format: 'matte-png',
      framesPerSecond: 2,
      includeEmpty: true,
    });
    // Ticks show frames 0, 2, 4 ... 10, of which only 2 was looked at.
    expect(names).toEqual(['slow-rate/00002.png', 'manifest.json']);
  });

  test('of several instances are together or a folder for each, overlap kept', async () => {
    const both = { instances: [DISC, OTHER], range: [2, 2] as const };
    const together = await exportFiles({ format: 'matte-png' }, both);
    const separate = await exportFiles({ format: 'matte-png', separateObjects: true }, both);
    expect(separate.names).toEqual([
      'slow-rate/the-disc/00002.png',
      'slow-rate/The-disc-2/00002.png',
      'manifest.json',
    ]);
    const [first, second] = [await shownMask(DISC, 2), await shownMask(OTHER, 2)] as const;
    expect(first.some((value, pixel) => value === 1 && second[pixel] === 1)).toBe(true);
    expect(differences(separate.png('slow-rate/the-disc/00002.png').data, matteOf(first))).toBe(0);
    expect(differences(separate.png('slow-rate/The-disc-2/00002.png').data, matteOf(second))).toBe(
      0,
    );
    const union = first.map((value, pixel) => Math.max(value, second[pixel] ?? 0));
    expect(differences(together.png('slow-rate/00002.png').data, matteOf(union))).toBe(0);
  });
});

describe('cut-outs', () => {
  test.each(['straight', 'premultiplied'] as const)(
    'have the colours of their own frame where the mask is, and nothing elsewhere: %s',
    async (alpha) => {
      const { png } = await exportFiles({ format: 'rgba-png', alpha });
      const cutOut = png('slow-rate/00005.png');
      expect([cutOut.width, cutOut.height, cutOut.channels]).toEqual([160, 96, 4]);
      const shown = await shownMask(DISC, 5);
      const expected = (await pictureOf(5)).map((value, index) =>
        shown[index >> 2] === 0 ? 0 : index % 4 === 3 ? 255 : value,
      );
      expect(differences(cutOut.data, expected)).toBe(0);
    },
  );
});

describe('palette PNGs', () => {
  test('in the layout of DAVIS', async () => {
    const { names, png, text } = await exportFiles(
      { format: 'palette-png', layout: 'davis' },
      { instances: [DISC, OTHER] },
    );
    const folder = 'Annotations/Full-Resolution/slow-rate';
    expect(names).toEqual([
      `${folder}/00001.png`,
      `${folder}/00002.png`,
      `${folder}/00003.png`,
      `${folder}/00005.png`,
      'ImageSets/2017/val.txt',
      'manifest.json',
    ]);
    expect(text('ImageSets/2017/val.txt')).toBe('slow-rate\n');
    const annotation = png(`${folder}/00002.png`);
    expect(annotation.palette).toHaveLength(256);
    expect(annotation.palette?.slice(0, 3)).toEqual(DAVIS_PALETTE.slice(0, 3));
    // Where both are the first is on top.
    const second = await shownMask(OTHER, 2);
    const expected = (await shownMask(DISC, 2)).map((value, pixel) =>
      value === 1 ? 1 : 2 * (second[pixel] ?? 0),
    );
    expect(new Set(expected)).toEqual(new Set([0, 1, 2]));
    expect(differences(annotation.data, expected)).toBe(0);
  });

  test('in the layout of YouTube-VOS', async () => {
    const { names, json } = await exportFiles(
      { format: 'palette-png', layout: 'youtube-vos' },
      { instances: [DISC, OTHER] },
    );
    expect(names[0]).toBe('Annotations/slow-rate/00001.png');
    expect(json('meta.json')).toEqual({
      videos: {
        'slow-rate': {
          objects: {
            1: { category: 'the disc', frames: ['00001', '00002', '00005'] },
            2: { category: 'The disc.', frames: ['00002', '00003'] },
          },
        },
      },
    });
  });

  test('in the layout of Ref-AVS', async () => {
    const { names, png, text, bytes } = await exportFiles(
      { format: 'palette-png', layout: 'ref-avs', includeEmpty: true },
      { instances: [DISC, { ...OTHER, name: 'the "other", round' }], range: [1, 3] },
    );
    expect(names.slice(0, 6).toSorted()).toEqual([
      'gt_mask/slow-rate/fid_0/00000.png',
      'gt_mask/slow-rate/fid_0/00001.png',
      'gt_mask/slow-rate/fid_0/00002.png',
      'gt_mask/slow-rate/fid_1/00000.png',
      'gt_mask/slow-rate/fid_1/00001.png',
      'gt_mask/slow-rate/fid_1/00002.png',
    ]);
    const truth = png('gt_mask/slow-rate/fid_1/00001.png').data;
    expect(differences(truth, await shownMask(OTHER, 2))).toBe(0);
    // Read by the bench's own reader.
    const { items, problems } = parseRefAvsTable(text('metadata.csv'));
    expect(problems).toEqual([]);
    expect(items).toMatchObject([
      { clip: 'slow-rate', fid: '0', split: 'test_s', query: 'the disc' },
      { clip: 'slow-rate', fid: '1', split: 'test_s', query: 'the "other", round' },
    ]);
    const read = decodeGroundTruth(
      bytes('gt_mask/slow-rate/fid_0/00001.png'),
      { kind: 'nonzero' },
      'mask',
    );
    expect(differences(read.pixels, await shownMask(DISC, 2))).toBe(0);
  });
});

describe('COCO JSON', () => {
  test('names images, instances and masks, each by its id', async () => {
    const { names, json, frames } = await exportFiles(
      { format: 'coco-rle' },
      { instances: [DISC, OTHER] },
    );
    expect(names).toEqual(['annotations.json', 'ytvis.json', 'manifest.json']);
    expect(frames).toBe(4);
    const coco = json('annotations.json');
    expect(coco.images.map((image: { file_name: string }) => image.file_name)).toEqual([
      'slow-rate/00001.png',
      'slow-rate/00002.png',
      'slow-rate/00003.png',
      'slow-rate/00005.png',
    ]);
    expect(coco.categories.map((category: { name: string }) => category.name)).toEqual([
      'the disc',
      'The disc.',
    ]);
    const pairs = coco.annotations.map(
      (annotation: { image_id: number; category_id: number }) =>
        `${annotation.image_id}/${annotation.category_id}`,
    );
    expect(pairs).toEqual(['1/1', '2/1', '2/2', '3/2', '4/1']);
    const { segmentation, area, bbox } = coco.annotations[0];
    const shown = await shownMask(DISC, 1);
    expect(segmentation.size).toEqual([96, 160]);
    expect(area).toBe(shown.filter((value) => value === 1).length);
    const columns = Array.from(shown).flatMap((value, pixel) => (value === 1 ? [pixel % 160] : []));
    expect([bbox[0], bbox[0] + bbox[2] - 1]).toEqual([Math.min(...columns), Math.max(...columns)]);
    const { annotations, videos } = json('ytvis.json');
    expect(videos[0].length).toBe(4);
    expect(annotations[1].segmentations.map((mask: unknown) => mask !== null)).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});

describe('labels', () => {
  test('come with the frames’ own pictures, where they are wanted, empty frames too', async () => {
    const { names, text, bytes } = await exportFiles({
      format: 'yolo-seg',
      frameImages: 'jpeg',
      frameNumbersFrom: 1,
    });
    expect(names.slice(0, 2)).toEqual([
      'labels/train/slow-rate_00002.txt',
      'images/train/slow-rate_00002.jpg',
    ]);
    expect(names.filter((name) => name.endsWith('.jpg'))).toHaveLength(4);
    expect(bytes('images/train/slow-rate_00004.jpg').subarray(0, 2)).toEqual(
      Uint8Array.of(0xff, 0xd8),
    );
    expect(text('labels/train/slow-rate_00002.txt')).toMatch(/^0(?: [\d.]+ [\d.]+){3,}\n$/);
    expect(text('labels/train/slow-rate_00004.txt')).toBe('');
    const voc = await exportFiles({ format: 'pascal-voc', frameImages: 'png' });
    const picture = voc.png('JPEGImages/slow-rate_00001.png');
    expect([picture.width, picture.height, picture.channels >= 3]).toEqual([160, 96, true]);
    expect(voc.names).not.toContain('JPEGImages/slow-rate_00004.png');
  });
});

describe('every archive', () => {
  test('says in its manifest what each frame is and how to make it again', async () => {
    const { json } = await exportFiles({ format: 'matte-png' }, { range: [1, 4] });
    expect(json('manifest.json')).toMatchObject({
      schema: 'earmark-export/2',
      app: { name: 'earmark', version: expect.stringMatching(/^\d+\.\d+\.\d+/) },
      clip: { clipId: clip.info.clipId, fileName: 'slow-rate.mp4', width: 160, frames: 12 },
      objects: [
        {
          name: 'the disc',
          expression: 'the disc',
          bundle: 'lite@0.1.0',
          provider: 'wasm',
          switches: { sound: true, words: true, memory: true, modality: true },
          thresholds: { mask: MASK_THRESHOLD, presence: 0.5 },
        },
      ],
      range: [1, 4],
      settings: { format: 'matte-png', includeEmpty: false },
      picture: { width: 160, height: 96, bits: 8, colour: 'sRGB' },
      frames: [
        { frameIndex: 1, ptsSeconds: 0.25, state: 'present', files: ['slow-rate/00001.png'] },
        { frameIndex: 2, ptsSeconds: 0.5, state: 'present', files: ['slow-rate/00002.png'] },
        { frameIndex: 3, ptsSeconds: 0.75, state: 'empty', files: [] },
        {
          frameIndex: 4,
          ptsSeconds: 1,
          state: 'not-computed',
          objects: [{ id: 'object-1', state: 'not-computed', presence: null }],
          files: [],
        },
      ],
    });
  });

  test.each(['rgba-png', 'matte-png', 'palette-png', 'coco-rle'] as const)(
    'is about as large as was estimated: %s',
    async (format) => {
      const instances = [{ ...DISC, presence: uniformPresence(12, 0.9) }];
      const { estimate, file } = await exportFiles({ format }, { instances });
      expect(estimate.bytes).toBeGreaterThan(file.size / 2);
      expect(estimate.bytes).toBeLessThan(file.size * 2);
    },
  );
});
