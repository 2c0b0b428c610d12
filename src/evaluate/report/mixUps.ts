import { NOTHING, SOMETHING_ELSE } from '../score/takenFor.ts';
import type { EvaluationReport, VariantReport } from './buildReport.ts';
import { soundsLike } from './likeSounding.ts';
import { cell, shareText, table } from './markdown.ts';

const MOST_PAIRS = 12;

type Outcome = 'right' | 'another' | 'elsewhere' | 'nothing';

const outcomeOf = (thing: string, takenFor: string): Outcome => {
  if (takenFor === NOTHING) return 'nothing';
  if (takenFor === SOMETHING_ELSE) return 'elsewhere';
  return takenFor === thing ? 'right' : 'another';
};

/** Shares of the sentences that refer to something. */
const outcomeCells = ({ title, confusion }: VariantReport): string[] => {
  const counts = { right: 0, another: 0, elsewhere: 0, nothing: 0 };
  for (const { thing, takenFor, items } of confusion) {
    if (thing !== NOTHING) counts[outcomeOf(thing, takenFor)] += items;
  }
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const shares = Object.values(counts).map((count) => shareText(all === 0 ? null : count / all));
  return [cell(title), String(all), ...shares];
};

/** What was found instead of what was asked for, by variant, and which things were mixed up. */
export const mixUps = ({ variants }: EvaluationReport): string[] => {
  const pairs = variants.flatMap(({ title, confusion }) =>
    confusion
      .filter(
        ({ thing, takenFor }) => thing !== NOTHING && outcomeOf(thing, takenFor) === 'another',
      )
      .map((row) => ({ title, ...row })),
  );
  const alike = pairs.filter(({ thing, takenFor }) => soundsLike(thing, takenFor));
  const count = (rows: typeof pairs): number => rows.reduce((sum, { items }) => sum + items, 0);
  const most = pairs.toSorted((a, b) => b.items - a.items).slice(0, MOST_PAIRS);
  return [
    'What the answer overlaps most, as shares of the sentences that refer to something:',
    '',
    ...table(
      [
        'variant',
        'sentences',
        'the thing meant',
        'another thing asked for',
        'elsewhere',
        'nothing drawn',
      ],
      variants.map(outcomeCells),
    ),
    '',
    ...(most.length === 0
      ? ['No thing was taken for another one that a sentence asks for.']
      : [
          `Which thing was taken for which other thing of its clip, most often first; ${count(alike)} of ${count(pairs)} mix-ups are between things that sound alike:`,
          '',
          ...table(
            ['variant', 'thing', 'taken for', 'items', 'sound alike'],
            most.map(({ title, thing, takenFor, items }) => [
              cell(title),
              cell(thing),
              cell(takenFor),
              String(items),
              soundsLike(thing, takenFor) ? 'yes' : 'no',
            ]),
          ),
        ]),
    '',
  ];
};
