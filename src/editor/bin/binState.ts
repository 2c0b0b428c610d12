import * as v from 'valibot';
import { EMPTY_QUEUE, recoverQueue, type ClipQueue } from '../../core/queue/clipQueue.ts';
import { MAX_QUERY_LENGTH } from '../../core/limits.ts';

const MAX_CLIPS = 10_000;
const MAX_QUERIES = 20;

const Id = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Query = v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_QUERY_LENGTH));

/** What was found of one query in one clip. */
const Found = v.object({ query: Query, presentFrames: Count, frames: Count });
export type Found = v.InferOutput<typeof Found>;

const BinClip = v.object({
  id: Id,
  fileName: v.pipe(v.string(), v.maxLength(1024)),
  bytes: Count,
  /** Of a clip that is done, by query. */
  found: v.nullable(v.pipe(v.array(Found), v.readonly())),
});
/** A clip of the bin. The file itself is not stored, but for its handle where the browser has them. */
export type BinClip = v.InferOutput<typeof BinClip>;

const Queue = v.object({
  entries: v.pipe(
    v.array(
      v.object({
        id: Id,
        state: v.picklist(['waiting', 'running', 'done', 'failed']),
        attempts: Count,
        failure: v.nullable(v.object({ kind: v.string(), message: v.string() })),
      }),
    ),
    v.maxLength(MAX_CLIPS),
  ),
  isPaused: v.boolean(),
});

const StoredBin = v.object({
  version: v.literal(1),
  queries: v.pipe(v.array(Query), v.maxLength(MAX_QUERIES)),
  clips: v.pipe(v.array(BinClip), v.maxLength(MAX_CLIPS)),
  queue: Queue,
});

/** The part of the bin that outlives the page. */
export type StoredBin = {
  readonly queries: readonly string[];
  readonly clips: readonly BinClip[];
  readonly queue: ClipQueue;
};

export const EMPTY_BIN: StoredBin = { queries: [], clips: [], queue: EMPTY_QUEUE };

/** A reload is no crash, but a clip that closes the page each time must end. */
const MAX_RELOADS = 5;
const CRASHED = { kind: 'page-crashed', message: 'The page was closed while it was searched.' };

/** The bin from storage, paused: nothing starts by itself. Empty when there is no such bin. */
export const parseStoredBin = (stored: unknown): StoredBin => {
  const parsed = v.safeParse(StoredBin, stored);
  if (!parsed.success) {
    return EMPTY_BIN;
  }
  const { queries, clips, queue } = parsed.output;
  return {
    queries,
    clips,
    queue: { ...recoverQueue(queue, CRASHED, MAX_RELOADS), isPaused: true },
  };
};

export const serializeBin = ({ queries, clips, queue }: StoredBin): unknown => ({
  version: 1,
  queries,
  clips,
  queue,
});

/** The sentences of a text, one a line, each once. */
export const parseQueries = (text: string): readonly string[] =>
  [...new Set(text.split('\n').map((line) => line.trim()))]
    .filter((line) => line !== '')
    .slice(0, MAX_QUERIES);

/** The clip that a file is of, by name and size. */
export const clipOfFile = (
  clips: readonly BinClip[],
  { name, size }: Pick<File, 'name' | 'size'>,
): BinClip | undefined => clips.find(({ fileName, bytes }) => fileName === name && bytes === size);

export type BinState = StoredBin & {
  /** The clip that is searched now, and how much of it is done, 0..1. */
  readonly running: { readonly id: string; readonly share: number } | null;
  readonly exporting: { readonly done: number; readonly total: number } | null;
};
