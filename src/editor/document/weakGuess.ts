/** "Show anyway" shows frames of at least this share of the best presence. */
const PRESENCE_SHARE = 0.9;
/** And cells of at least this share of the highest probability in the best frame. */
const PROBABILITY_SHARE = 0.5;

/** Thresholds at which a match too weak to count as found is seen. */
export type WeakGuess = {
  readonly presenceThreshold: number;
  /** Null where the usual one shows some of it. */
  readonly maskThreshold: number | null;
};

/**
 * Null where the best frame has no mask at all: far below the threshold the model draws none.
 * @param bestPresence 0..1, of the best frame.
 * @param probability of that frame's mask, 0..255.
 * @param maskThreshold 0..1, the usual one.
 */
export const weakGuessThresholds = (
  bestPresence: number,
  probability: Uint8Array,
  maskThreshold: number,
): WeakGuess | null => {
  const highest = probability.reduce((most, value) => Math.max(most, value), 0) / 255;
  return highest === 0
    ? null
    : {
        presenceThreshold: bestPresence * PRESENCE_SHARE,
        maskThreshold: highest > maskThreshold ? null : highest * PROBABILITY_SHARE,
      };
};
