import { expect, test } from 'vitest';
import { createExportScene, type SceneInstance } from '../../../tests/fixtures/exportScene.ts';
import type { ExportSettings } from '../../core/export/exportSettings.ts';
import { coco } from '../../core/labels/coco.ts';
import { cvatVideo } from '../../core/labels/cvatVideo.ts';
import type { LabelFormat } from '../../core/labels/labelFormat.ts';
import { motChallenge } from '../../core/labels/motChallenge.ts';
import { pascalVoc } from '../../core/labels/pascalVoc.ts';
import { yoloSegmentation } from '../../core/labels/yoloSegmentation.ts';
import type { BrushStroke } from '../../core/mask/brushStroke.ts';
import type { FrameInstance } from '../../protocol/results.ts';
import type { MediaClip } from '../media/openClip.ts';
import { layerState, type ExportFrame } from './exportFrames.ts';
import type { ExportJob } from './exporter.ts';
import { LAYOUT_WRITERS } from './formats/palettePng/paletteLayouts.ts';
import { labelShapes, labelTracksOf } from './labelShapes.ts';

const [WIDTH, HEIGHT, FRAMES] = [40, 20, 6];
const CLIP = {
  info: {
    clipId: 'clip',
    fileName: 'meadow.mp4',
    width: WIDTH,
    height: HEIGHT,
    durationSeconds: FRAMES,
    // One frame a second: each is its own median.
    ptsSeconds: Array.from({ length: FRAMES }, (_, frame) => frame),
  },
} as unknown as MediaClip;

const instance = (trackId: number, left: number, right: number): FrameInstance => ({
  trackId,
  box: [left, 0, right, 1],
  score: 0.9,
  isMeant: true,
});
const BLACK = instance(5, 0.5, 1);
const WHITE = instance(8, 0, 0.5);

/** Both in frames 0 and 3, one in 1, none in 2; frame 4 lists nothing, as of an older project. */
const HORSES: SceneInstance = {
  name: 'the horses',
  centre: [48, 48],
  radius: 30,
  presence: new Map([
    [0, 0.9],
    [1, 0.9],
    [2, 0.1],
    [3, 0.9],
    [4, 0.9],
  ]),
  instances: (frameIndex) =>
    [[BLACK, WHITE], [WHITE], [], [{ ...BLACK, isMeant: true }, WHITE], []][frameIndex] ?? [],
};
const DOG: SceneInstance = {
  name: 'the dog',
  centre: [10, 10],
  radius: 8,
  presence: new Map([[3, 0.9]]),
  instances: () => [instance(-1, 0, 0.2)],
};

type Drawn = { readonly frameIndex: number; readonly box: readonly number[] };

const createJob = async (
  settings: Partial<ExportSettings>,
  strokes: readonly BrushStroke[] = [],
): Promise<{ readonly job: ExportJob; readonly drawn: readonly Drawn[] }> => {
  const scene = await createExportScene(CLIP, [HORSES, DOG]);
  const { source } = scene;
  const chosen = scene.options({ format: 'coco-rle', ...settings });
  const drawn: Drawn[] = [];
  const job: ExportJob = {
    clip: CLIP,
    options: chosen,
    objects: chosen.objects.flatMap((object) => {
      const result = source.findResult(object.resultId);
      return result
        ? [{ ...object, result, strokes: object.name === DOG.name ? [] : strokes }]
        : [];
    }),
    plan: Array.from(CLIP.info.ptsSeconds, (startSeconds, frameIndex) => ({
      frameIndex,
      startSeconds,
      durationSeconds: 1,
    })),
    size: { width: WIDTH, height: HEIGHT },
    drawInstance: (frameIndex, box) => {
      drawn.push({ frameIndex, box });
      return source.drawInstance(frameIndex, box);
    },
    signal: source.signal,
    onProgress: () => undefined,
  };
  return { job, drawn };
};

/** The whole picture is the mask of each object, so that its parts are known. */
const frameOf = ({ clip, objects }: ExportJob, frameIndex: number): ExportFrame =>
  ({
    frameIndex,
    width: WIDTH,
    height: HEIGHT,
    ptsSeconds: frameIndex,
    position: frameIndex,
    layers: objects.map((object) => ({
      object,
      state: layerState(object, clip, frameIndex),
      cover: () => Promise.resolve(new Uint8Array(WIDTH * HEIGHT).fill(255)),
    })),
  }) as unknown as ExportFrame;

const shapesOf = async (job: ExportJob) => {
  const tracks = labelTracksOf(job);
  return Promise.all(
    Array.from({ length: FRAMES }, async (_, frameIndex) =>
      (await labelShapes(job, tracks, frameOf(job, frameIndex), { largePartsOnly: true })).map(
        ({ track, bounds }) => [track.trackId, bounds.left, bounds.width],
      ),
    ),
  );
};

const writeFiles = async (job: ExportJob, format: LabelFormat): Promise<Map<string, string>> => {
  const tracks = labelTracksOf(job);
  const writer = format.open({
    ...tracks,
    clipName: 'meadow',
    clipFileName: 'meadow.mp4',
    size: job.size,
    frameCount: FRAMES,
    durationSeconds: FRAMES,
    framesPerSecond: 1,
    range: [0, FRAMES - 1],
    plannedFrames: FRAMES,
    imageExtension: 'png',
    frameNumbersFrom: 0,
    shape: 'box',
  });
  const files = [];
  for (let frameIndex = 0; frameIndex < 5; frameIndex++) {
    const frame = frameOf(job, frameIndex);
    const shapes = await labelShapes(job, tracks, frame, { largePartsOnly: true });
    files.push(...writer.addFrame({ ...frame, shapes }));
  }
  return new Map([...files, ...writer.finish()].map(({ name, text }) => [name, text]));
};

test('a label an instance: each keeps its track; what lists no instances stays whole', async () => {
  const { job, drawn } = await createJob({ labelUnit: 'instance' });
  expect(await shapesOf(job)).toEqual([
    [
      [1, 20, 20],
      [2, 0, 20],
    ],
    [[2, 0, 40]],
    [],
    [
      [1, 20, 20],
      [2, 0, 20],
      [4, 0, 40],
    ],
    [[3, 0, 40]],
    [],
  ]);
  // One instance alone is the whole mask: no graph is asked.
  expect(new Set(drawn.map(({ frameIndex }) => frameIndex))).toEqual(new Set([0, 3]));
});

test('a label an object: the union under one track, and no graph is asked', async () => {
  const { job, drawn } = await createJob({ labelUnit: 'object' });
  expect(await shapesOf(job)).toEqual([
    [[1, 0, 40]],
    [[1, 0, 40]],
    [],
    [
      [1, 0, 40],
      [2, 0, 40],
    ],
    [[1, 0, 40]],
    [],
  ]);
  expect(drawn).toEqual([]);
});

test('a frame that was painted by hand is written as one, under a track of its own', async () => {
  const stroke = { mode: 'erase', radius: 0.02, points: [1, 1], carriedFrom: null } as const;
  const { job } = await createJob({ labelUnit: 'instance' }, [
    { ...stroke, frameIndex: 0 },
    { ...stroke, frameIndex: 1 },
  ]);
  const shapes = await shapesOf(job);
  // A single instance keeps its track: the paint can only belong to it.
  expect(shapes.slice(0, 2)).toEqual([[[1, 0, 40]], [[2, 0, 40]]]);
  expect(shapes[3]?.map(([trackId]) => trackId)).toEqual([3, 2, 4]);
});

test('every format writes the tracks', async () => {
  const { job } = await createJob({ labelUnit: 'instance' });
  const document = JSON.parse((await writeFiles(job, coco)).get('annotations.json') ?? '');
  expect(
    document.annotations.map((each: Record<string, unknown>) => [each['track_id'], each['bbox']]),
  ).toEqual([
    [1, [20, 0, 20, 20]],
    [2, [0, 0, 20, 20]],
    [2, [0, 0, 40, 20]],
    [1, [20, 0, 20, 20]],
    [2, [0, 0, 20, 20]],
    [4, [0, 0, 40, 20]],
    [3, [0, 0, 40, 20]],
  ]);
  const ytvis = JSON.parse((await writeFiles(job, coco)).get('ytvis.json') ?? '');
  expect(ytvis.annotations.map(({ bboxes }: { bboxes: unknown[] }) => bboxes.length)).toEqual([
    5, 5, 5, 5,
  ]);
  const cvat = (await writeFiles(job, cvatVideo)).get('annotations.xml') ?? '';
  expect(cvat.match(/<track id="\d" label="[^"]+"/g)).toHaveLength(4);
  expect(cvat.match(/outside="0"/g)).toHaveLength(7);
  const gt = (await writeFiles(job, motChallenge)).get('meadow/gt/gt.txt') ?? '';
  expect(gt.split('\n').slice(0, 3)).toEqual([
    '1,1,21,1,20,20,1,1,1',
    '1,2,1,1,20,20,1,1,1',
    '2,2,1,1,40,20,1,1,1',
  ]);
  const voc = (await writeFiles(job, pascalVoc)).get('Annotations/meadow_00000.xml') ?? '';
  expect(voc.match(/<value>\d<\/value>/g)).toEqual(['<value>1</value>', '<value>2</value>']);
  const yolo = await writeFiles(job, yoloSegmentation);
  expect(yolo.get('labels/train/meadow_00000.txt')?.trim().split('\n')).toHaveLength(2);
  expect(yolo.get('tracks.csv')).toContain('meadow_00003,3,4,');
});

test('label maps: the number of a track in each pixel, its frames in meta.json', async () => {
  const { job } = await createJob({ format: 'palette-png', labelUnit: 'instance' });
  const tracks = labelTracksOf(job);
  const layout = LAYOUT_WRITERS['youtube-vos'](job, tracks);
  const numbers = [];
  for (const frameIndex of [0, 1, 3]) {
    const frame = frameOf(job, frameIndex);
    const shapes = await labelShapes(job, tracks, frame, { largePartsOnly: false });
    numbers.push(
      layout.images(frame, shapes).map(({ labels }) => labels.map(({ number }) => number)),
    );
  }
  expect(numbers).toEqual([[[1, 2]], [[2]], [[1, 2, 4]]]);
  const [meta] = layout.finish();
  const text = typeof meta?.input === 'string' ? meta.input : '{}';
  expect(JSON.parse(text).videos.meadow.objects).toEqual({
    1: { category: 'the horses', frames: ['00000', '00003'] },
    2: { category: 'the horses', frames: ['00000', '00001', '00003'] },
    3: { category: 'the horses', frames: [] },
    4: { category: 'the dog', frames: ['00003'] },
  });
});
