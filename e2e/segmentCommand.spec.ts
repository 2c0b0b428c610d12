import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { PNG } from 'pngjs';
import { fixture } from './support/editor.ts';

const ROOT = join(import.meta.dirname, '..');

function runSegmentCommand(...args: string[]): {
  status: number | null;
  stdout: string;
  stderr: string;
} {
  return spawnSync('npx', ['tsx', 'scripts/segment.ts', ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, INIT_CWD: ROOT },
  });
}

/** By the hashes of `odd-size.webm` with `broken-frame.mp4`, and of `letter.mp4` with `cut-short.mp4`. */
const GOOD_CLIP_SHARD = 2;
const BROKEN_CLIP_SHARD = 1;

/** Runs the command until it ends, or until it says something, when it is killed at once. */
function startSegmentCommand(
  args: readonly string[],
  killAt: RegExp | null,
): Promise<{ stderr: string; wasKilled: boolean }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/segment.ts', ...args], {
    cwd: ROOT,
    env: { ...process.env, INIT_CWD: ROOT },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  let wasKilled = false;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    if (killAt?.test(stderr) && !wasKilled) {
      wasKilled = true;
      child.kill('SIGKILL');
    }
  });
  return new Promise((resolve) => {
    child.on('close', () => resolve({ stderr, wasKilled }));
  });
}

/** Contents of all files but the times, by path. */
const filesBelow = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'timings.json')
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(folder.length), readFileSync(path, 'base64')]),
  );

const readTimings = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'timings.json'), 'utf8'));

const readResult = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8'));

test('a batch: masks at the clip’s size, shared features, bad jobs and damaged frames among good ones', async () => {
  const info = test.info();
  const clip = fixture('odd-size.webm');
  const jobs = [
    { id: 'bar', clip, expression: 'the bright bar', frames: [3, 20] },
    { id: 'letter', clip: fixture('letter.mp4'), expression: 'the dog', frames: [0] },
    { id: 'late', clip, expression: 'the bright bar', frames: [25] },
    { id: 'slope', clip, expression: 'the grey slope', frames: [20] },
    {
      id: 'some',
      clip: fixture('broken-frame.mp4'),
      expression: 'the bright bar',
      frames: [0, 6, 10],
    },
    { id: 'none', clip: fixture('broken-frame.mp4'), expression: 'the bright bar', frames: [6] },
    { id: 'cut', clip: fixture('cut-short.mp4'), expression: 'the bright bar', frames: [0] },
  ];
  const batch = info.outputPath('jobs.jsonl');
  const out = info.outputPath('masks');
  writeFileSync(batch, jobs.map((job) => JSON.stringify(job)).join('\n'));
  const { status, stdout, stderr } = runSegmentCommand(
    '--batch',
    batch,
    '--out',
    out,
    '--provider',
    'wasm',
    '--json',
  );
  expect(status, stderr).toBe(0);
  const printed = stdout.trim().split('\n');
  expect(new Set(printed.map((line) => JSON.parse(line).id))).toEqual(
    new Set(jobs.map((job) => job.id)),
  );

  expect(new Set(readdirSync(join(out, 'bar')))).toEqual(
    new Set(['3.png', '20.png', 'result.json', 'timings.json']),
  );
  const bar = readResult(join(out, 'bar'));
  expect(bar).toMatchObject({
    status: 'done',
    error: null,
    provider: { provider: 'wasm', reason: 'asked' },
    clipInfo: { width: 161, height: 97, frameCount: 25 },
    frames: [{ frameIndex: 3 }, { frameIndex: 20 }],
  });
  expect(bar.frames[0].objectScores.length).toBeLessThanOrEqual(16);
  // The two frames, and the overview frames that their tracks come from.
  expect(readTimings(join(out, 'bar')).runs.detector).toBeLessThanOrEqual(4);
  for (const frame of bar.frames) {
    const { width, height, data } = PNG.sync.read(readFileSync(join(out, 'bar', frame.file)));
    expect([width, height]).toEqual([161, 97]);
    const grey = data.filter((__, index) => index % 4 === 0);
    expect(grey.every((value) => value === 0 || value === 255)).toBe(true);
    expect(grey.filter((value) => value === 255)).toHaveLength(frame.area);
  }

  // The same frame was seen for the first job: a new sentence looks and listens no more.
  expect(readTimings(join(out, 'slope')).runs).toMatchObject({
    detector: 0,
    instance_encoder: 0,
    audio_encoder: 0,
    text_encoder: 1,
  });
  expect(readResult(join(out, 'letter'))).toMatchObject({
    status: 'failed',
    error: { kind: 'unsupported-container' },
    frames: [],
  });
  expect(readResult(join(out, 'late'))).toMatchObject({
    status: 'failed',
    error: { kind: 'no-such-frame', facts: { frameIndex: 25, frameCount: 25 } },
  });

  // A damaged frame costs itself alone; missing sound is told.
  expect(new Set(readdirSync(join(out, 'some')))).toEqual(
    new Set(['0.png', '10.png', 'result.json', 'timings.json']),
  );
  const undecodable = {
    frameIndex: 6,
    ptsSeconds: 1.5,
    state: 'undecodable',
    reason: expect.stringMatching(/./),
  };
  expect(readResult(join(out, 'some'))).toMatchObject({
    status: 'done',
    error: null,
    frames: [
      { frameIndex: 0, file: '0.png', state: expect.stringMatching(/^(?:empty|present)$/) },
      undecodable,
      { frameIndex: 10, file: '10.png', state: expect.stringMatching(/^(?:empty|present)$/) },
    ],
    missingAudioSeconds: [],
  });
  expect(readResult(join(out, 'none'))).toMatchObject({
    status: 'failed',
    error: { kind: 'corrupt' },
    frames: [undecodable],
  });
  expect(readResult(join(out, 'cut'))).toMatchObject({
    status: 'done',
    frames: [{ frameIndex: 0, file: '0.png' }],
    missingAudioSeconds: [1, 2, 3],
  });

  // The same batch by two shards at the same time; the one with the good clip is killed in it.
  const shards = info.outputPath('shards');
  const shardArgs = (number: 1 | 2): string[] => [
    '--batch',
    batch,
    '--out',
    shards,
    '--provider',
    'wasm',
    '--shard',
    `${number}/2`,
  ];
  const [killed, whole] = await Promise.all([
    startSegmentCommand(shardArgs(GOOD_CLIP_SHARD), / bar: \d+ masks/),
    startSegmentCommand(shardArgs(BROKEN_CLIP_SHARD), null),
  ]);
  expect(killed.wasKilled, killed.stderr).toBe(true);
  expect(whole.wasKilled).toBe(false);
  const resumed = runSegmentCommand(...shardArgs(GOOD_CLIP_SHARD));
  expect(resumed.status, resumed.stderr).toBe(0);
  expect(resumed.stderr).toContain('slope: 1 masks');
  // Once more: all is done, and nothing is computed.
  const again = runSegmentCommand(...shardArgs(GOOD_CLIP_SHARD));
  expect(again.stderr.match(/done by an earlier run/g)).toHaveLength(5);
  expect(filesBelow(shards)).toEqual(filesBelow(out));
});

test('it fails when every job fails, and tells wrong use apart', () => {
  const out = test.info().outputPath('masks');
  expect(runSegmentCommand(fixture('empty.mp4'), 'the dog', '--out', out).status).toBe(1);
  expect(readResult(out)).toMatchObject({ status: 'failed', error: { kind: 'empty-file' } });
  const wrong = runSegmentCommand(fixture('odd-size.webm'), 'the dog');
  expect(wrong.status).toBe(2);
  expect(wrong.stderr).toContain('--out');
});
