import { describe, expect, test } from 'vitest';
import { createMemoryFolder } from '../../../../tests/fixtures/evaluate/memoryFolder.ts';
import { vocPaletteColour } from './avsBench.ts';
import type { Benchmark } from '../benchmark.ts';
import { openBenchmark } from '../openBenchmark.ts';

const allItems = (bench: Benchmark) =>
  [...bench.splits.keys()].flatMap((split) => [...bench.items(split)]);

const firstItem = (bench: Benchmark) => {
  const [item] = allItems(bench);
  if (item === undefined) throw new Error('There is no item.');
  return item;
};

describe('AVSBench', () => {
  test('S4: the noun is the category', async () => {
    const bench = await openBenchmark(
      createMemoryFolder({
        's4_meta_data.csv': 'name,start,category,split\nabc,0,dog_barking,test\n../x,0,cat,test\n',
        'visual_frames/test/dog_barking/abc/abc_1.png': '',
        'visual_frames/test/dog_barking/abc/abc_2.png': '',
        'gt_masks/test/dog_barking/abc/abc_2.png': '',
        'audio_wav/test/dog_barking/abc.wav': '',
      }),
    );
    expect(bench.problems).toMatchObject([{ subject: 's4_meta_data.csv:3' }]);
    const item = firstItem(bench);
    expect(item.query).toBe('the dog barking');
    expect(await bench.findFiles(item)).toMatchObject({
      media: { audioPath: 'audio_wav/test/dog_barking/abc.wav' },
      groundTruth: [{ frameIndex: 1, maskPath: 'gt_masks/test/dog_barking/abc/abc_2.png' }],
    });
  });

  test('MS3: what sounds, whatever it is', async () => {
    const bench = await openBenchmark(
      createMemoryFolder({
        'ms3_meta_data.csv': 'video_id,split\nabc,val\n',
        'visual_frames/abc/abc.mp4_1.png': '',
        'gt_masks/val/abc/abc_1.png': '',
        'audio_wav/val/abc.wav': '',
      }),
    );
    const item = firstItem(bench);
    expect(item.query).toBe('the sounding object');
    expect((await bench.findFiles(item)).groundTruth).toEqual([
      { frameIndex: 0, maskPath: 'gt_masks/val/abc/abc_1.png' },
    ]);
  });

  test('semantic: an item for each object, by its colour', async () => {
    const bench = await openBenchmark(
      createMemoryFolder({
        'metadata.csv':
          'vid,uid,s_min,s_max,a_obj,label,split\nv,abc,0,10,"dog,man,ghost",v2,test\n',
        'label2idx.json': '{"background": 0, "dog": 1, "man": 9}',
        'v2/abc/frames/0.jpg': '',
        'v2/abc/labels_rgb/0.png': '',
        'v2/abc/audio.wav': '',
      }),
    );
    expect(allItems(bench).map(({ query: expression }) => expression)).toEqual([
      'the dog',
      'the man',
    ]);
    expect(bench.problems.map(({ message }) => message)).toEqual([
      '"ghost" is no object of label2idx.json.',
    ]);
    const [dog, man] = await Promise.all(allItems(bench).map((item) => bench.findFiles(item)));
    expect(dog?.groundTruthRule).toEqual({ kind: 'colour', rgb: [128, 0, 0] });
    expect(man?.groundTruthRule).toEqual({ kind: 'colour', rgb: [192, 0, 0] });
  });

  test('the palette is Pascal VOC’s', () => {
    expect([0, 2, 3, 8, 15, 20].map(vocPaletteColour)).toEqual([
      [0, 0, 0],
      [0, 128, 0],
      [128, 128, 0],
      [64, 0, 0],
      [192, 128, 128],
      [0, 64, 128],
    ]);
  });
});

describe('a person’s own folder', () => {
  const TABLE = [
    'clip,expression,masks,category',
    'dog.mp4,the dog,dog,dog',
    'pictures,"the cat, left",cat,',
    'pictures,the bird,,',
    '../dog.mp4,the dog,dog,',
    'gone.mp4,the dog,dog,',
  ].join('\n');
  const folder = createMemoryFolder({
    'clips.csv': TABLE,
    'dog.mp4': '',
    'dog/frame-0012.png': '',
    'dog/frame-0003.png': '',
    'pictures/1.png': '',
    'pictures/2.png': '',
    'cat/0.png': '',
  });

  test('videos, pictures, and sentences about nothing', async () => {
    const bench = await openBenchmark(folder);
    const [video, pictures, nothing, gone] = allItems(bench);
    if (!video || !pictures || !nothing || !gone) throw new Error('Rows are missing.');
    expect(bench.problems).toMatchObject([{ kind: 'bad-row', subject: 'clips.csv:5' }]);
    expect(await bench.findFiles(video)).toMatchObject({
      media: { kind: 'video', path: 'dog.mp4' },
      groundTruth: [
        { frameIndex: 3, maskPath: 'dog/frame-0003.png' },
        { frameIndex: 12, maskPath: 'dog/frame-0012.png' },
      ],
    });
    expect((await bench.findFiles(pictures)).media).toEqual({
      kind: 'stills',
      framePaths: ['pictures/1.png', 'pictures/2.png'],
      audioPath: null,
    });
    expect(nothing.isNull).toBe(true);
    expect((await bench.findFiles(nothing)).groundTruth).toHaveLength(2);
    await expect(bench.findFiles(gone)).rejects.toMatchObject({ kind: 'missing-frames' });
  });
});
