import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  FrameResult,
  OpenedBundle,
  OpenedClip,
  SegmentClipResult,
  UndecodableFrame,
} from '../../src/headless/api.ts';
import type { SegmentJob } from './segmentCommand.ts';
import { writeAtomically } from './writeAtomically.ts';

/**
 * What is known of a job. `result.json` holds all but the times and the graph runs, which `timings.json`
 * has: these differ from run to run, and with what the same browser did before. Frames of a failed job are those that were done before it
 * failed.
 */
export type JobResult = {
  readonly schema: 'earmark-segment/1';
  readonly id: string | null;
  readonly clip: string;
  readonly expression: string;
  readonly status: 'done' | 'failed';
  readonly error: {
    readonly kind: string;
    readonly message: string;
    readonly facts: Readonly<Record<string, string | number>>;
  } | null;
  readonly sound: boolean;
  readonly bundle: Omit<OpenedBundle, 'provider' | 'openMilliseconds'> | null;
  /** Which provider ran, and why that one. */
  readonly provider: OpenedBundle['provider'] | null;
  readonly clipInfo: OpenedClip | null;
  /** By index. A damaged frame has no file; the job is done when any other frame has. */
  readonly frames: readonly ((FrameResult & { readonly file: string }) | UndecodableFrame)[];
  /** Whole seconds that were searched without their sound, because it cannot be decoded. */
  readonly missingAudioSeconds: readonly number[];
  /** The engine's account: best presence, graph runs, milliseconds by stage. */
  readonly summary: Omit<SegmentClipResult['summary'], 'resultId'> | null;
  /** Milliseconds outside of the engine's own stages; `openBundle` is spent once for all jobs. */
  readonly timings: Readonly<Record<string, number>>;
};

export const RESULT_FILE = 'result.json';
/** How long it took, beside the result: results of one clip are the same, their times are not. */
const TIMINGS_FILE = 'timings.json';
/** In a folder whose masks are being written; what it lies beside belongs to no result. */
const UNFINISHED_FILE = 'unfinished';

/** File of a frame's mask; named by the index alone. */
export const frameFileName = (frameIndex: number): string => `${frameIndex}.png`;

/**
 * Makes the job's folder, and takes away what an earlier run wrote there, also one that was killed:
 * results never mix.
 */
export async function prepareJobFolder(job: SegmentJob): Promise<void> {
  await mkdir(job.folder, { recursive: true });
  for (const name of await earlierMasks(job.folder)) {
    await rm(join(job.folder, name), { force: true });
  }
  await rm(join(job.folder, RESULT_FILE), { force: true });
  await rm(join(job.folder, TIMINGS_FILE), { force: true });
  await writeFile(join(job.folder, UNFINISHED_FILE), '');
}

/** Only names that this command gives: the folder may be anyone's. */
async function earlierMasks(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder);
  if (names.includes(UNFINISHED_FILE)) {
    return names.filter((name) => /^\d+\.png$/.test(name));
  }
  const earlier = names.includes(RESULT_FILE)
    ? await readFile(join(folder, RESULT_FILE), 'utf8')
    : '';
  return Array.from(earlier.matchAll(/"file": "(\d+\.png)"/g), ([, name = '']) => name);
}

export async function writeJobResult(job: SegmentJob, result: JobResult): Promise<void> {
  const { timings, summary, ...facts } = result;
  const { runs = {}, timings: stages = {}, ...account } = summary ?? {};
  const measured = { schema: 'earmark-timings/1', timings, stages, runs };
  const write = (name: string, value: object): Promise<void> =>
    writeAtomically(join(job.folder, name), `${JSON.stringify(value, null, 2)}\n`);
  await write(TIMINGS_FILE, measured);
  await write(RESULT_FILE, { ...facts, summary: summary === null ? null : account });
  await rm(join(job.folder, UNFINISHED_FILE), { force: true });
}
