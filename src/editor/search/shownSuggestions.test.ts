import { expect, test } from 'vitest';
import type { Suggestion } from '../../protocol/requests.ts';
import { shownSuggestions } from './shownSuggestions.ts';

const suggest = (query: string, presence: number): Suggestion => ({
  query,
  basis: 'sight',
  second: 0,
  presence,
});
const queries = (suggestions: readonly Suggestion[], threshold: number): string[] =>
  shownSuggestions(suggestions, threshold).map(({ query }) => query);

test('a noun that the model barely finds is not suggested', () => {
  const found = [
    suggest('the television', 0.71),
    suggest('the violin', 0.97),
    suggest('the man', 0.9),
  ];
  expect(queries(found, 0.69)).toEqual(['the violin', 'the man']);
  expect(queries(found, 0.3)).toEqual(['the violin', 'the man', 'the television']);
});

test('a few are enough', () => {
  const many = Array.from({ length: 9 }, (_, index) => suggest(`noun ${index}`, 0.9 + index / 100));
  expect(queries(many, 0.5)).toEqual(['noun 8', 'noun 7', 'noun 6', 'noun 5']);
});
