import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createMemoryFolder } from '../../../../tests/fixtures/evaluate/memoryFolder.ts';
import { openBenchmark } from '../openBenchmark.ts';
import { openRefAvs, parseRefAvsTable, filterUnseen } from './refAvs.ts';

const EXTRACT = readFileSync(
  join(import.meta.dirname, '../../../../tests/fixtures/evaluate/ref-avs-extract.csv'),
  'utf8',
);
/** The benchmark's own metadata.csv, where a machine has it. */
const PUBLISHED_METADATA_PATH = process.env.REF_AVS_METADATA;

const countBy = (values: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
};

describe('parseRefAvsTable', () => {
  const table = parseRefAvsTable(EXTRACT);
  const byId = new Map(table.items.map((item) => [item.id, item]));

  test('counts the usable rows of each split', () => {
    expect(countBy(table.items.map(({ split }) => split))).toEqual({
      train: 3,
      val: 1,
      test_s: 3,
      test_u: 4,
      test_n: 2,
    });
  });

  test('names every row that it cannot use, with the reason', () => {
    expect(table.problems.map(({ kind, subject }) => [kind, subject])).toEqual([
      ['bad-row', 'metadata.csv:19'],
      ['broken-sentence', 'A-1_0_10000_dog_2'],
      ['todo-row', 'H_0_10000_airplane_1'],
      ['bad-row', 'I_0_10000_cat_1'],
      ['bad-row', '../up_cat_1'],
    ]);
  });

  test('an id that comes twice is two items', () => {
    expect(byId.get('D_0_10000_dog_1')).toMatchObject({
      fid: '0',
      query: 'The object making the loudest sound.',
    });
    expect(byId.get('D_0_10000_dog_1~2')).toMatchObject({
      fid: '2',
      query: 'The dog, behind the man.',
    });
    expect(byId.get('D_0_10000_man_1')?.query).toBe('The "first" man to speak.');
  });

  test('reads the category between the clip and the number', () => {
    expect(byId.get('C_3_0_10000_hair-dryer_1')?.category).toBe('hair-dryer');
    expect(byId.get('B2_x_5000_15000_man_1')).toMatchObject({
      category: 'man',
      clip: 'B2_x_5000_15000',
      uidClip: 'B2_x_5000_15000',
    });
  });

  test('null ids are null items of both kinds', () => {
    expect(byId.get('null_m--G_0_10000_null_1')).toMatchObject({
      isNull: true,
      category: null,
      clip: '-G_0_10000',
      uidClip: 'null_m--G_0_10000',
    });
    expect(byId.get('null_c--G_0_10000_null_2')?.isNull).toBe(true);
  });

  test('both counts of test_u can be chosen', () => {
    expect([...table.seenCategories].toSorted()).toEqual(['dog', 'man']);
    const rows = filterUnseen(table.items, table.seenCategories, 'unseen-categories');
    expect(rows.filter(({ split }) => split === 'test_u').map(({ category }) => category)).toEqual([
      'wolf',
      'wolf',
      'tuba',
    ]);
    expect(rows.filter(({ split }) => split === 'test_s')).toHaveLength(3);
  });

  test('the columns of the own benchmark say kind, sources and needs', () => {
    const head = 'vid,uid,split,fid,exp,kind,sources,needs';
    const { items, problems } = parseRefAvsTable(
      [
        head,
        'a,a_dog_0,test_s,0,the dog that is new,appearing,3,time',
        'a,a_dog_1,test_s,0,the dog,noise,3,time',
        'a,a_dog_2,test_s,0,the dog,category,many,time',
        'a,a_dog_3,test_s,0,the dog,category,0,luck',
      ].join('\n'),
    );
    expect(items).toMatchObject([{ queryKinds: ['appearing'], sources: 3, needs: 'time' }]);
    expect(problems.map(({ kind, subject }) => [kind, subject])).toEqual([
      ['bad-row', 'a_dog_1'],
      ['bad-row', 'a_dog_2'],
      ['bad-row', 'a_dog_3'],
    ]);
    expect(table.items[0]).toMatchObject({ sources: null, needs: null });
    expect(table.isEarmarkBench).toBe(false);
  });

  test('an unknown column is named, a missing one is an error', () => {
    const lines = EXTRACT.split('\r\n').slice(0, 2);
    const { problems, items } = parseRefAvsTable(`${lines[0]},mood\n${lines[1]},good`);
    expect(problems).toMatchObject([{ kind: 'unknown-column', subject: 'mood' }]);
    expect(items).toHaveLength(1);
    expect(() => parseRefAvsTable('vid,uid,split,exp\n')).toThrow('"fid"');
  });
});

describe.runIf(PUBLISHED_METADATA_PATH !== undefined)('the full metadata.csv', () => {
  test('has the counts that were taken from it by hand', () => {
    const table = parseRefAvsTable(readFileSync(PUBLISHED_METADATA_PATH ?? '', 'utf8'));
    expect(countBy(table.items.map(({ split }) => split))).toEqual({
      // 14,113 rows, of which one holds an error message for a sentence.
      train: 14_112,
      val: 1_349,
      test_s: 2_288,
      test_u: 1_656,
      test_n: 1_028,
    });
    expect(countBy(table.problems.map(({ kind }) => kind))).toEqual({
      'todo-row': 25,
      'broken-sentence': 1,
    });
    expect(table.items.length + table.problems.length).toBe(20_459);
    const unseen = filterUnseen(table.items, table.seenCategories, 'unseen-categories');
    expect(unseen.filter(({ split }) => split === 'test_u')).toHaveLength(1_656 - 202);
    const nulls = table.items.filter(({ split }) => split === 'test_n');
    expect(nulls.every(({ isNull }) => isNull)).toBe(true);
    expect(new Set(nulls.map(({ query: expression }) => expression)).size).toBe(8);
    expect(new Set(table.items.map(({ id }) => id)).size).toBe(table.items.length);
  });
});

const HEADER = 'vid,uid,split,fid,exp\n';
const files = (clip: string, fid: number): Record<string, string> => ({
  [`media/${clip}/frames/0.jpg`]: 'x',
  [`media/${clip}/frames/1.jpg`]: 'x',
  [`media/${clip}/audio.wav`]: 'x',
  [`gt_mask/${clip}/fid_${fid}/00000.png`]: 'x',
  [`gt_mask/${clip}/fid_${fid}/00001.png`]: 'x',
});

const openFiles = async (row: string, content: Record<string, string>) => {
  const folder = createMemoryFolder({ 'metadata.csv': HEADER + row, ...content });
  const bench = await openBenchmark(folder);
  expect(bench.layout).toBe('ref-avs');
  const [item] = [...bench.splits.keys()].flatMap((split) => bench.items(split));
  if (item === undefined) throw new Error('The row was not read.');
  return bench.findFiles(item);
};

describe('files of an item', () => {
  test('frames in order, sound, a mask for each frame', async () => {
    expect(await openFiles('A_0_1,A_0_1_dog_1,test_s,3,The dog.', files('A_0_1', 3))).toEqual({
      media: {
        kind: 'stills',
        framePaths: ['media/A_0_1/frames/0.jpg', 'media/A_0_1/frames/1.jpg'],
        audioPath: 'media/A_0_1/audio.wav',
      },
      groundTruth: [
        { frameIndex: 0, maskPath: 'gt_mask/A_0_1/fid_3/00000.png' },
        { frameIndex: 1, maskPath: 'gt_mask/A_0_1/fid_3/00001.png' },
      ],
      groundTruthRule: { kind: 'nonzero' },
    });
  });

  test('a null clip lies under the name in its id, or under its own; its masks may be missing', async () => {
    const row = 'A_0_1,null_m-A_0_1_null_1,test_n,0,The sounding object';
    const own = await openFiles(row, files('null_m-A_0_1', 0));
    expect(own.groundTruth[0]?.maskPath).toBe('gt_mask/null_m-A_0_1/fid_0/00000.png');
    const {
      [`gt_mask/A_0_1/fid_0/00000.png`]: _,
      [`gt_mask/A_0_1/fid_0/00001.png`]: __,
      ...bare
    } = files('A_0_1', 0);
    expect((await openFiles(row, bare)).groundTruth).toEqual([
      { frameIndex: 0, maskPath: null },
      { frameIndex: 1, maskPath: null },
    ]);
  });

  test.each([
    ['missing-mask', 'gt_mask/A_0_1/fid_0/00001.png'],
    ['missing-sound', 'media/A_0_1/audio.wav'],
    ['missing-frames', 'media/A_0_1/frames/0.jpg'],
  ])('%s is said with the path', async (kind, path) => {
    const { [path]: _, ...rest } = files('A_0_1', 0);
    const opened = openFiles('A_0_1,A_0_1_dog_1,test_s,0,The dog.', rest);
    await expect(opened).rejects.toMatchObject({ name: 'ItemFailure', kind });
  });

  test('a folder that is no benchmark says what it looked for', async () => {
    await expect(openBenchmark(createMemoryFolder({ 'a.txt': '' }))).rejects.toThrow(
      'metadata.csv',
    );
    await expect(openRefAvs(createMemoryFolder({}), 'x,y\n')).rejects.toThrow('no column');
  });
});
