import { COMMON_NOUNS } from '../model/nouns.ts';

export const MAX_CATEGORY_LENGTH = 60;

/** Of an object that was pointed at. */
const NO_CATEGORY = 'object';

/** Words at which the part of a sentence that names the object ends. */
const NAME_END: ReadonlySet<string> = new Set(
  `that which who whose where when while with without in on at of by near beside behind before
  under above over from to into for and or but is are was has have left right`
    .split(/\s+/)
    .filter((word) => word !== ''),
);
const ARTICLES: ReadonlySet<string> = new Set(
  'the a an this these those all both every each one two three four five some any'.split(' '),
);
const NOUNS: ReadonlySet<string> = new Set(COMMON_NOUNS);
const IRREGULAR_PLURALS: Readonly<Record<string, string>> = {
  people: 'person',
  persons: 'person',
  men: 'man',
  women: 'woman',
  children: 'child',
  geese: 'goose',
  mice: 'mouse',
  wolves: 'wolf',
  calves: 'calf',
  leaves: 'leaf',
  shelves: 'shelf',
  knives: 'knife',
};

/** The word itself where it is a known noun, its singular where that is one; else null. */
const knownNoun = (words: string): string | null => {
  const irregular = IRREGULAR_PLURALS[words];
  if (irregular !== undefined) {
    return irregular;
  }
  const singulars = [
    words,
    words.replace(/ies$/, 'y'),
    words.replace(/es$/, ''),
    words.replace(/s$/, ''),
  ];
  return singulars.find((word) => NOUNS.has(word)) ?? null;
};

/**
 * The noun of a query, as a data set would call its object: `dog` of "the dog that barks". The first
 * known noun, else the last word before what describes it; `object` without any word. A guess that a
 * person can change.
 */
export const categoryOf = (query: string): string => {
  const words = query.toLowerCase().match(/[\p{L}\p{M}\p{N}'’-]+/gu) ?? [];
  for (const [at, word] of words.entries()) {
    const pair = knownNoun(`${word} ${words[at + 1] ?? ''}`);
    const noun = pair ?? knownNoun(word);
    if (noun !== null) {
      return noun;
    }
  }
  const name: string[] = [];
  for (const word of words) {
    const describesWhatItDoes = name.length > 0 && /.ing$/.test(word);
    if (name.length > 0 && (NAME_END.has(word) || describesWhatItDoes)) {
      break;
    }
    if (!ARTICLES.has(word)) {
      name.push(word);
    }
  }
  return (name.at(-1) ?? words[0] ?? NO_CATEGORY).slice(0, MAX_CATEGORY_LENGTH);
};
