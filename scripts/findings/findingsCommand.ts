import { resolve } from 'node:path';
import type { Benchmark } from '../../src/evaluation/benchmark/benchmark.ts';
import type { QueryKind } from '../../src/evaluation/benchmark/queryKinds.ts';
import type { PlanOptions } from '../../src/evaluation/experiments/planOptions.ts';
import { FULL_CHOICE, listVariantChoices } from '../../src/evaluation/experiments/variantChoice.ts';
import type { RunShard } from '../../src/evaluation/run/tasks.ts';
import { parseArguments, parseCount, parseShard, UsageError } from '../commandLine.ts';
import {
  BENCHMARK_OPTIONS,
  parseBenchmarkOptions,
  parseNames,
  type BenchmarkCommand,
} from '../evaluate/benchmarkOptions.ts';

export const FINDINGS_USAGE = `Runs every experiment on a benchmark and writes the findings: tables, plots, conclusions.

  npm run findings -- --bench DIR --out DIR [options]

All experiments run together, clip by clip. Stopped, it writes what it has; started again with the
same --out it goes on where it was. The folder of each experiment below --out holds its whole report.

  --limit N          sentences of each split at most (default: all); the experiments on length take
                     a fifth of them, one a clip
  --per-clip N       of each clip and split only so many sentences (default: all): more clips say
                     more than more sentences about them
  --split A,B        only these of the splits that an experiment runs on
  --only A,B         only these experiments (default: all), by the ids that evaluate --help names
  --longest SECONDS  leave longer clips out of the experiments on length (default: 300)
  --part K/N         only every N-th clip, the K-th first: N commands side by side, with one --out,
                     then one without it that writes the page of all
  --bundle B         models/bundles/B, or a folder such as ./base (default: lite)
  --provider P       auto, webgpu or wasm (default: auto)
  --docs DIR         also write DIR/findings.md and DIR/pictures/findings-*.svg
  --help             print this text
`;

export type FindingsCommand = BenchmarkCommand & {
  readonly docs: string | null;
  readonly perClip: number | null;
  /** Null: all experiments. */
  readonly only: readonly string[] | null;
  readonly shard: RunShard;
};

function parseExperimentIds(text: string | undefined): readonly string[] | null {
  const only = parseNames('--only', text);
  const known = listVariantChoices().map(({ id }) => id);
  const unknown = only?.find((id) => id === FULL_CHOICE || !known.includes(id));
  if (unknown !== undefined) throw new UsageError(`--only: there is no experiment "${unknown}".`);
  return only;
}

/**
 * @param folder paths are relative to it
 * @returns null when only help is asked for
 * @throws UsageError that says what is wrong
 */
export function parseFindingsCommand(
  args: readonly string[],
  folder: string,
): FindingsCommand | null {
  const { values } = parseArguments({
    args: [...args],
    options: {
      ...BENCHMARK_OPTIONS,
      docs: { type: 'string' },
      'per-clip': { type: 'string' },
      only: { type: 'string' },
      part: { type: 'string' },
    },
  });
  if (values.help) return null;
  return {
    ...parseBenchmarkOptions(values, folder),
    docs: values.docs === undefined ? null : resolve(folder, values.docs),
    perClip: parseCount('--per-clip', values['per-clip']),
    only: parseExperimentIds(values.only),
    shard: parseShard('--part', values.part),
  };
}

/** One experiment; its report is that of the evaluate command with the same choices. */
type FindingsExperiment = {
  readonly id: string;
  readonly question: string;
  readonly planOptions: PlanOptions;
};

/** Queries that need audio; the subject of links over time. */
const AUDIO_QUERY_KINDS: readonly QueryKind[] = ['acoustic', 'doing'];
/** The experiments on length run over minutes of clip for each query. */
const LONG_CLIP_LIMIT_DIVISOR = 5;

/** The chosen experiments with their splits and limits, the cheapest first. */
export function planExperiments(
  { limit, perClip, maxClipSeconds: longestSeconds, splits: chosen, only }: FindingsCommand,
  { splits }: Pick<Benchmark, 'splits'>,
): readonly FindingsExperiment[] {
  const present = (...names: readonly string[]): string[] =>
    names.filter((name) => splits.has(name) && (chosen?.includes(name) ?? true));
  const all = present('test_s', 'test_u', 'test_n');
  const found = present('test_s', 'test_u');
  const long = {
    limit: limit === null ? null : Math.max(1, Math.round(limit / LONG_CLIP_LIMIT_DIVISOR)),
    perClip: 1,
  };
  const run = (
    id: string,
    question: string,
    usual: readonly string[],
    more: Partial<PlanOptions> = {},
  ): FindingsExperiment => ({
    id,
    question,
    planOptions: {
      splits: usual,
      limit,
      perClip,
      kinds: null,
      variants: id,
      maxClipSeconds: longestSeconds,
      ...more,
    },
  });
  const runs = [
    run('ablations', 'What does each part of the model bring?', all),
    run('other-domain', 'Does it find objects in pictures of another kind?', all),
    run(
      'ambiguity',
      'Does anything tell that a sentence fits two objects?',
      present('test_s', 'ambiguous'),
      // Its queries come in pairs: the same words, once for each of two objects.
      { perClip: perClip === null ? null : Math.max(2, perClip) },
    ),
    run('many-sources', 'Is the right object found when several sound at once?', all),
    run('broken-cues', 'What does each broken cue cost?', all),
    run('long-clips', 'How long may a clip be?', found, long),
    run('long-links', 'How long is it known what made a sound?', found, {
      ...long,
      kinds: AUDIO_QUERY_KINDS,
    }),
  ];
  return runs.filter(({ id }) => only?.includes(id) ?? true);
}
