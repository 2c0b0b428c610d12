import type { Suggestion } from '../../protocol/requests.ts';

const MAX_SUGGESTIONS = 4;
/** Share of the way from the threshold to 1: a score just above it is often a wrong noun. */
const MIN_CONFIDENCE = 0.5;

/** The suggestions that are surely right, the best first: a wrong one costs more than a missing one. */
export const shownSuggestions = (
  suggestions: readonly Suggestion[],
  presenceThreshold: number,
): readonly Suggestion[] =>
  suggestions
    .filter(
      ({ presence }) => presence >= presenceThreshold + MIN_CONFIDENCE * (1 - presenceThreshold),
    )
    .toSorted((a, b) => b.presence - a.presence)
    .slice(0, MAX_SUGGESTIONS);
