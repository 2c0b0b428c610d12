import { expect, test } from 'vitest';
import { matchingSentences } from './matchingSentences.ts';

const RECENT = ['the dog that barks', 'the cat', 'The dog'];

test.each([
  ['', RECENT],
  ['DOG', ['the dog that barks', 'The dog']],
  ['a sentence of its own', []],
])('what is typed narrows the list: "%s"', (text, expected) => {
  expect(matchingSentences(RECENT, text)).toEqual(expected);
});

test('a sentence of before, as it stands in the box after a search, is offered the others', () => {
  expect(matchingSentences(RECENT, ' the dog ')).toEqual(['the dog that barks', 'the cat']);
});

test('the list stays short', () => {
  const many = Array.from({ length: 30 }, (_, place) => `sentence ${place}`);
  expect(matchingSentences(many, '')).toEqual(many.slice(0, 8));
});
