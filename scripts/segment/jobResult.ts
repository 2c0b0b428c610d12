import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  FrameResult,
  OpenedBundle,
  OpenedClip,
  SegmentClipResult,
  UndecodableFrame,
} from '../../src/headless/api.ts';
import type { SegmentJob } from './segmentCommand.ts';

/** What `result.json` says. Frames of a failed job are those that were done before it failed. */
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

const RESULT_FILE = 'result.json';

/** File of a frame's mask; named by the index alone. */
export const frameFileName = (frameIndex: number): string => `${frameIndex}.png`;

/** Makes the job's folder, and takes away what an earlier run wrote there: results never mix. */
export async function prepareJobFolder(job: SegmentJob): Promise<void> {
  await mkdir(job.folder, { recursive: true });
  const earlier = await readFile(join(job.folder, RESULT_FILE), 'utf8').catch(() => null);
  if (earlier === null) return;
  // Only names that this command gives: the file may be anyone's.
  const files = earlier.match(/"file": "\d+\.png"/g) ?? [];
  for (const entry of files) {
    const name = /\d+\.png/.exec(entry)?.[0];
    if (name !== undefined) await rm(join(job.folder, name), { force: true });
  }
  await rm(join(job.folder, RESULT_FILE));
}

export async function writeJobResult(job: SegmentJob, result: JobResult): Promise<void> {
  await writeFile(join(job.folder, RESULT_FILE), `${JSON.stringify(result, null, 2)}\n`);
}
