import { CUMULATIVE_MEAN } from '../../core/model/runningMean.ts';
import { createMaskStore } from './maskStore.ts';
import type { MaskStore } from './maskStore.ts';
import type { EngineStatistics, ResultKey } from '../../protocol/requests.ts';

/** The computed masks of one key: continuing a run computes only the missing frames. */
export type SegmentResult = {
  /** The key in one spelling; of a derived result, that of its base and a number. */
  readonly id: string;
  readonly key: ResultKey;
  readonly masks: MaskStore;
  /** Frames that were asked for and could not be decoded. */
  readonly undecodable: Set<number>;
};

export type ResultStore = {
  /** The result of this key, new when there is none; from now on it is the one used last. */
  open(key: ResultKey): SegmentResult;
  find(resultId: string): SegmentResult | undefined;
  statistics(): Pick<EngineStatistics, 'results' | 'maskBytes' | 'maskBudgetBytes'>;
  /** A result without masks of its own yet, to be filled with what is selected from another. */
  derive(base: SegmentResult): SegmentResult;
  /** Lets a derived result go. */
  removeDerived(resultId: string): void;
};

/** Of all masks together. When it is exceeded the results used longest ago are forgotten whole. */
const MASK_BUDGET_BYTES = 256 * 1024 * 1024;
/** Each also keeps up to 24 MB of cached memory. */
const MAX_RESULTS = 32;

/** One an object, and few objects are corrected; those derived longest ago are forgotten. */
const MAX_DERIVED = 64;

/** Names a result everywhere: in requests, in the page's results and in its caches. */
const resultIdOf = ({ clipId, expression, bundle, provider, ...key }: ResultKey): string => {
  const { sound, words, memory, modality } = key.switches;
  return JSON.stringify([
    [clipId, expression, bundle, provider],
    [sound, words, memory, modality],
    key.memoryRule ?? CUMULATIVE_MEAN,
    ...(key.points === undefined ? [] : [key.points]),
  ]);
};

/** Results of this session, so that an earlier query is shown at once. */
export const createResultStore = (): ResultStore => {
  const results = new Map<string, SegmentResult>();
  const derived = new Map<string, SegmentResult>();
  let derivedCount = 0;

  const forgetOldest = (): void => {
    for (const id of results.keys()) {
      if (
        results.size <= 1 ||
        (results.size <= MAX_RESULTS && totalMaskBytes(results.values()) <= MASK_BUDGET_BYTES)
      ) {
        return;
      }
      results.delete(id);
    }
  };

  return {
    open: (key) => {
      const id = resultIdOf(key);
      const result = results.get(id) ?? {
        id,
        key,
        masks: createMaskStore(),
        undecodable: new Set<number>(),
      };
      // Re-inserted, so that the first key is the one used longest ago.
      results.delete(id);
      results.set(id, result);
      forgetOldest();
      return result;
    },
    statistics: () => ({
      results: results.size,
      maskBytes: totalMaskBytes(results.values()),
      maskBudgetBytes: MASK_BUDGET_BYTES,
    }),
    find: (resultId) => derived.get(resultId) ?? results.get(resultId),
    derive: ({ id: baseId, key, undecodable }) => {
      derivedCount += 1;
      const id = `${baseId}/${derivedCount}`;
      const result = { id, key, masks: createMaskStore(), undecodable };
      derived.set(id, result);
      const [oldest] = derived.keys();
      if (derived.size > MAX_DERIVED && oldest !== undefined) {
        derived.delete(oldest);
      }
      return result;
    },
    removeDerived: (resultId) => {
      derived.delete(resultId);
    },
  };
};

const totalMaskBytes = (results: Iterable<SegmentResult>): number =>
  Array.from(results).reduce((sum, result) => sum + result.masks.bytes, 0);
