/** Letters of the Latin script, with or without marks. */
const LATIN_LETTER = /\p{Script=Latin}/u;

/** Words that begin or join a description in other languages, and are no words of English. */
const OTHER_ARTICLES: ReadonlySet<string> = new Set(
  `der das dem den ein eine einen einem einer und mit ohne
  le les un une des du avec et sans qui
  el los las una unos unas del con y sin
  il lo gli uno della dei che
  os uma um com sem que
  het een van met zonder
  en ett och med
  czerwony czarny oraz`
    .split(/\s+/)
    .filter((word) => word !== ''),
);
/** Words of English that hardly any description lacks. */
const ENGLISH_WORDS: ReadonlySet<string> = new Set(
  'the a an of on in at with without and or to who that which is are left right behind'.split(' '),
);

/**
 * Whether a query is surely not English: letters of another script, or articles of another language
 * without any of English. The model reads English alone; it gives an answer to any text.
 */
export const isOtherLanguage = (query: string): boolean => {
  const letters = Array.from(query).filter((letter) => /\p{L}/u.test(letter));
  const others = letters.filter((letter) => !LATIN_LETTER.test(letter));
  if (letters.length > 0 && others.length * 2 >= letters.length) {
    return true;
  }
  const words = query.toLowerCase().match(/[\p{L}\p{M}’']+/gu) ?? [];
  return (
    words.length > 1 &&
    words.some((word) => OTHER_ARTICLES.has(word) || /^[ld]['’]\p{L}/u.test(word)) &&
    !words.some((word) => ENGLISH_WORDS.has(word))
  );
};
