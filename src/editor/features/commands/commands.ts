import { frameIndexAt } from '../../../core/time/frameTable.ts';
import { formatTimecode, parseTimecode } from '../../../core/time/timecode.ts';
import { currentLabel, keyLabel, type Action } from '../../actions/action.ts';
import { ACTIONS } from '../../actions/actionTable.ts';
import type { Earmark } from '../../earmark.ts';
import { objectName } from '../../document/projectDocument.ts';

/** What the palette searches in. */
type Searchable = {
  readonly label: string;
  /** Lower case. */
  readonly keywords: readonly string[];
  readonly group: string;
  /** The first key as text, or an empty string. */
  readonly keyText: string;
};

/** A row of the palette. */
export type Command = Searchable & { readonly id: string; readonly perform: () => void };

const actions: readonly Action[] = ACTIONS;
/** Both open the palette, which is open already. */
const PALETTE_ACTION_IDS: ReadonlySet<string> = new Set(['commands', 'go-to']);

const actionCommands = (earmark: Earmark): Command[] =>
  actions
    .filter(
      ({ id, needsKey, enabled }) => !needsKey && !PALETTE_ACTION_IDS.has(id) && enabled(earmark),
    )
    .map((action) => ({
      id: action.id,
      label: currentLabel(action, earmark),
      keywords: [action.label.toLowerCase(), ...action.keywords],
      group: action.group,
      keyText: action.keys[0] ? keyLabel(action.keys[0]) : '',
      perform: () => action.perform(earmark),
    }));

const objectCommands = ({ project, objects }: Earmark): Command[] =>
  project.store.getState().objects.map((object, index) => ({
    id: `object-${object.id}`,
    label: `Select “${objectName(object)}”`,
    keywords: [],
    group: 'Objects',
    keyText: index < 9 ? String(index + 1) : '',
    perform: () => objects.select(object.id),
  }));

/** `97` is a frame number, counted from 1; `0:04.5` is a timecode. */
const goToCommands = ({ session, player }: Earmark, query: string): Command[] => {
  const info = session.getState().clip?.info;
  const text = query.trim();
  if (!info || text === '') {
    return [];
  }
  const goTo = (label: string, frameIndex: number): Command => ({
    id: `go-to-${label}`,
    label,
    keywords: [],
    group: 'Navigation',
    keyText: '',
    perform() {
      player.pause();
      player.seek(frameIndex);
    },
  });
  const frameCount = info.ptsSeconds.length;
  const frameNumber = /^\d+$/.test(text) ? Number(text) : null;
  const seconds = /[:.]/.test(text) ? parseTimecode(text) : null;
  return [
    ...(frameNumber !== null && frameNumber >= 1 && frameNumber <= frameCount
      ? [goTo(`Go to frame ${frameNumber} of ${frameCount}`, frameNumber - 1)]
      : []),
    ...(seconds !== null && seconds <= info.durationSeconds
      ? [goTo(`Go to ${formatTimecode(seconds)}`, frameIndexAt(info.ptsSeconds, seconds))]
      : []),
  ];
};

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** How well a command matches: 0 is best, null is no match. `query` is trimmed and lower case. */
const matchRank = (
  { label, keywords, group, keyText }: Searchable,
  query: string,
): number | null => {
  const name = label.toLowerCase();
  const queryWords = wordsOf(query);
  /** Whether each word of the query begins one of the words. */
  const beginsIn = (words: readonly string[]): boolean =>
    queryWords.every((queryWord) => words.some((word) => word.startsWith(queryWord)));
  const text = [name, ...keywords, group.toLowerCase(), keyText.toLowerCase()].join(' ');
  const tests = [
    () => name === query || keyText.toLowerCase() === query,
    () => keywords.includes(query),
    () => name.startsWith(query),
    () => beginsIn(wordsOf(name)),
    () => keywords.some((keyword) => keyword.startsWith(query)),
    () => beginsIn(wordsOf(text)),
    () => queryWords.every((queryWord) => text.includes(queryWord)),
  ];
  const rank = tests.findIndex((matches) => matches());
  return rank === -1 ? null : rank;
};

/** The matching commands, best match first; equal matches keep their order. */
export const rankCommands = <T extends Searchable>(
  commands: readonly T[],
  query: string,
): readonly T[] => {
  const text = query.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  return commands
    .flatMap((command) => {
      const rank = text === '' ? 0 : matchRank(command, text);
      return rank === null ? [] : [{ command, rank }];
    })
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ command }) => command);
};

/** The enabled commands that match the query, frames and timecodes first. */
export const findCommands = (earmark: Earmark, query: string): readonly Command[] => [
  ...goToCommands(earmark, query),
  ...rankCommands([...objectCommands(earmark), ...actionCommands(earmark)], query),
];
