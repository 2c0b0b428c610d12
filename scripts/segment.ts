import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HeadlessReport } from '../src/headless/api.ts';
import { EXIT_CODES, log, runCommand } from './commandLine.ts';
import { bundleFolderPlugins } from './browser/bundleFolderPlugin.ts';
import { buildIfStale } from './browser/buildIfStale.ts';
import {
  type SegmentJob,
  parseSegmentCommand,
  type SegmentCommand,
  SEGMENT_USAGE,
} from './segment/segmentCommand.ts';
import { type HeadlessPage, startHeadlessPage } from './browser/headlessPage.ts';
import { type ClipGroup, groupByClip } from './segment/clipGroups.ts';
import { createDoneMarkers } from './segment/doneMarkers.ts';
import type { JobResult } from './segment/jobResult.ts';
import { runBatch } from './segment/runBatch.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const PROGRESS_INTERVAL_MILLISECONDS = 2000;

/** At most one line in two seconds, and one at each new stage. */
function createProgressPrinter(
  title: string,
): (report: HeadlessReport & { kind: 'progress' }) => void {
  let stage = '';
  let saidAt = 0;
  return (report) => {
    const now = performance.now();
    if (report.stage === stage && now - saidAt < PROGRESS_INTERVAL_MILLISECONDS) return;
    stage = report.stage;
    saidAt = now;
    const left = report.secondsLeft === null ? '' : `, ${Math.ceil(report.secondsLeft)} s left`;
    log(`${title}: ${report.stage} ${report.done}/${report.total}${left}`);
  };
}

function logResult(title: string, result: JobResult): void {
  if (result.error !== null) {
    log(`${title}: failed (${result.error.kind}) ${result.error.message}`);
    return;
  }
  const countOf = (state: JobResult['frames'][number]['state']): number =>
    result.frames.filter((frame) => frame.state === state).length;
  const [present, damaged] = [countOf('present'), countOf('undecodable')];
  const seconds = ((result.timings.segment ?? 0) / 1000).toFixed(1);
  const masks = result.frames.length - damaged;
  log(`${title}: ${masks} masks, ${present} with the object in them, ${seconds} s`);
  if (damaged > 0) log(`${title}: ${damaged} frames cannot be decoded; result.json names them`);
  if (result.missingAudioSeconds.length > 0) {
    log(`${title}: no sound of the seconds ${result.missingAudioSeconds.join(', ')}`);
  }
}

async function segment(command: SegmentCommand): Promise<number> {
  const interruption = new AbortController();
  const pages: HeadlessPage[] = [];
  const interrupt = (): void => {
    interruption.abort();
    // Whatever a page is asked for right now fails at once, and is written down as stopped.
    if (pages.length === 0) process.exit(EXIT_CODES.interrupted);
    for (const page of pages) void page.dispose();
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);

  await buildIfStale(ROOT, log);
  const groups = await groupByClip(ROOT, command, command.shard);
  if (groups.length === 0) {
    log('No clip of the batch belongs to this shard.');
    return EXIT_CODES.done;
  }
  const plugins = bundleFolderPlugins(command.bundle);
  const done = await runBatch({
    command,
    groups,
    markers: command.batchFolder === null ? null : createDoneMarkers(command.batchFolder),
    openPage: async () => {
      const page = await startHeadlessPage(ROOT, command.provider, plugins);
      pages.push(page);
      return page;
    },
    signal: interruption.signal,
    on: createBatchLog(command, groups),
  });
  if (interruption.signal.aborted) return EXIT_CODES.interrupted;
  return done > 0 ? EXIT_CODES.done : EXIT_CODES.failed;
}

/** What is printed while a batch runs: messages to the error output, results to the standard one. */
function createBatchLog(
  command: SegmentCommand,
  groups: readonly ClipGroup[],
): Parameters<typeof runBatch>[0]['on'] {
  const jobs = groups.flatMap((group) => group.jobs);
  const titleOf = (job: SegmentJob): string =>
    `[${jobs.indexOf(job) + 1}/${jobs.length}] ${job.name}`;
  const printers = new Map<SegmentJob, ReturnType<typeof createProgressPrinter>>();
  let saidProvider = false;
  return {
    progress: (job, report) => {
      const printer = printers.get(job) ?? createProgressPrinter(titleOf(job));
      printers.set(job, printer);
      printer(report);
    },
    result: (job, result) => {
      printers.delete(job);
      if (result.provider !== null && !saidProvider) {
        const { provider, reason, adapter, threads } = result.provider;
        log(
          `Provider: ${provider} (${reason}${adapter === '' ? '' : `, ${adapter}`}), ${threads} threads`,
        );
        saidProvider = true;
      }
      logResult(titleOf(job), result);
      if (command.json) process.stdout.write(`${JSON.stringify(result)}\n`);
    },
    skipped: (group, results) => {
      for (const job of group.jobs) log(`${titleOf(job)}: done by an earlier run`);
      if (command.json) {
        for (const text of results) {
          process.stdout.write(`${JSON.stringify(JSON.parse(text))}\n`);
        }
      }
    },
    lost: (group, message) => log(`${group.clipPath}: the browser died (${message})`),
  };
}

await runCommand({ usage: SEGMENT_USAGE, parse: parseSegmentCommand, run: segment });
