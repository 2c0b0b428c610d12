import { access, constants, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HeadlessReport, OpenedBundle, OpenedClip } from '../../src/headless/api.ts';
import type { SegmentJob, SegmentCommand } from './segmentCommand.ts';
import { bundleUrl } from '../browser/bundleFolderPlugin.ts';
import { HeadlessFailure, type HeadlessPage, unwrapOutcome } from '../browser/headlessPage.ts';
import { frameFileName, type JobResult, prepareJobFolder, writeJobResult } from './jobResult.ts';

/** Opens what a job needs and keeps it open for the next one. */
type JobResources = {
  bundle(): Promise<OpenedBundle>;
  clip(path: string): Promise<OpenedClip>;
};

export function createJobResources(host: HeadlessPage, command: SegmentCommand): JobResources {
  let bundle: OpenedBundle | null = null;
  let open: { path: string; clip: OpenedClip } | null = null;
  return {
    async bundle() {
      const request = { url: bundleUrl(command.bundle), provider: command.provider };
      bundle ??= unwrapOutcome(
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
      const clip = unwrapOutcome(await host.page.evaluate(() => window.earmark.openClip()));
      open = { path, clip };
      return clip;
    },
  };
}

type JobRun = {
  readonly host: HeadlessPage;
  readonly resources: JobResources;
  readonly audio: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (report: HeadlessReport & { kind: 'progress' }) => void;
};

function toJobError(error: unknown, signal: AbortSignal): JobResult['error'] {
  if (signal.aborted) return { kind: 'aborted', message: 'The command was stopped.', facts: {} };
  if (error instanceof HeadlessFailure) {
    return { kind: error.kind, message: error.message, facts: error.facts };
  }
  return { kind: 'page-crashed', message: String(error), facts: {} };
}

/** The part of a result that fills up while its job runs. */
type MutableJobResult = { -readonly [Key in keyof JobResult]: JobResult[Key] };

async function runSegmentation(
  draft: MutableJobResult,
  job: SegmentJob,
  run: JobRun,
): Promise<void> {
  const { host, resources: workbench, audio: sound, onProgress } = run;
  const { provider, openMilliseconds: openMs, ...bundle } = await workbench.bundle();
  Object.assign(draft, { bundle, provider });
  const clipStart = performance.now();
  draft.clipInfo = await workbench.clip(job.clipPath);
  const segmentStart = performance.now();

  const frames: JobResult['frames'][number][] = [];
  host.onReport(async (report) => {
    if (report.kind === 'progress') return onProgress(report);
    if (report.kind === 'missing-audio') {
      draft.missingAudioSeconds = report.seconds;
      return;
    }
    if (report.kind === 'undecodable') {
      frames.push(report.frame);
      return;
    }
    const file = frameFileName(report.frame.frameIndex);
    await writeFile(join(job.folder, file), report.png);
    frames.push({ ...report.frame, file });
  });
  try {
    const { summary, writeMilliseconds: writeMs } = unwrapOutcome(
      await host.page.evaluate((request) => window.earmark.segment(request), {
        query: job.query,
        sampling: job.sampling,
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
export async function runJob(job: SegmentJob, run: JobRun): Promise<JobResult> {
  const draft: MutableJobResult = {
    schema: 'earmark-segment/1',
    id: job.id,
    clip: job.clip,
    expression: job.query,
    status: 'done',
    error: null,
    sound: run.audio,
    bundle: null,
    provider: null,
    clipInfo: null,
    frames: [],
    missingAudioSeconds: [],
    summary: null,
    timings: {},
  };
  await prepareJobFolder(job);
  try {
    await runSegmentation(draft, job, run);
  } catch (error) {
    draft.status = 'failed';
    draft.error = toJobError(error, run.signal);
  }
  await writeJobResult(job, draft);
  return draft;
}
