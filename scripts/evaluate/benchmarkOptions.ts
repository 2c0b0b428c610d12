import { resolve } from 'node:path';
import type { ProviderPreference } from '../../src/protocol/requests.ts';
import { MAX_CLIP_SECONDS } from '../../src/evaluation/experiments/clipLengthVariants.ts';
import {
  DEFAULT_BUNDLE,
  parseBundle,
  parseCount,
  parseProvider,
  UsageError,
} from '../commandLine.ts';

/** Options of both commands that run over a benchmark. */
export const BENCHMARK_OPTIONS = {
  bench: { type: 'string' },
  out: { type: 'string' },
  bundle: { type: 'string', default: DEFAULT_BUNDLE },
  split: { type: 'string' },
  limit: { type: 'string' },
  longest: { type: 'string' },
  provider: { type: 'string', default: 'auto' },
  help: { type: 'boolean', default: false },
} as const;

export type BenchmarkCommand = {
  readonly bench: string;
  readonly out: string;
  /** A name in models/bundles, or a folder. */
  readonly bundle: string;
  /** Null: those that are there. */
  readonly splits: readonly string[] | null;
  readonly limit: number | null;
  readonly maxClipSeconds: number;
  readonly provider: ProviderPreference;
};

type BenchmarkValues = {
  readonly [N in 'bench' | 'out' | 'split' | 'limit' | 'longest']?: string | undefined;
} & { readonly bundle: string; readonly provider: string };

/** Names between commas; null without any. @throws UsageError where one is empty */
export function parseNames(option: string, text: string | undefined): readonly string[] | null {
  const names = text?.split(',').map((name) => name.trim());
  if (names?.includes('')) throw new UsageError(`${option}: a name is empty.`);
  return names ?? null;
}

/**
 * @param folder paths are relative to it
 * @throws UsageError that says what is wrong
 */
export function parseBenchmarkOptions(values: BenchmarkValues, folder: string): BenchmarkCommand {
  const { bench, out } = values;
  if (bench === undefined) throw new UsageError('Say where the benchmark is: --bench DIR.');
  if (out === undefined) throw new UsageError('Say where the report goes: --out DIR.');
  return {
    bench: resolve(folder, bench),
    out: resolve(folder, out),
    bundle: parseBundle(values.bundle, folder),
    splits: parseNames('--split', values.split),
    limit: parseCount('--limit', values.limit),
    maxClipSeconds: parseCount('--longest', values.longest) ?? MAX_CLIP_SECONDS,
    provider: parseProvider(values.provider),
  };
}
