import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseSegmentCommand } from './segmentCommand.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earmark-command-'));
});
afterAll(() => rm(folder, { recursive: true }));

const parse = (...args: string[]) => parseSegmentCommand(args, folder);

describe('parseCommand', () => {
  test('one clip: every frame, the lite bundle, sound on', async () => {
    expect(await parse('clips/dog.mp4', 'the dog', '--out', 'masks')).toEqual({
      jobs: [
        {
          name: 'clips/dog.mp4',
          id: null,
          clip: 'clips/dog.mp4',
          clipPath: resolve(folder, 'clips/dog.mp4'),
          query: 'the dog',
          sampling: { kind: 'every' },
          folder: resolve(folder, 'masks'),
        },
      ],
      bundle: 'lite',
      provider: 'auto',
      audio: true,
      json: false,
      workers: 1,
      shard: { number: 1, of: 1 },
      batchFolder: null,
    });
  });

  test('a batch goes on where it was; workers and a part of it are chosen', async () => {
    await writeFile(join(folder, 'one.jsonl'), '{"id": "a", "clip": "a.mp4", "expression": "b"}');
    const batch = ['--batch', 'one.jsonl', '--out', 'masks'];
    expect(await parse(...batch, '--workers', '3', '--shard', '2/40')).toMatchObject({
      workers: 3,
      shard: { number: 2, of: 40 },
      batchFolder: resolve(folder, 'masks'),
    });
    expect(await parse(...batch, '--again')).toMatchObject({ batchFolder: null });
    for (const wrong of [
      ['--shard', '3/2'],
      ['--shard', '0/2'],
      ['--workers', '0'],
      ['--workers', '65'],
    ]) {
      await expect(parse(...batch, ...wrong)).rejects.toThrow(wrong[0]);
    }
  });

  test('a batch: a folder a job; frames of a line go before those of the command', async () => {
    const lines = [
      { id: 'a1', clip: 'a.mp4', expression: 'the dog', frames: [30] },
      { id: 'a2', clip: '/clips/b.mp4', expression: 'the cat' },
    ];
    await writeFile(join(folder, 'jobs.jsonl'), lines.map((job) => JSON.stringify(job)).join('\n'));
    const command = await parse(
      '--batch',
      'jobs.jsonl',
      '--out',
      'out',
      '--fps',
      '2',
      '--no-audio',
    );
    expect(command?.audio).toBe(false);
    expect(command?.jobs.map((job) => [job.clipPath, job.folder, job.sampling])).toEqual([
      [join(folder, 'a.mp4'), join(folder, 'out/a1'), { kind: 'list', frameIndices: [30] }],
      [resolve('/clips/b.mp4'), join(folder, 'out/a2'), { kind: 'rate', framesPerSecond: 2 }],
    ]);
  });

  test('help asks for nothing else', async () => {
    expect(await parse('--help')).toBeNull();
  });

  test.each([
    [['a.mp4', 'x'], '--out'],
    [['a.mp4', '--out', 'o'], 'one expression in quotes'],
    [['a.mp4', 'the', 'dog', '--out', 'o'], 'one expression in quotes'],
    [['a.mp4', 'x', '--out', 'o', '--frames', '1,two'], '"two" is no frame number'],
    [['a.mp4', 'x', '--out', 'o', '--frames', ''], 'is no frame number'],
    [['a.mp4', 'x', '--out', 'o', '--fps', '0'], '--fps'],
    [['a.mp4', 'x', '--out', 'o', '--fps', 'fast'], '--fps'],
    [['a.mp4', 'x', '--out', 'o', '--fps', '1', '--frames', '1'], 'not both'],
    [['a.mp4', 'x', '--out', 'o', '--provider', 'cuda'], '--provider'],
    [['a.mp4', 'x', '--out', 'o', '--bundle', '../lite'], '--bundle'],
    [['a.mp4', 'x', '--out', 'o', '--speed', '9'], '--speed'],
    [['--batch', 'missing.jsonl', '--out', 'o'], 'cannot be read'],
    [['a.mp4', '--batch', 'jobs.jsonl', '--out', 'o'], 'no room'],
  ])('%j is refused', async (args, message) => {
    await expect(parse(...args)).rejects.toThrow(message);
  });
});
