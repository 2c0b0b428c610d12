import { expect, test } from 'vitest';
import { maskArea, maskBounds } from '../mask/maskStatistics.ts';
import { encodeBrushRle } from './brushRle.ts';
import { categoryOf } from './categoryOf.ts';
import { coco } from './coco.ts';
import { cvatVideo } from './cvatVideo.ts';
import type { LabelFormat, LabelFrame, LabelShape, LabelTask, LabelTrack } from './labelFormat.ts';
import { labelStudio } from './labelStudio.ts';
import { motChallenge } from './motChallenge.ts';
import { pascalVoc } from './pascalVoc.ts';
import { yoloSegmentation } from './yoloSegmentation.ts';

const [WIDTH, HEIGHT] = [20, 10];
const DOG: LabelTrack = { trackId: 1, name: 'Rex & "co"', category: 'dog', categoryIndex: 0 };
const CAT: LabelTrack = { trackId: 2, name: 'the cat', category: 'cat', categoryIndex: 1 };
const PUP: LabelTrack = { trackId: 3, name: 'the puppy', category: 'dog', categoryIndex: 0 };

const TASK: LabelTask = {
  clipName: 'meadow',
  clipFileName: 'meadow.mp4',
  size: { width: WIDTH, height: HEIGHT },
  frameCount: 12,
  durationSeconds: 3,
  framesPerSecond: 4,
  range: [0, 11],
  plannedFrames: 12,
  imageExtension: 'jpg',
  frameNumbersFrom: 0,
  shape: 'box',
  tracks: [DOG, CAT, PUP],
  categories: ['dog', 'cat'],
};

/** A rectangle of an object. */
const rectangle = (
  track: LabelTrack,
  [left, top, width, height]: readonly [number, number, number, number],
): LabelShape => {
  const mask = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, at) => {
    const [x, y] = [at % WIDTH, Math.floor(at / WIDTH)];
    return x >= left && x < left + width && y >= top && y < top + height ? 1 : 0;
  });
  const bounds = maskBounds(mask, WIDTH);
  if (bounds === null) {
    throw new Error('The rectangle is empty.');
  }
  return { track, mask, bounds, area: maskArea(mask) };
};

const frame = (frameIndex: number, shapes: readonly LabelShape[]): LabelFrame => ({
  frameIndex,
  ptsSeconds: frameIndex / 4,
  position: frameIndex,
  shapes,
});

/** The dog in frames 1, 2 and 7, the cat in 2; 3 is empty; 4 to 6 were not searched. */
const FRAMES = [
  frame(1, [rectangle(DOG, [0, 0, 5, 4])]),
  frame(2, [rectangle(DOG, [1, 0, 5, 4]), rectangle(CAT, [10, 5, 10, 5])]),
  frame(3, []),
  frame(7, [rectangle(DOG, [2, 0, 5, 4])]),
];

const write = (format: LabelFormat, part: Partial<LabelTask> = {}): Map<string, string> => {
  const writer = format.open({ ...TASK, ...part });
  const files = [...FRAMES.flatMap((each) => writer.addFrame(each)), ...writer.finish()];
  return new Map(files.map(({ name, text }) => [name, text]));
};

test.each([
  ['the dog that barks', 'dog'],
  ['two brown horses on the meadow', 'horse'],
  ['the people in the boat', 'person'],
  ['the vacuum cleaner', 'vacuum cleaner'],
  ['the animal making the sound', 'animal'],
  ['the shiny gearbox on the left', 'gearbox'],
  ['barking', 'barking'],
  ['the', 'the'],
  ['', 'object'],
])('the category of “%s” is %s', (query, category) => {
  expect(categoryOf(query)).toBe(category);
});

test('COCO: boxes, categories shared by objects, a track for each', () => {
  const document = JSON.parse(write(coco).get('annotations.json') ?? '');
  expect(document.categories).toMatchObject([
    { id: 1, name: 'dog' },
    { id: 2, name: 'cat' },
  ]);
  expect(document.images.map((image: { file_name: string }) => image.file_name)).toEqual([
    'meadow/00001.jpg',
    'meadow/00002.jpg',
    'meadow/00003.jpg',
    'meadow/00007.jpg',
  ]);
  expect(document.annotations).toMatchObject([
    { id: 1, image_id: 1, category_id: 1, track_id: 1, bbox: [0, 0, 5, 4], area: 20 },
    { image_id: 2, category_id: 1, track_id: 1, bbox: [1, 0, 5, 4] },
    { image_id: 2, category_id: 2, track_id: 2, bbox: [10, 5, 10, 5], area: 50 },
    { id: 4, image_id: 4, track_id: 1 },
  ]);
  expect(JSON.parse(write(coco).get('ytvis.json') ?? '').annotations[2]).toMatchObject({
    id: 3,
    category_id: 1,
    segmentations: [null, null, null, null],
  });
});

test('YOLO: a class and a polygon in shares a line; an empty file of an empty frame', () => {
  const files = write(yoloSegmentation, { frameNumbersFrom: 1 });
  expect([...files.keys()]).toEqual([
    'labels/train/meadow_00002.txt',
    'labels/train/meadow_00003.txt',
    'labels/train/meadow_00004.txt',
    'labels/train/meadow_00008.txt',
    'data.yaml',
    'tracks.csv',
  ]);
  expect(files.get('labels/train/meadow_00002.txt')).toBe('0 0.25 0 0.25 0.4 0 0.4 0 0\n');
  const lines = (files.get('labels/train/meadow_00003.txt') ?? '').trimEnd().split('\n');
  expect(lines.map((line) => line.split(' ')[0])).toEqual(['0', '1']);
  for (const line of lines) {
    const [, ...shares] = line.split(' ').map(Number);
    expect(shares.length % 2).toBe(0);
    expect(shares.length).toBeGreaterThanOrEqual(6);
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
  }
  expect(files.get('labels/train/meadow_00004.txt')).toBe('');
  expect(files.get('data.yaml')).toContain('names:\n  0: "dog"\n  1: "cat"\n');
  expect(files.get('tracks.csv')).toContain('meadow_00003,2,2,"cat","the cat"\n');
  expect(files.get('tracks.csv')).toContain('meadow_00002,1,1,"dog","Rex & ""co"""\n');
  expect(yoloSegmentation.imagePath(TASK, frame(1, []))).toBe('images/train/meadow_00001.jpg');
});

/** Attributes of the elements of a name, in order. */
const elements = (xml: string, name: string): readonly Record<string, string>[] =>
  Array.from(xml.matchAll(new RegExp(`<${name} ([^>]*)>`, 'g')), ([, text = '']) =>
    Object.fromEntries(
      Array.from(text.matchAll(/(\w+)="([^"]*)"/g), ([, key = '', value = '']) => [key, value]),
    ),
  );

test('CVAT: every frame a keyframe; a track ends where the object or the search ends', () => {
  const xml = write(cvatVideo).get('annotations.xml') ?? '';
  expect(xml).toContain('<version>1.1</version>');
  expect(elements(xml, 'track')).toEqual([
    { id: '1', label: 'dog', source: 'auto' },
    { id: '2', label: 'cat', source: 'auto' },
    { id: '3', label: 'dog', source: 'auto' },
  ]);
  const boxes = elements(xml, 'box').map(({ frame: at, outside, keyframe, xtl, xbr, ybr }) => ({
    at,
    outside,
    keyframe,
    box: [xtl, xbr, ybr].map(Number),
  }));
  expect(boxes).toEqual([
    { at: '1', outside: '0', keyframe: '1', box: [0, 5, 4] },
    { at: '2', outside: '0', keyframe: '1', box: [1, 6, 4] },
    { at: '3', outside: '1', keyframe: '1', box: [1, 6, 4] },
    { at: '7', outside: '0', keyframe: '1', box: [2, 7, 4] },
    { at: '8', outside: '1', keyframe: '1', box: [2, 7, 4] },
    { at: '2', outside: '0', keyframe: '1', box: [10, 20, 10] },
    { at: '3', outside: '1', keyframe: '1', box: [10, 20, 10] },
  ]);
  const [polygon] = elements(
    write(cvatVideo, { shape: 'mask' }).get('annotations.xml') ?? '',
    'polygon',
  );
  expect(polygon?.points).toBe('5.00,0.00;5.00,4.00;0.00,4.00;0.00,0.00');
});

test('MOT: everything counts from 1, the sequence tells its length', () => {
  const files = write(motChallenge);
  expect(files.get('meadow/gt/gt.txt')).toBe(
    '2,1,1,1,5,4,1,1,1\n3,1,2,1,5,4,1,1,1\n3,2,11,6,10,5,1,2,1\n8,1,3,1,5,4,1,1,1\n',
  );
  expect(files.get('meadow/gt/labels.txt')).toBe('dog\ncat\n');
  expect(files.get('meadow/seqinfo.ini')).toContain('seqLength=12\nimWidth=20\nimHeight=10\n');
  expect(motChallenge.imagePath(TASK, frame(1, []))).toBe('meadow/img1/000002.jpg');
});

test('Pascal VOC: boxes from 1 with both ends, truncated at the picture’s edge', () => {
  const files = write(pascalVoc);
  const xml = files.get('Annotations/meadow_00002.xml') ?? '';
  expect(xml).toContain('<xmin>2</xmin><ymin>1</ymin><xmax>6</xmax><ymax>4</ymax>');
  expect(xml).toContain('<xmin>11</xmin><ymin>6</ymin><xmax>20</xmax><ymax>10</ymax>');
  expect(xml).toContain('<name>track_id</name><value>2</value>');
  expect(xml).toContain('<filename>meadow_00002.jpg</filename>');
  expect(files.get('Annotations/meadow_00003.xml')).not.toContain('<object>');
  // Datumaro knows no class that stands neither here nor among VOC's own.
  expect(files.get('labelmap.txt')?.split('\n')).toEqual([
    '# label:color_rgb:parts:actions',
    'background:0,0,0::',
    'dog:128,0,0::',
    'cat:0,128,0::',
    '',
  ]);
  expect(files.get('ImageSets/Main/trainval.txt')?.trimEnd().split('\n')).toHaveLength(4);
});

test('Label Studio: one video task with a box a frame, ended before each gap', () => {
  const files = write(labelStudio);
  const [task] = JSON.parse(files.get('tasks.json') ?? '');
  expect(task.data.video).toBe('/data/local-files/?d=meadow.mp4');
  const [dog, cat] = task.annotations[0].result;
  expect(dog).toMatchObject({
    type: 'videorectangle',
    value: { labels: ['dog'], framesCount: 12 },
  });
  expect(
    dog.value.sequence.map(({ frame: at, enabled, x, width }: Record<string, number>) => [
      at,
      enabled,
      x,
      width,
    ]),
  ).toEqual([
    [2, true, 0, 25],
    [3, false, 5, 25],
    [8, false, 10, 25],
  ]);
  expect(cat.value.sequence).toMatchObject([{ frame: 3, enabled: false, y: 50, height: 50 }]);
  expect(files.get('label_config.xml')).toContain('<Label value="dog"/><Label value="cat"/>');
});

/** As `decode_rle` of label-studio-converter reads it, written from its text. */
const decodeBrushRle = (bytes: readonly number[]): Uint8Array => {
  let at = 0;
  const read = (bits: number): number => {
    let value = 0;
    for (let left = bits; left > 0; left--, at++) {
      value = value * 2 + (((bytes[at >> 3] ?? 0) >> (7 - (at % 8))) & 1);
    }
    return value;
  };
  const out = new Uint8Array(read(32));
  const wordSize = read(5) + 1;
  const sizes = [0, 0, 0, 0].map(() => read(4) + 1);
  for (let place = 0; place < out.length; ) {
    const isRun = read(1) === 1;
    const end = place + 1 + read(sizes[read(2)] ?? 0);
    expect(isRun).toBe(true);
    out.fill(read(wordSize), place, end);
    place = end;
  }
  return out;
};

test('Label Studio: brush masks are RGBA run lengths, also of long runs', () => {
  const mask = new Uint8Array(50_000);
  mask.fill(1, 3, 4).fill(1, 100, 20_000).fill(1, 49_999);
  const rgba = decodeBrushRle(encodeBrushRle(mask));
  expect(rgba).toHaveLength(200_000);
  expect(rgba.filter((_, at) => at % 4 === 3)).toEqual(mask.map((value) => 255 * value));

  const tasks = JSON.parse(write(labelStudio, { shape: 'mask' }).get('tasks.json') ?? '');
  expect(tasks).toHaveLength(4);
  expect(tasks[1].data.image).toBe('/data/local-files/?d=meadow/00002.jpg');
  const [dog, cat] = tasks[1].annotations[0].result;
  expect(cat.value.brushlabels).toEqual(['cat']);
  const alpha = decodeBrushRle(dog.value.rle).filter((_, at) => at % 4 === 3);
  expect(alpha.filter((value) => value === 255)).toHaveLength(20);
});
