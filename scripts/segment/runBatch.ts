import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HeadlessReport } from '../../src/headless/api.ts';
import {
  EMPTY_QUEUE,
  enqueueClips,
  type ClipQueue,
  type QueueOutcome,
} from '../../src/core/queue/clipQueue.ts';
import { drainQueue } from '../../src/core/queue/drainQueue.ts';
import type { HeadlessPage } from '../browser/headlessPage.ts';
import type { ClipGroup } from './clipGroups.ts';
import type { DoneMarkers } from './doneMarkers.ts';
import { RESULT_FILE, type JobResult } from './jobResult.ts';
import { createJobResources, runJob } from './runJob.ts';
import type { SegmentCommand, SegmentJob } from './segmentCommand.ts';

type BatchRun = {
  readonly command: SegmentCommand;
  readonly groups: readonly ClipGroup[];
  /** Null for a single clip, which is always computed. */
  readonly markers: DoneMarkers | null;
  /** A browser for each worker, opened when it has its first clip. */
  readonly openPage: () => Promise<HeadlessPage>;
  readonly signal: AbortSignal;
  readonly on: {
    readonly progress: (job: SegmentJob, report: HeadlessReport & { kind: 'progress' }) => void;
    readonly result: (job: SegmentJob, result: JobResult) => void;
    /** The clip was done by an earlier run. */
    readonly skipped: (group: ClipGroup, results: readonly string[]) => void;
    /** The worker's browser died; the clip is tried once more. */
    readonly lost: (group: ClipGroup, message: string) => void;
  };
};

/** A browser, and what is open in it. */
type Worker = {
  readonly page: HeadlessPage;
  resources: ReturnType<typeof createJobResources>;
};

/** Stops are no results, and a dead page says nothing of the clip: neither is marked as done. */
const outcomeOf = (results: readonly JobResult[]): QueueOutcome => {
  const errors = results.flatMap(({ error }) => (error === null ? [] : [error]));
  const lost = errors.find(({ kind }) => kind === 'page-crashed');
  if (lost !== undefined) return { kind: 'lost', failure: lost };
  if (errors.some(({ kind }) => kind === 'aborted')) return { kind: 'stopped' };
  const [first] = errors;
  return first !== undefined && errors.length === results.length
    ? { kind: 'failed', failure: first }
    : { kind: 'done' };
};

/**
 * Runs the groups in their order, each once over all runs of the same batch.
 *
 * @returns how many jobs have masks, those of earlier runs too
 */
export async function runBatch(batch: BatchRun): Promise<number> {
  const { command, groups, markers, openPage, signal, on } = batch;
  const groupOf = new Map(groups.map((group) => [group.key, group]));
  const workers = new Map<number, Worker>();
  let queue: ClipQueue = enqueueClips(EMPTY_QUEUE, [...groupOf.keys()]);
  let jobsWithMasks = 0;

  const workerOf = async (number: number): Promise<Worker> => {
    const known = workers.get(number);
    if (known !== undefined) return known;
    const page = await openPage();
    const worker = { page, resources: createJobResources(page, command) };
    workers.set(number, worker);
    return worker;
  };

  const runGroup = async (group: ClipGroup, number: number): Promise<readonly JobResult[]> => {
    const worker = await workerOf(number);
    const results: JobResult[] = [];
    for (const job of group.jobs) {
      const result = await runJob(job, {
        host: worker.page,
        resources: worker.resources,
        audio: command.audio,
        signal,
        onProgress: (report) => on.progress(job, report),
      });
      results.push(result);
      if (signal.aborted) break;
      if (result.error?.kind === 'page-crashed') {
        on.lost(group, result.error.message);
        await worker.page.restart();
        worker.resources = createJobResources(worker.page, command);
        break;
      }
      on.result(job, result);
    }
    return results;
  };

  const work = async (key: string, number: number): Promise<QueueOutcome> => {
    const group = groupOf.get(key);
    if (group === undefined) return { kind: 'stopped' };
    const earlier = (await markers?.find(group)) ?? null;
    if (earlier !== null) {
      const texts = group.jobs.map(({ folder }) => readFile(join(folder, RESULT_FILE), 'utf8'));
      on.skipped(group, await Promise.all(texts));
      jobsWithMasks += group.jobs.length - earlier.failed.length;
      return { kind: 'done' };
    }
    const results = await runGroup(group, number);
    const outcome = outcomeOf(results);
    if (outcome.kind === 'done' || outcome.kind === 'failed') {
      const failed = results.filter(({ status }) => status === 'failed');
      jobsWithMasks += results.length - failed.length;
      await markers?.mark(
        group,
        group.jobs.flatMap(({ name }, place) =>
          results[place]?.status === 'failed' ? [name] : [],
        ),
      );
    }
    return outcome;
  };

  try {
    await drainQueue({
      read: () => queue,
      write: (next) => {
        queue = next;
      },
      workers: Math.min(command.workers, Math.max(1, groups.length)),
      run: work,
      signal,
    });
  } finally {
    await Promise.all(Array.from(workers.values(), ({ page }) => page.dispose()));
  }
  return jobsWithMasks;
}
