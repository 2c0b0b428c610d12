import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { BenchmarkError } from '../src/evaluation/benchmark/benchmarkProblem.ts';
import type { Shard } from '../src/core/queue/shard.ts';
import type { ProviderPreference } from '../src/protocol/requests.ts';

/** Wrong use of a command, before anything was started. */
export class UsageError extends Error {}

const PROVIDERS: readonly ProviderPreference[] = ['auto', 'webgpu', 'wasm'];

/** @throws UsageError for an option that there is none of */
export function parseArguments<T extends ParseArgsConfig>(
  config: T,
): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** @throws UsageError */
export function parseProvider(text: string): ProviderPreference {
  const provider = PROVIDERS.find((name) => name === text);
  if (provider === undefined) {
    throw new UsageError(`--provider: "${text}" is none of ${PROVIDERS.join(', ')}.`);
  }
  return provider;
}

/** What the commands open without `--bundle`, as the app does. */
export const DEFAULT_BUNDLE = 'lite';

/**
 * A bundle's name below `models/bundles`, or its folder, which has a slash in it.
 * @param folder paths are relative to it
 * @returns the name, or an absolute path
 * @throws UsageError
 */
export function parseBundle(text: string, folder: string): string {
  if (text.includes('/')) {
    const path = resolve(folder, text);
    if (existsSync(join(path, 'manifest.json'))) return path;
    throw new UsageError(`--bundle: ${path} holds no manifest.json.`);
  }
  if (!/^[a-z0-9-]{1,40}$/.test(text)) {
    throw new UsageError(`--bundle: "${text}" is no bundle's name.`);
  }
  return text;
}

/** @throws UsageError */
export function parseCount(option: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^[1-9]\d{0,6}$/.test(text)) {
    throw new UsageError(`${option}: "${text}" is no number above 0.`);
  }
  return Number(text);
}

/**
 * A part such as 1/2 of a run; the whole without it.
 *
 * @throws UsageError
 */
export function parseShard(option: string, text: string | undefined): Shard {
  if (text === undefined) return { number: 1, of: 1 };
  const [, number = '', of = ''] = /^([1-9]\d{0,4})\/([1-9]\d{0,4})$/.exec(text) ?? [];
  if (number === '' || Number(number) > Number(of)) {
    throw new UsageError(`${option}: "${text}" is no part such as 1/2.`);
  }
  return { number: Number(number), of: Number(of) };
}

export const log = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

export const EXIT_CODES = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

type Command<C> = {
  readonly usage: string;
  /** Null where only help is asked for. @throws UsageError */
  readonly parse: (args: readonly string[], folder: string) => C | null | Promise<C | null>;
  /** @returns the exit code */
  readonly run: (command: C) => Promise<number>;
};

/** Parses the process's arguments, runs the command and sets the exit code. */
export async function runCommand<C>({ usage, parse, run }: Command<C>): Promise<void> {
  try {
    const command = await parse(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
    if (command === null) process.stdout.write(usage);
    process.exitCode = command === null ? EXIT_CODES.done : await run(command);
  } catch (error) {
    if (error instanceof UsageError) {
      log(`${error.message}\n\n${usage}`);
    } else if (error instanceof BenchmarkError) {
      log(error.message);
    } else {
      throw error;
    }
    process.exitCode = EXIT_CODES.usage;
  }
}
