import * as v from 'valibot';
import { REQUIRED_CUES } from '../benchmark/benchmarkItem.ts';
import { QUERY_KINDS } from '../benchmark/queryKinds.ts';
import type { ItemRecord } from '../scoring/itemRecord.ts';
import type { EvaluatedBundle } from './segmenter.ts';

/** Storage of records, so that a stopped run continues. */
export type Journal = {
  get(key: string): Promise<ItemRecord | null>;
  put(key: string, record: ItemRecord): Promise<void>;
  getImage(key: string): Promise<Blob | null>;
  putImage(key: string, picture: Blob): Promise<void>;
  deleteImage(key: string): Promise<void>;
};

/**
 * A record belongs to exactly this: another bundle, provider, table or variant is another record.
 */
export const recordKey = (
  run: {
    readonly bundle: EvaluatedBundle;
    readonly provider: { readonly provider: string };
    readonly benchmarkId: string;
  },
  variantId: string,
  item: { readonly split: string; readonly id: string },
): string =>
  [
    `${run.bundle.name}@${run.bundle.version}`,
    run.bundle.manifestHash,
    run.provider.provider,
    run.benchmarkId,
    variantId,
    item.split,
    item.id,
  ].join('|');

const Fraction = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Text = v.pipe(v.string(), v.maxLength(4096));

const FrameScoreSchema = v.object({
  frameIndex: Count,
  presence: v.number(),
  isAnswered: v.boolean(),
  bestScore: v.number(),
  secondScore: v.number(),
  truthShare: Fraction,
  answerShare: Fraction,
  j: Fraction,
  iou: v.nullable(Fraction),
  boundaryF: v.nullable(Fraction),
  refinedIou: v.nullable(Fraction),
  refinedBoundaryF: v.nullable(Fraction),
  firstPartIou: v.nullable(Fraction),
  bestPartIou: v.nullable(Fraction),
});

const ItemRecordSchema = v.variant('kind', [
  v.object({
    kind: v.literal('scored'),
    id: Text,
    split: Text,
    clip: Text,
    expression: Text,
    category: v.nullable(Text),
    sentenceKinds: v.array(v.picklist(QUERY_KINDS)),
    sources: v.nullable(Count),
    needs: v.nullable(v.picklist(REQUIRED_CUES)),
    isNull: v.boolean(),
    frames: v.pipe(v.array(FrameScoreSchema), v.minLength(1)),
    fCurveSum: v.nullable(Text),
    fFrames: Count,
    nullPixels: Count,
    stability: v.nullable(v.number()),
    takenFor: Text,
  }),
  v.object({
    kind: v.literal('skipped'),
    id: Text,
    split: Text,
    problem: v.picklist([
      'unknown-column',
      'bad-row',
      'todo-row',
      'broken-sentence',
      'empty-split',
      'missing-frames',
      'missing-sound',
      'missing-mask',
      'unreadable-mask',
      'unreadable-frame',
      'wrong-size',
      'sentence-refused',
      'condition-impossible',
      'model-failed',
    ]),
    message: Text,
  }),
]);

/** A stored record, or null when it is none that this version wrote: then the item is run again. */
export const parseRecord = (stored: unknown): ItemRecord | null => {
  const result = v.safeParse(ItemRecordSchema, stored);
  return result.success ? result.output : null;
};

/** In memory: for tests, and for runs that are not continued. */
export const createMemoryJournal = (): Journal => {
  const records = new Map<string, ItemRecord>();
  const pictures = new Map<string, Blob>();
  return {
    get: async (key) => records.get(key) ?? null,
    put: async (key, value) => {
      records.set(key, value);
    },
    getImage: async (key) => pictures.get(key) ?? null,
    putImage: async (key, picture) => {
      pictures.set(key, picture);
    },
    deleteImage: async (key) => {
      pictures.delete(key);
    },
  };
};
