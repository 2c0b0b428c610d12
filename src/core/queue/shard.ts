/** One of several equal parts of a library. */
export type Shard = {
  /** From 1. */
  readonly number: number;
  readonly of: number;
};

/** Digits of the hash that decide; 2^32 is many more than there are shards. */
const DECIDING_HEX_DIGITS = 8;

/**
 * Whether a clip belongs to a shard. By the hash of its contents, so that every machine decides alike
 * without knowing of the others, and clips of the same contents stay together.
 * @param clipHash hex digits.
 */
export const isInShard = (clipHash: string, { number, of }: Shard): boolean =>
  Number.parseInt(clipHash.slice(0, DECIDING_HEX_DIGITS), 16) % of === number - 1;
