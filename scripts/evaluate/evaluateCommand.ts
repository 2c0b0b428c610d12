import type { UnseenRows } from '../../src/evaluation/benchmark/layouts/refAvs.ts';
import { QUERY_KINDS, type QueryKind } from '../../src/evaluation/benchmark/queryKinds.ts';
import {
  ABLATIONS_CHOICE,
  FULL_CHOICE,
  type VariantChoice,
  listVariantChoices,
} from '../../src/evaluation/experiments/variantChoice.ts';
import { parseArguments, UsageError } from '../commandLine.ts';
import {
  BENCHMARK_OPTIONS,
  parseBenchmarkOptions,
  type BenchmarkCommand,
} from './benchmarkOptions.ts';

export const EVALUATE_USAGE = `Evaluates a bundle on a benchmark's folder and writes the paper's table.

  npm run evaluate -- --bench DIR --out DIR [options]

The folder is Ref-AVS Bench (metadata.csv, media/, gt_mask/), AVSBench (S4, MS3, semantic) or a
folder of your own with clips.csv (clip, expression, masks). Stopped and started again with the same
--out it goes on where it was.

  --out DIR          report.md, report.json, items.csv, records.jsonl, failures/
  --bundle B         models/bundles/B, or a folder such as ./base (default: lite)
  --split A,B        splits (default: test_s,test_u,test_n where they exist, else all)
  --limit N          only the first N items of each split
  --ablations        also without sound, words, cached memory, modality tokens, and sight alone
  --experiment NAME  broken-cues, long-clips, long-links, many-sources, ambiguity or other-domain
  --longest SECONDS  leave longer clips out of long-clips and long-links (default: 300)
  --kinds A,B        only sentences of these kinds: acoustic, temporal, spatial, attribute,
                     interaction, category, doing, appearing, moving
  --unseen-only      leave out the rows of test_u whose category occurs in train
  --provider P       auto, webgpu or wasm (default: auto)
  --help             print this text
`;

export type EvaluateCommand = BenchmarkCommand & {
  /** Null: all. */
  readonly kinds: readonly QueryKind[] | null;
  readonly variants: VariantChoice;
  readonly unseenRows: UnseenRows;
};

function parseQueryKinds(text: string | undefined): readonly QueryKind[] | null {
  if (text === undefined) return null;
  return text.split(',').map((part) => {
    const kind = QUERY_KINDS.find((name) => name === part.trim());
    if (kind === undefined) throw new UsageError(`--kinds: there is no "${part.trim()}".`);
    return kind;
  });
}

function parseVariants(ablations: boolean, experiment: string | undefined): VariantChoice {
  if (experiment === undefined) return ablations ? ABLATIONS_CHOICE : FULL_CHOICE;
  if (ablations) throw new UsageError('Give --ablations or --experiment, not both.');
  const choice = listVariantChoices().find(({ id }) => id === experiment);
  if (choice === undefined) throw new UsageError(`--experiment: there is no "${experiment}".`);
  return choice.id;
}

/**
 * @param folder paths are relative to it
 * @returns null when only help is asked for
 * @throws UsageError that says what is wrong
 */
export function parseEvaluateCommand(
  args: readonly string[],
  folder: string,
): EvaluateCommand | null {
  const { values } = parseArguments({
    args: [...args],
    options: {
      ...BENCHMARK_OPTIONS,
      ablations: { type: 'boolean', default: false },
      experiment: { type: 'string' },
      kinds: { type: 'string' },
      'unseen-only': { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  return {
    ...parseBenchmarkOptions(values, folder),
    kinds: parseQueryKinds(values.kinds),
    variants: parseVariants(values.ablations, values.experiment),
    unseenRows: values['unseen-only'] ? 'unseen-categories' : 'all-rows',
  };
}
