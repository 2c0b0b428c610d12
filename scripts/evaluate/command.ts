import { resolve } from 'node:path';
import type { ProviderPreference } from '../../src/engine/protocol.ts';
import type { UnseenRows } from '../../src/evaluate/benchmark/refAvs.ts';
import { SENTENCE_KINDS, type SentenceKind } from '../../src/evaluate/benchmark/sentenceKinds.ts';
import { LONGEST_SECONDS } from '../../src/evaluate/experiments/longClips.ts';
import {
  ABLATIONS_CHOICE,
  FULL_CHOICE,
  type VariantChoice,
  variantChoices,
} from '../../src/evaluate/experiments/variantChoice.ts';
import { parseBundle, parseCount, parseProvider, readOptions, UsageError } from '../commandLine.ts';

export const USAGE = `Evaluates a bundle on a benchmark's folder and writes the paper's table.

  npm run evaluate -- --bench DIR --out DIR [options]

The folder is Ref-AVS Bench (metadata.csv, media/, gt_mask/), AVSBench (S4, MS3, semantic) or a
folder of your own with clips.csv (clip, expression, masks). Stopped and started again with the same
--out it goes on where it was.

  --out DIR          report.md, report.json, items.csv, records.jsonl, failures/
  --bundle NAME      models/bundles/NAME (default: lite)
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

export type EvaluateCommand = {
  readonly bench: string;
  readonly out: string;
  readonly bundle: string;
  /** Null: those that are there. */
  readonly splits: readonly string[] | null;
  readonly limit: number | null;
  /** Null: all. */
  readonly kinds: readonly SentenceKind[] | null;
  readonly variants: VariantChoice;
  readonly longestSeconds: number;
  readonly unseenRows: UnseenRows;
  readonly provider: ProviderPreference;
};

function parseOptions(args: readonly string[]) {
  return readOptions({
    args: [...args],
    options: {
      bench: { type: 'string' },
      out: { type: 'string' },
      bundle: { type: 'string', default: 'lite' },
      split: { type: 'string' },
      limit: { type: 'string' },
      ablations: { type: 'boolean', default: false },
      experiment: { type: 'string' },
      longest: { type: 'string' },
      kinds: { type: 'string' },
      'unseen-only': { type: 'boolean', default: false },
      provider: { type: 'string', default: 'auto' },
      help: { type: 'boolean', default: false },
    },
  }).values;
}

function parseKinds(text: string | undefined): readonly SentenceKind[] | null {
  if (text === undefined) return null;
  return text.split(',').map((part) => {
    const kind = SENTENCE_KINDS.find((name) => name === part.trim());
    if (kind === undefined) throw new UsageError(`--kinds: there is no "${part.trim()}".`);
    return kind;
  });
}

function parseVariants(ablations: boolean, experiment: string | undefined): VariantChoice {
  if (experiment === undefined) return ablations ? ABLATIONS_CHOICE : FULL_CHOICE;
  if (ablations) throw new UsageError('Give --ablations or --experiment, not both.');
  const choice = variantChoices().find(({ id }) => id === experiment);
  if (choice === undefined) throw new UsageError(`--experiment: there is no "${experiment}".`);
  return choice.id;
}

/**
 * @param folder paths are relative to it
 * @returns null when only help is asked for
 * @throws UsageError that says what is wrong
 */
export function parseCommand(args: readonly string[], folder: string): EvaluateCommand | null {
  const values = parseOptions(args);
  if (values.help) return null;
  if (values.bench === undefined) throw new UsageError('Say where the benchmark is: --bench DIR.');
  if (values.out === undefined) throw new UsageError('Say where the report goes: --out DIR.');
  const splits = values.split?.split(',').map((name) => name.trim());
  if (splits?.includes('')) throw new UsageError('--split: a name is empty.');
  return {
    bench: resolve(folder, values.bench),
    out: resolve(folder, values.out),
    bundle: parseBundle(values.bundle),
    splits: splits ?? null,
    limit: parseCount('--limit', values.limit),
    kinds: parseKinds(values.kinds),
    variants: parseVariants(values.ablations, values.experiment),
    longestSeconds: parseCount('--longest', values.longest) ?? LONGEST_SECONDS,
    unseenRows: values['unseen-only'] ? 'unseen-categories' : 'all-rows',
    provider: parseProvider(values.provider),
  };
}
