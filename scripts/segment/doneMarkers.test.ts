import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { groupByClip } from './clipGroups.ts';
import { createDoneMarkers } from './doneMarkers.ts';
import { prepareJobFolder } from './jobResult.ts';
import { parseSegmentCommand, type SegmentCommand } from './segmentCommand.ts';

const WHOLE = { number: 1, of: 1 };
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earmark-markers-'));
  await writeFile(join(folder, 'a.mp4'), 'one');
  await writeFile(join(folder, 'copy-of-a.mp4'), 'one');
  await writeFile(join(folder, 'b.mp4'), 'two');
});
afterAll(() => rm(folder, { recursive: true }));

const commandOf = async (...more: string[]): Promise<SegmentCommand> => {
  const jobs = ['a', 'b', 'copy-of-a', 'gone'].map((clip) => ({
    id: clip,
    clip: `${clip}.mp4`,
    expression: 'the dog',
  }));
  const lines = [...jobs, { id: 'a2', clip: 'a.mp4', expression: 'the cat' }];
  await writeFile(join(folder, 'jobs.jsonl'), lines.map((line) => JSON.stringify(line)).join('\n'));
  const command = await parseSegmentCommand(
    ['--batch', 'jobs.jsonl', '--out', 'masks', ...more],
    folder,
  );
  if (command === null) throw new Error('The command only asks for help.');
  return command;
};

test('clips are grouped and split by their contents, each in exactly one shard', async () => {
  const command = await commandOf();
  const groups = await groupByClip(folder, command, WHOLE).catch(() => null);
  // The model is part of what is asked for, so the folder needs a package.json as the project has.
  expect(groups).toBeNull();
  await writeFile(join(folder, 'package.json'), '{}');
  const all = await groupByClip(folder, command, WHOLE);
  expect(all.map(({ jobs }) => jobs.map(({ id }) => id))).toEqual([
    ['a', 'a2'],
    ['b'],
    ['copy-of-a'],
    ['gone'],
  ]);
  expect(all[0]?.clipHash).toBe(all[2]?.clipHash);
  const parts = await Promise.all(
    [1, 2, 3].map((number) => groupByClip(folder, command, { number, of: 3 })),
  );
  const keys = parts.map((part) => part.map(({ key }) => key));
  expect(keys.flat().toSorted()).toEqual(all.map(({ key }) => key).toSorted());
  // Copies are together, wherever that is.
  const shardOf = (key = ''): number => keys.findIndex((part) => part.includes(key));
  expect(shardOf(all[0]?.key)).toBe(shardOf(all[2]?.key));
});

test('a clip is done when its marker and all its results are there, for the same question', async () => {
  const command = await commandOf();
  const [group] = await groupByClip(folder, command, WHOLE);
  if (group === undefined) throw new Error('There is no clip.');
  const markers = createDoneMarkers(join(folder, 'masks'));
  expect(await markers.find(group)).toBeNull();
  for (const job of group.jobs) {
    await mkdir(job.folder, { recursive: true });
    await writeFile(join(job.folder, 'result.json'), '{}');
  }
  expect(await markers.find(group)).toBeNull();
  await markers.mark(group, ['a2']);
  expect(await markers.find(group)).toMatchObject({ jobs: ['a', 'a2'], failed: ['a2'] });
  expect(await readdir(join(folder, 'masks/.done'))).toEqual([`${group.key}.json`]);

  const [silent] = await groupByClip(folder, await commandOf('--no-audio'), WHOLE);
  expect(silent && (await markers.find(silent))).toBeNull();
  await writeFile(join(folder, 'masks/.done', `${group.key}.json`), '{"schema": "earmark-do');
  expect(await markers.find(group)).toBeNull();
  await markers.mark(group, []);
  await rm(join(folder, 'masks/a/result.json'));
  expect(await markers.find(group)).toBeNull();
});

test('masks of a run that was killed are taken away, other files stay', async () => {
  const [job] = (await commandOf()).jobs;
  if (job === undefined) throw new Error('There is no job.');
  await prepareJobFolder(job);
  for (const name of ['7.png', '8.png', 'mine.png', 'notes.txt']) {
    await writeFile(join(job.folder, name), '');
  }
  await prepareJobFolder(job);
  expect((await readdir(job.folder)).toSorted()).toEqual(['mine.png', 'notes.txt', 'unfinished']);
});
