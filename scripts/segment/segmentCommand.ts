import { resolve } from 'node:path';
import type { ProviderPreference } from '../../src/protocol/requests.ts';
import type { FrameSampling } from '../../src/headless/api.ts';
import type { Shard } from '../../src/core/queue/shard.ts';
import {
  DEFAULT_BUNDLE,
  parseCount,
  parseShard,
  parseBundle,
  parseProvider,
  parseArguments,
  UsageError,
} from '../commandLine.ts';
import { type JobLine, readBatch } from './batch.ts';

export const SEGMENT_USAGE = `Finds what a sentence names in a clip and writes one binary PNG a frame.

  npm run segment -- CLIP "expression" --out DIR [options]
  npm run segment -- --batch JOBS.jsonl --out DIR [options]

A line of JOBS.jsonl is one job; its results go to DIR/<id>/:
  {"id": "a1", "clip": "path.mp4", "expression": "the dog", "frames": [30, 60]}

  --out DIR          folder for <frame index>.png and result.json
  --frames 0,30,60   only these frames, counted from 0
  --fps N            N frames a second (default: every frame)
  --bundle B         models/bundles/B, or a folder such as ./base (default: lite)
  --provider P       auto, webgpu or wasm (default: auto)
  --no-audio         as if the clip had no sound
  --json             print each result to the standard output as one line
  --workers N        browsers that work at the same time (default: 1)
  --shard K/N        only the Kth of N parts of the batch, by the hash of each clip
  --again            compute clips too that an earlier run of the batch has done
  --help             print this text
`;

export type SegmentJob = {
  /** What the job is called in messages: its id, or the clip's path of a single job. */
  readonly name: string;
  readonly id: string | null;
  /** As it was given. */
  readonly clip: string;
  readonly clipPath: string;
  readonly query: string;
  readonly sampling: FrameSampling;
  readonly folder: string;
};

export type SegmentCommand = {
  readonly jobs: readonly SegmentJob[];
  readonly bundle: string;
  readonly provider: ProviderPreference;
  readonly audio: boolean;
  readonly json: boolean;
  /** Browsers at the same time. */
  readonly workers: number;
  readonly shard: Shard;
  /** Where a batch keeps its done-markers; null without a batch, or when all is computed again. */
  readonly batchFolder: string | null;
};

const MAX_FRAMES_PER_SECOND = 1000;
/** Each is a browser with a model of its own: about a gigabyte. */
const MAX_WORKERS = 64;

function parseFrameIndices(text: string): number[] {
  const frames = text.split(',').map((part) => part.trim());
  const wrong = frames.find((part) => !/^\d{1,9}$/.test(part));
  if (wrong !== undefined) throw new UsageError(`--frames: "${wrong}" is no frame number.`);
  return frames.map(Number);
}

function parseSampling(frames: string | undefined, fps: string | undefined): FrameSampling {
  if (frames !== undefined && fps !== undefined) {
    throw new UsageError('Give --frames or --fps, not both.');
  }
  if (frames !== undefined) return { kind: 'list', frameIndices: parseFrameIndices(frames) };
  if (fps === undefined) return { kind: 'every' };
  const framesPerSecond = Number(fps);
  if (!(framesPerSecond > 0 && framesPerSecond <= MAX_FRAMES_PER_SECOND)) {
    throw new UsageError(
      `--fps: "${fps}" is no number above 0 and up to ${MAX_FRAMES_PER_SECOND}.`,
    );
  }
  return { kind: 'rate', framesPerSecond };
}

function parseWorkers(text: string | undefined): number {
  const workers = parseCount('--workers', text) ?? 1;
  if (workers > MAX_WORKERS) throw new UsageError(`--workers: at most ${MAX_WORKERS}.`);
  return workers;
}

function parseSegmentOptions(args: readonly string[]) {
  return parseArguments({
    args: [...args],
    allowPositionals: true,
    options: {
      batch: { type: 'string' },
      out: { type: 'string' },
      frames: { type: 'string' },
      fps: { type: 'string' },
      bundle: { type: 'string', default: DEFAULT_BUNDLE },
      provider: { type: 'string', default: 'auto' },
      'no-audio': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      workers: { type: 'string' },
      shard: { type: 'string' },
      again: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
}

/**
 * Reads the command line, and the batch that it names.
 *
 * @param folder paths are relative to it
 * @returns null when only help is asked for
 * @throws UsageError that says what is wrong
 */
export async function parseSegmentCommand(
  args: readonly string[],
  folder: string,
): Promise<SegmentCommand | null> {
  const { values, positionals } = parseSegmentOptions(args);
  if (values.help) return null;
  if (values.out === undefined) throw new UsageError('Say where the results go: --out DIR.');
  const out = resolve(folder, values.out);
  const selection = parseSampling(values.frames, values.fps);

  const jobOfLine = (line: JobLine): SegmentJob => ({
    name: line.id,
    id: line.id,
    clip: line.clip,
    clipPath: resolve(folder, line.clip),
    query: line.expression,
    sampling: line.frames === undefined ? selection : { kind: 'list', frameIndices: line.frames },
    folder: resolve(out, line.id),
  });
  const singleJob = (): SegmentJob => {
    const [clip, expression, ...rest] = positionals;
    if (clip === undefined || expression === undefined || rest.length > 0) {
      throw new UsageError('Give one clip and one expression in quotes, or --batch JOBS.jsonl.');
    }
    const clipPath = resolve(folder, clip);
    return {
      name: clip,
      id: null,
      clip,
      clipPath,
      query: expression,
      sampling: selection,
      folder: out,
    };
  };
  if (values.batch !== undefined && positionals.length > 0) {
    throw new UsageError(`With --batch there is no room for "${positionals.join(' ')}".`);
  }
  return {
    jobs:
      values.batch === undefined
        ? [singleJob()]
        : (await readBatch(resolve(folder, values.batch))).map(jobOfLine),
    bundle: parseBundle(values.bundle, folder),
    provider: parseProvider(values.provider),
    audio: !values['no-audio'],
    json: values.json,
    workers: parseWorkers(values.workers),
    shard: parseShard('--shard', values.shard),
    batchFolder: values.batch === undefined || values.again ? null : out,
  };
}
