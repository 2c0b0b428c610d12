import { access, constants, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HeadlessReport, OpenedBundle, OpenedClip } from '../../src/headless/api.ts';
import type { Job, SegmentCommand } from './command.ts';
import { HeadlessFailure, type Host, unwrap } from './host.ts';
import { frameFile, type JobResult, prepareFolder, writeResult } from './result.ts';

/** Opens what a job needs and keeps it open for the next one. */
export type Workbench = {
  bundle(): Promise<OpenedBundle>;
  clip(path: string): Promise<OpenedClip>;
};

export function createWorkbench(host: Host, command: SegmentCommand): Workbench {
  let bundle: OpenedBundle | null = null;
  let open: { path: string; clip: OpenedClip } | null = null;
  return {
    async bundle() {
      const request = { url: `/models/${command.bundle}/`, provider: command.provider };
      bundle ??= unwrap(
        await host.page.evaluate(
          ({ url, provider }) => window.earmark.openBundle(url, provider),
          request,
        ),
      );
      return bundle;
    },
    async clip(path) {
      if (open?.path === path) return open.clip;
      await access(path, constants.R_OK).catch(() => {
        throw new HeadlessFailure('clip-unreadable', `There is no file that can be read: ${path}`);
      });
      await host.page.locator('#clip').setInputFiles(path);
      const clip = unwrap(await host.page.evaluate(() => window.earmark.openClip()));
      open = { path, clip };
      return clip;
    },
  };
}

export type JobRun = {
  readonly host: Host;
  readonly workbench: Workbench;
  readonly sound: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (report: HeadlessReport & { kind: 'progress' }) => void;
};

function failureOf(error: unknown, signal: AbortSignal): JobResult['error'] {
  if (signal.aborted) return { kind: 'aborted', message: 'The command was stopped.', facts: {} };
  if (error instanceof HeadlessFailure) {
    return { kind: error.kind, message: error.message, facts: error.facts };
  }
  return { kind: 'page-crashed', message: String(error), facts: {} };
}

/** The part of a result that fills up while its job runs. */
type Draft = { -readonly [Key in keyof JobResult]: JobResult[Key] };

async function fill(draft: Draft, job: Job, run: JobRun): Promise<void> {
  const { host, workbench, sound, onProgress } = run;
  const { provider, openMs, ...bundle } = await workbench.bundle();
  Object.assign(draft, { bundle, provider });
  const clipStart = performance.now();
  draft.clipInfo = await workbench.clip(job.clipPath);
  const segmentStart = performance.now();

  const frames: JobResult['frames'][number][] = [];
  host.listen(async (report) => {
    if (report.kind === 'progress') return onProgress(report);
    const file = frameFile(report.frame.frameIndex);
    await writeFile(join(job.folder, file), report.png);
    frames.push({ ...report.frame, file });
  });
  try {
    const { summary, writeMs } = unwrap(
      await host.page.evaluate((request) => window.earmark.segment(request), {
        expression: job.expression,
        selection: job.selection,
        switches: { sound, words: true, memory: true, modality: true },
      }),
    );
    const { resultId: _, ...account } = summary;
    draft.summary = account;
    draft.timings = {
      openBundle: openMs,
      openClip: segmentStart - clipStart,
      segment: performance.now() - segmentStart,
      writeMasks: writeMs,
    };
  } finally {
    draft.frames = frames.toSorted((a, b) => a.frameIndex - b.frameIndex);
  }
}

/**
 * Runs one job and writes its folder.
 *
 * @returns the result, failed or done; the caller renews the page when the error is `page-crashed`
 */
export async function runJob(job: Job, run: JobRun): Promise<JobResult> {
  const draft: Draft = {
    schema: 'earmark-segment/1',
    id: job.id,
    clip: job.clip,
    expression: job.expression,
    status: 'done',
    error: null,
    sound: run.sound,
    bundle: null,
    provider: null,
    clipInfo: null,
    frames: [],
    summary: null,
    timings: {},
  };
  await prepareFolder(job);
  try {
    await fill(draft, job, run);
  } catch (error) {
    draft.status = 'failed';
    draft.error = failureOf(error, run.signal);
  }
  await writeResult(job, draft);
  return draft;
}
