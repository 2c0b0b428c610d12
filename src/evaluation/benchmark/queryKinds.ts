/**
 * Kinds of queries. A query can be of several kinds; one without any is `category`. The kinds up to
 * `category` are matched by words, the others are annotations of a benchmark.
 */
export const QUERY_KINDS = [
  'acoustic',
  'temporal',
  'spatial',
  'attribute',
  'interaction',
  'category',
  // Only from a benchmark's own column, never by words.
  'doing',
  'appearing',
  'moving',
] as const;
export type QueryKind = (typeof QUERY_KINDS)[number];

/** Whole words by kind, collected from the queries of Ref-AVS Bench. */
const KIND_PATTERNS: readonly (readonly [QueryKind, RegExp])[] = [
  [
    'acoustic',
    /\b(?:sound\w*|sing\w*|loud\w*|quiet\w*|silent|muted?|nois\w*|voice|volume|rhythm|pitch\w*|bark\w*|meow\w*|moo\w*|speak\w*|talk\w*|cry\w*|emit\w*|ring\w*|roar\w*|bleat\w*|hear\w*)\b/i,
  ],
  [
    'temporal',
    /\b(?:first|last|before|after|then|later|begin\w*|start\w*|end\w*|finally|continuous\w*|keeps?|always|all times|appear\w*|disappear\w*|entire|throughout|longer|shorter|duration|over time|while|when)\b/i,
  ],
  [
    'spatial',
    /\b(?:left\w*|right\w*|behind|front|under\w*|above|below|beneath|on top|next to|beside|between|middle|cent(?:er|re)|near\w*|far\w*|closest|top|bottom|side|inside|outside|around|foreground|background|in the \w+ of)\b/i,
  ],
  [
    'attribute',
    /\b(?:big\w*|small\w*|large\w*|tall\w*|short|little|old\w*|young\w*|red|green|blue|yellow|white|black|gr[ae]y|brown|orange|pink|purple|golden|silver|wearing|wears?|hair\w*|beard\w*|bald|glasses|striped|spotted|wooden|colou?r\w*)\b/i,
  ],
  [
    'interaction',
    /\b(?:play(?:ed|ing|s)?|held|hold\w*|hit\w*|rid(?:e|es|den|ing)|driv\w+|carr\w+|push\w*|pull\w*|touch\w*|by the (?:man|woman|boy|girl|person|hands?)|hands?|using|used|touched|sitting on|with the)\b/i,
  ],
];

export const classifyQuery = (query: string): QueryKind[] => {
  const kinds = KIND_PATTERNS.filter(([, words]) => words.test(query)).map(([kind]) => kind);
  return kinds.length === 0 ? ['category'] : kinds;
};
