import * as v from 'valibot';
import { NEEDS } from '../benchmark/item.ts';
import { SENTENCE_KINDS } from '../benchmark/sentenceKinds.ts';
import type { ItemRecord } from '../score/record.ts';
import type { BundleFacts } from './segmenter.ts';

/** Where records are kept, so that a run goes on where it was stopped. */
export type Journal = {
  get(key: string): Promise<ItemRecord | null>;
  put(key: string, record: ItemRecord): Promise<void>;
  getPicture(key: string): Promise<Blob | null>;
  putPicture(key: string, picture: Blob): Promise<void>;
  deletePicture(key: string): Promise<void>;
};

/**
 * A record belongs to exactly this: another bundle version, provider, table or variant is another
 * record.
 */
export const recordKey = (
  run: {
    readonly bundle: BundleFacts;
    readonly provider: { readonly provider: string };
    readonly benchmarkId: string;
  },
  variantId: string,
  item: { readonly split: string; readonly id: string },
): string =>
  [
    `${run.bundle.name}@${run.bundle.version}`,
    `${run.bundle.thresholds.mask}-${run.bundle.thresholds.presence}`,
    run.provider.provider,
    run.benchmarkId,
    variantId,
    item.split,
    item.id,
  ].join('|');

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const text = v.pipe(v.string(), v.maxLength(4096));

const frame = v.object({
  frameIndex: count,
  presence: v.number(),
  isAnswered: v.boolean(),
  bestScore: v.number(),
  secondScore: v.number(),
  truthShare: share,
  answerShare: share,
  j: share,
  iou: v.nullable(share),
  boundaryF: v.nullable(share),
  refinedIou: v.nullable(share),
  refinedBoundaryF: v.nullable(share),
  firstPartIou: v.nullable(share),
  bestPartIou: v.nullable(share),
});

const record = v.variant('kind', [
  v.object({
    kind: v.literal('scored'),
    id: text,
    split: text,
    clip: text,
    expression: text,
    category: v.nullable(text),
    sentenceKinds: v.array(v.picklist(SENTENCE_KINDS)),
    sources: v.nullable(count),
    needs: v.nullable(v.picklist(NEEDS)),
    isNull: v.boolean(),
    frames: v.pipe(v.array(frame), v.minLength(1)),
    fCurveSum: v.nullable(text),
    fFrames: count,
    nullPixels: count,
    stability: v.nullable(v.number()),
    takenFor: text,
  }),
  v.object({
    kind: v.literal('skipped'),
    id: text,
    split: text,
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
    message: text,
  }),
]);

/** A stored record, or null when it is none that this version wrote: then the item is run again. */
export const readRecord = (stored: unknown): ItemRecord | null => {
  const result = v.safeParse(record, stored);
  return result.success ? result.output : null;
};

/** For tests and for runs that nobody wants to go on with. */
export const createMemoryJournal = (): Journal => {
  const records = new Map<string, ItemRecord>();
  const pictures = new Map<string, Blob>();
  return {
    get: async (key) => records.get(key) ?? null,
    put: async (key, value) => {
      records.set(key, value);
    },
    getPicture: async (key) => pictures.get(key) ?? null,
    putPicture: async (key, picture) => {
      pictures.set(key, picture);
    },
    deletePicture: async (key) => {
      pictures.delete(key);
    },
  };
};
