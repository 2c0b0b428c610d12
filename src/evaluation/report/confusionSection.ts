import { NO_OBJECT, OTHER_REGION } from '../scoring/predictedObject.ts';
import type { EvaluationReport, VariantReport } from './buildReport.ts';
import { escapeCell, formatFraction, markdownTable } from './markdown.ts';

/** Categories with similar sounds, after the AudioSet ontology. */
const ACOUSTIC_GROUPS: readonly (readonly string[])[] = [
  ['dog', 'wolf'],
  ['sheep', 'goat'],
  ['rooster', 'chicken', 'bird'],
  ['lion', 'bear'],
  ['car', 'bus', 'truck', 'motorcycle'],
  ['airplane', 'helicopter'],
  ['ambulance', 'fire-truck', 'police-car'],
  ['guitar', 'sitar', 'harp'],
  ['violin', 'cello'],
  ['flute', 'clarinet', 'saxophone', 'trumpet', 'trombone', 'tuba'],
  ['piano', 'organ', 'accordion'],
  ['bell', 'telephone', 'clock'],
  ['vacuum-cleaner', 'hair-dryer', 'washing-machine'],
  ['chainsaw', 'drill', 'sewing-machine'],
];

export const areAcousticallySimilar = (a: string, b: string): boolean =>
  a !== b && ACOUSTIC_GROUPS.some((group) => group.includes(a) && group.includes(b));

const MAX_PAIRS = 12;

type Outcome = 'right' | 'another' | 'elsewhere' | 'nothing';

const classifyOutcome = (thing: string, takenFor: string): Outcome => {
  if (takenFor === NO_OBJECT) return 'nothing';
  if (takenFor === OTHER_REGION) return 'elsewhere';
  return takenFor === thing ? 'right' : 'another';
};

/** Shares of the queries that refer to an object. */
const outcomeCells = ({ title, confusion }: VariantReport): string[] => {
  const counts = { right: 0, another: 0, elsewhere: 0, nothing: 0 };
  for (const { thing, takenFor, items } of confusion) {
    if (thing !== NO_OBJECT) counts[classifyOutcome(thing, takenFor)] += items;
  }
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const shares = Object.values(counts).map((count) =>
    formatFraction(all === 0 ? null : count / all),
  );
  return [escapeCell(title), String(all), ...shares];
};

/** Which object was segmented instead of the referred one, by variant, and which were confused. */
export const confusionSection = ({ variants }: EvaluationReport): string[] => {
  const pairs = variants.flatMap(({ title, confusion }) =>
    confusion
      .filter(
        ({ thing, takenFor }) =>
          thing !== NO_OBJECT && classifyOutcome(thing, takenFor) === 'another',
      )
      .map((row) => ({ title, ...row })),
  );
  const alike = pairs.filter(({ thing, takenFor }) => areAcousticallySimilar(thing, takenFor));
  const count = (rows: typeof pairs): number => rows.reduce((sum, { items }) => sum + items, 0);
  const most = pairs.toSorted((a, b) => b.items - a.items).slice(0, MAX_PAIRS);
  return [
    'What the answer overlaps most, as shares of the sentences that refer to something:',
    '',
    ...markdownTable(
      [
        'variant',
        'sentences',
        'the object meant',
        'another object asked for',
        'elsewhere',
        'nothing drawn',
      ],
      variants.map(outcomeCells),
    ),
    '',
    ...(most.length === 0
      ? ['No object was taken for another one that a sentence asks for.']
      : [
          `Which object was taken for which other object of its clip, most often first; ${count(alike)} of ${count(pairs)} mix-ups are between objects that sound alike:`,
          '',
          ...markdownTable(
            ['variant', 'object', 'taken for', 'items', 'sound alike'],
            most.map(({ title, thing, takenFor, items }) => [
              escapeCell(title),
              escapeCell(thing),
              escapeCell(takenFor),
              String(items),
              areAcousticallySimilar(thing, takenFor) ? 'yes' : 'no',
            ]),
          ),
        ]),
    '',
  ];
};
