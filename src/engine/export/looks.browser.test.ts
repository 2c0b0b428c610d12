import { decode } from 'fast-png';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createExportScene,
  uniformPresence,
  type SceneInstance,
} from '../../../tests/fixtures/exportScene.ts';
import { readFixture } from '../../../tests/fixtures/readFixture.ts';
import { LOOK_NAMES, type LookName } from '../../core/mask/lookNames.ts';
import type { ExportObject } from '../../protocol/requests.ts';
import { createCompositor, type MaskLayer } from '../../rendering/compositor/compositor.ts';
import { createMaskRefiner } from '../../rendering/edges/maskRefiner.ts';
import { LOOKS } from '../../rendering/looks/looks.ts';
import { openClip } from '../media/openClip.ts';
import type { MediaClip } from '../media/openClip.ts';
import { createMedianMasks } from '../results/medianMasks.ts';
import { runExport, type ExportSource } from './runExport.ts';

const FRAME = 6;
const OVERLAY_OPACITY = 0.5;
const BACKGROUND_COLOUR = '#3366cc';
/** Of 255: the GPU blends the page's canvas, the processor the export's, and they round differently. */
const ROUNDING = 1;
const HARD: SceneInstance = {
  name: 'the hard one',
  centre: [35, 50],
  radius: 14,
  presence: uniformPresence(12, 0.9),
};
const SOFT: SceneInstance = { ...HARD, name: 'the soft one', centre: [60, 50] };
const refiner = createMaskRefiner();
let clip: MediaClip;

beforeAll(async () => {
  clip = await openClip(await readFixture('slow-rate.mp4'));
});

afterAll(() => {
  clip.dispose();
  refiner.dispose();
});

/** Two objects that overlap: one hard and striped on top, one feathered and plain. */
const createScene = async () => {
  const scene = await createExportScene(clip, [HARD, SOFT]);
  const objects = scene.objects.map((object, place): ExportObject => {
    const featherPixels = place === 0 ? 0 : 6;
    const pattern = place === 0 ? 'stripes' : 'plain';
    return { ...object, pattern, finish: { ...object.finish, featherPixels } };
  });
  return { scene, objects };
};

const layersOf = (
  objects: readonly ExportObject[],
  { findResult }: ExportSource,
): Promise<readonly MaskLayer[]> =>
  Promise.all(
    objects.map(async ({ resultId, ...marks }) => {
      const result = findResult(resultId);
      const masks = result && createMedianMasks(result, clip.info.ptsSeconds);
      const mask = await masks?.get(FRAME);
      if (!mask) {
        throw new Error('The scene has no such mask.');
      }
      return { ...marks, mask, opacity: OVERLAY_OPACITY };
    }),
  );

const readBitmap = async (): Promise<ImageBitmap> => {
  for await (const frame of clip.framesFrom(FRAME)) {
    const bitmap = await frame.toBitmap(clip.info.width);
    frame.close();
    return bitmap;
  }
  throw new Error('The clip has no such frame.');
};

/** RGBA of the canvas as the page paints it. @param over what is drawn on it at last. */
const preview = (
  look: LookName,
  bitmap: ImageBitmap,
  layers: readonly MaskLayer[],
  over: ImageBitmap | null = null,
): Uint8ClampedArray => {
  const { width, height } = clip.info;
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  createCompositor(canvas, refiner, 1).draw(
    { frameIndex: FRAME, bitmap },
    layers,
    { look, wipe: null, backgroundColour: BACKGROUND_COLOUR },
    true,
  );
  const context = canvas.getContext('2d');
  if (context === null) {
    throw new Error('The browser gives no 2D canvas.');
  }
  if (over !== null) {
    context.drawImage(over, 0, 0);
  }
  return context.getImageData(0, 0, width, height).data;
};

const exportStill = async (look: LookName): Promise<Uint8ClampedArray<ArrayBuffer>> => {
  const { scene, objects } = await createScene();
  const options = scene.options({ format: 'still-png', stillLook: look }, [FRAME, FRAME]);
  const { file } = await runExport(
    scene.source,
    {
      ...options,
      objects,
      overlayOpacity: OVERLAY_OPACITY,
      backgroundColour: BACKGROUND_COLOUR,
    },
    null,
    () => undefined,
  );
  const { data, channels } = decode(await file.arrayBuffer());
  const pixels = data.length / channels;
  return Uint8ClampedArray.from({ length: 4 * pixels }, (_, at) =>
    at % 4 < channels ? (data[Math.floor(at / 4) * channels + (at % 4)] ?? 0) : 255,
  );
};

const largestDifference = (a: Uint8ClampedArray, b: Uint8ClampedArray): number =>
  a.reduce((largest, value, at) => Math.max(largest, Math.abs(value - (b[at] ?? 0))), 0);

test.each(LOOK_NAMES)('%s: the canvas and the export agree pixel by pixel', async (look) => {
  const { scene, objects } = await createScene();
  const layers = await layersOf(objects, scene.source);
  const bitmap = await readBitmap();
  const shown = preview(look, bitmap, layers);
  const written = await exportStill(look);
  expect(written.length).toBe(shown.length);
  if (LOOKS[look].kind === 'alpha') {
    const { width, height } = clip.info;
    const over = await createImageBitmap(new ImageData(written, width, height));
    // Over the same checkerboard.
    expect(largestDifference(shown, preview(look, bitmap, [], over))).toBeLessThanOrEqual(ROUNDING);
  } else {
    expect(largestDifference(shown, written)).toBeLessThanOrEqual(ROUNDING);
  }
  // The look is there at all; the clip's picture is grey itself, and so smooth that squares differ little.
  const plain = preview(look === 'grey' ? 'matte' : 'overlay', bitmap, []);
  expect(largestDifference(shown, plain)).toBeGreaterThan(look === 'object-pixelated' ? 5 : 20);
});
