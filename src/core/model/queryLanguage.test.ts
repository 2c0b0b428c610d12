import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { COMMON_NOUNS, queryOfNoun } from './nouns.ts';
import { isOtherLanguage } from './queryLanguage.ts';

test.each([
  'der Hund',
  'das bellende Tier links',
  'die Frau mit dem Hut',
  'le chien',
  'l’homme qui parle',
  'el perro',
  'il cane nero',
  'een hond',
  '狗',
  'собака',
  'الكلب',
])('“%s” is not English', (query) => {
  expect(isOtherLanguage(query)).toBe(true);
});

const SAMPLES = new URL('../../../public/samples/samples.json', import.meta.url);
const sampleQueries = (
  JSON.parse(readFileSync(SAMPLES, 'utf8')) as {
    readonly samples: readonly { readonly expressions: readonly string[] }[];
  }
).samples.flatMap(({ expressions }) => expressions);

test('no query of the samples and of suggestions is taken for another language', () => {
  const english = [
    ...sampleQueries,
    ...COMMON_NOUNS,
    ...COMMON_NOUNS.map(queryOfNoun),
    'the café on the left',
    'the piñata',
    'dog',
    'red car',
    'a man in a kimono',
    'die cast car on the table',
    'the El train',
    '',
  ];
  expect(english.filter(isOtherLanguage)).toEqual([]);
});
