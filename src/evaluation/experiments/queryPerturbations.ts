import { createSeededRandom } from '../../core/util/seededRandom.ts';

/** Two neighbouring letters of each longer word change places. */
export const misspellQuery = (sentence: string): string => {
  const random = createSeededRandom(sentence);
  return sentence.replaceAll(/[a-z]{4,}/gi, (word) => {
    const place = 1 + Math.floor(random() * (word.length - 2));
    return `${word.slice(0, place)}${word[place + 1] ?? ''}${word[place] ?? ''}${word.slice(place + 2)}`;
  });
};

/** The same words in another order. */
export const shuffleWords = (sentence: string): string => {
  const random = createSeededRandom(sentence);
  const words = sentence.trim().split(/\s+/);
  for (let last = words.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [words[last], words[other]] = [words[other] ?? '', words[last] ?? ''];
  }
  return words.join(' ');
};
