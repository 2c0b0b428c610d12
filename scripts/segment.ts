import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HeadlessReport } from '../src/headless/api.ts';
import { UsageError } from './commandLine.ts';
import { buildIfStale } from './segment/build.ts';
import { type Job, parseCommand, type SegmentCommand, USAGE } from './segment/command.ts';
import { type Host, startHost } from './segment/host.ts';
import type { JobResult } from './segment/result.ts';
import { createWorkbench, runJob } from './segment/runJob.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const EXIT = { done: 0, allFailed: 1, usage: 2, interrupted: 130 } as const;
const PROGRESS_INTERVAL_MS = 2000;

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** At most one line in two seconds, and one at each new stage. */
function progressPrinter(title: string): (report: HeadlessReport & { kind: 'progress' }) => void {
  let stage = '';
  let saidAt = 0;
  return (report) => {
    const now = performance.now();
    if (report.stage === stage && now - saidAt < PROGRESS_INTERVAL_MS) return;
    stage = report.stage;
    saidAt = now;
    const left = report.secondsLeft === null ? '' : `, ${Math.ceil(report.secondsLeft)} s left`;
    say(`${title}: ${report.stage} ${report.done}/${report.total}${left}`);
  };
}

function sayResult(title: string, result: JobResult): void {
  if (result.error !== null) {
    say(`${title}: failed (${result.error.kind}) ${result.error.message}`);
    return;
  }
  const present = result.frames.filter((frame) => frame.state === 'present').length;
  const seconds = ((result.timings.segment ?? 0) / 1000).toFixed(1);
  say(`${title}: ${result.frames.length} masks, ${present} with the thing in them, ${seconds} s`);
}

/** Jobs on one clip one after another, so that they share its features; else in the given order. */
function byClip(jobs: readonly Job[]): Job[] {
  const groups = new Map<string, Job[]>();
  for (const job of jobs) groups.set(job.clipPath, [...(groups.get(job.clipPath) ?? []), job]);
  return [...groups.values()].flat();
}

async function runAll(command: SegmentCommand, host: Host, signal: AbortSignal): Promise<number> {
  let workbench = createWorkbench(host, command);
  let saidProvider = false;
  let done = 0;
  for (const [index, job] of byClip(command.jobs).entries()) {
    const title = `[${index + 1}/${command.jobs.length}] ${job.name}`;
    const result = await runJob(job, {
      host,
      workbench,
      sound: command.sound,
      signal,
      onProgress: progressPrinter(title),
    });
    if (signal.aborted) break;
    if (result.provider !== null && !saidProvider) {
      const { provider, reason, adapter, threads } = result.provider;
      say(
        `Provider: ${provider} (${reason}${adapter === '' ? '' : `, ${adapter}`}), ${threads} threads`,
      );
      saidProvider = true;
    }
    sayResult(title, result);
    if (command.json) process.stdout.write(`${JSON.stringify(result)}\n`);
    if (result.status === 'done') done += 1;
    if (result.error?.kind === 'page-crashed') {
      await host.renew();
      workbench = createWorkbench(host, command);
    }
  }
  return done;
}

async function main(): Promise<number> {
  const invokedIn = process.env.INIT_CWD ?? process.cwd();
  const command = await parseCommand(process.argv.slice(2), invokedIn);
  if (command === null) {
    process.stdout.write(USAGE);
    return EXIT.done;
  }
  const interruption = new AbortController();
  let host: Host | null = null;
  const interrupt = (): void => {
    interruption.abort();
    // Whatever the page is asked for right now fails at once, and is written down as stopped.
    if (host === null) process.exit(EXIT.interrupted);
    else void host.dispose();
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);

  await buildIfStale(ROOT, say);
  host = await startHost(ROOT, command.provider);
  try {
    const done = await runAll(command, host, interruption.signal);
    if (interruption.signal.aborted) return EXIT.interrupted;
    return done > 0 ? EXIT.done : EXIT.allFailed;
  } finally {
    await host.dispose();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  say(`${error.message}\n\n${USAGE}`);
  process.exitCode = EXIT.usage;
}
