import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HeadlessReport } from '../src/headless/api.ts';
import { UsageError } from './commandLine.ts';
import { buildIfStale } from './browser/buildIfStale.ts';
import {
  type SegmentJob,
  parseSegmentCommand,
  type SegmentCommand,
  SEGMENT_USAGE,
} from './segment/segmentCommand.ts';
import { type HeadlessPage, startHeadlessPage } from './browser/headlessPage.ts';
import type { JobResult } from './segment/jobResult.ts';
import { createJobResources, runJob } from './segment/runJob.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const EXIT_CODES = { done: 0, allFailed: 1, usage: 2, interrupted: 130 } as const;
const PROGRESS_INTERVAL_MILLISECONDS = 2000;

const log = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

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

/** Jobs on one clip one after another, so that they share its features; else in the given order. */
function groupByClip(jobs: readonly SegmentJob[]): SegmentJob[] {
  const groups = new Map<string, SegmentJob[]>();
  for (const job of jobs) groups.set(job.clipPath, [...(groups.get(job.clipPath) ?? []), job]);
  return [...groups.values()].flat();
}

async function runJobs(
  command: SegmentCommand,
  host: HeadlessPage,
  signal: AbortSignal,
): Promise<number> {
  let workbench = createJobResources(host, command);
  let saidProvider = false;
  let done = 0;
  for (const [index, job] of groupByClip(command.jobs).entries()) {
    const title = `[${index + 1}/${command.jobs.length}] ${job.name}`;
    const result = await runJob(job, {
      host,
      resources: workbench,
      audio: command.audio,
      signal,
      onProgress: createProgressPrinter(title),
    });
    if (signal.aborted) break;
    if (result.provider !== null && !saidProvider) {
      const { provider, reason, adapter, threads } = result.provider;
      log(
        `Provider: ${provider} (${reason}${adapter === '' ? '' : `, ${adapter}`}), ${threads} threads`,
      );
      saidProvider = true;
    }
    logResult(title, result);
    if (command.json) process.stdout.write(`${JSON.stringify(result)}\n`);
    if (result.status === 'done') done += 1;
    if (result.error?.kind === 'page-crashed') {
      await host.restart();
      workbench = createJobResources(host, command);
    }
  }
  return done;
}

async function main(): Promise<number> {
  const invokedIn = process.env.INIT_CWD ?? process.cwd();
  const command = await parseSegmentCommand(process.argv.slice(2), invokedIn);
  if (command === null) {
    process.stdout.write(SEGMENT_USAGE);
    return EXIT_CODES.done;
  }
  const interruption = new AbortController();
  let host: HeadlessPage | null = null;
  const interrupt = (): void => {
    interruption.abort();
    // Whatever the page is asked for right now fails at once, and is written down as stopped.
    if (host === null) process.exit(EXIT_CODES.interrupted);
    else void host.dispose();
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);

  await buildIfStale(ROOT, log);
  host = await startHeadlessPage(ROOT, command.provider);
  try {
    const done = await runJobs(command, host, interruption.signal);
    if (interruption.signal.aborted) return EXIT_CODES.interrupted;
    return done > 0 ? EXIT_CODES.done : EXIT_CODES.allFailed;
  } finally {
    await host.dispose();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  log(`${error.message}\n\n${SEGMENT_USAGE}`);
  process.exitCode = EXIT_CODES.usage;
}
