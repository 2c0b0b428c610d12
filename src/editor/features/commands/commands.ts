import { frameIndexAt } from '../../../core/time/frameTable.ts';
import { formatTimecode, parseTimecode } from '../../../core/time/timecode.ts';
import { keyLabel, type Action } from '../../actions/action.ts';
import { ACTIONS } from '../../actions/actionTable.ts';
import type { Earmark } from '../../earmark.ts';
import { objectName } from '../../document/projectDocument.ts';

/** A line of the palette. */
export type Command = {
  readonly id: string;
  readonly label: string;
  readonly group: string;
  readonly keyText: string;
  readonly perform: () => void;
};

const actions: readonly Action[] = ACTIONS;
/** They would only open what is open. */
const PALETTE_ACTION_IDS: ReadonlySet<string> = new Set(['commands', 'go-to']);

const actionCommands = (earmark: Earmark): Command[] =>
  actions
    .filter(
      ({ id, needsKey, enabled }) => !needsKey && !PALETTE_ACTION_IDS.has(id) && enabled(earmark),
    )
    .map(({ id, label, group, keys, perform }) => ({
      id,
      label,
      group,
      keyText: keys[0] ? keyLabel(keys[0]) : '',
      perform: () => perform(earmark),
    }));

const objectCommands = ({ project, objects }: Earmark): Command[] =>
  project.store.getState().objects.map((object, index) => ({
    id: `object-${object.id}`,
    label: `Choose “${objectName(object)}”`,
    group: 'Objects',
    keyText: index < 9 ? String(index + 1) : '',
    perform: () => objects.select(object.id),
  }));

/** `97` is a frame, `0:04.5` a time. */
const goToCommands = ({ session, player }: Earmark, query: string): Command[] => {
  const info = session.getState().clip?.info;
  const text = query.trim();
  if (!info || text === '') {
    return [];
  }
  const goTo = (label: string, frameIndex: number): Command => ({
    id: `go-to-${label}`,
    label,
    group: 'Moving',
    keyText: '',
    perform() {
      player.pause();
      player.seek(frameIndex);
    },
  });
  const frames = info.ptsSeconds.length;
  const number = /^\d+$/.test(text) ? Number(text) : null;
  const seconds = /[:.]/.test(text) ? parseTimecode(text) : null;
  return [
    ...(number !== null && number >= 1 && number <= frames
      ? [goTo(`Go to frame ${number} of ${frames}`, number - 1)]
      : []),
    ...(seconds !== null && seconds <= info.durationSeconds
      ? [goTo(`Go to ${formatTimecode(seconds)}`, frameIndexAt(info.ptsSeconds, seconds))]
      : []),
  ];
};

/** What can be done now and has every word of the query in its name, its group or its key. */
export const findCommands = (earmark: Earmark, query: string): readonly Command[] => {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = [...objectCommands(earmark), ...actionCommands(earmark)].filter(
    ({ label, group, keyText }) => {
      const text = `${label} ${group} ${keyText}`.toLowerCase();
      return words.every((word) => text.includes(word));
    },
  );
  return [...goToCommands(earmark, query), ...found];
};
