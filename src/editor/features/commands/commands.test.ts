import { expect, test } from 'vitest';
import { keyLabel, type Action } from '../../actions/action.ts';
import { ACTIONS, type ActionId } from '../../actions/actionTable.ts';
import { rankCommands } from './commands.ts';

const actions: readonly Action[] = ACTIONS;
const commands = actions
  .filter(({ needsKey }) => !needsKey)
  .map(({ id, label, keywords, group, keys }) => ({
    id,
    label,
    keywords,
    group,
    keyText: keys[0] ? keyLabel(keys[0]) : '',
  }));

/** What people type, and the action that they mean. */
const EXPECTED_FIRST: Readonly<Record<string, ActionId>> = {
  zoom: 'zoom-in',
  'zoom out': 'zoom-out',
  fit: 'zoom-to-fit',
  pan: 'pan-left',
  undo: 'undo',
  redo: 'redo',
  play: 'play',
  pause: 'pause',
  stop: 'pause',
  theme: 'theme-system',
  dark: 'theme-dark',
  'dark mode': 'theme-dark',
  light: 'theme-light',
  reverse: 'play-reverse',
  loop: 'loop',
  mute: 'mute',
  volume: 'mute',
  'next frame': 'next-frame',
  'previous frame': 'previous-frame',
  'first frame': 'first-frame',
  'skip forward': 'forward-10-frames',
  'in point': 'mark-in',
  'out point': 'mark-out',
  'clear range': 'clear-in-and-out',
  timeline: 'zoom-timeline-in',
  snap: 'snap',
  waveform: 'show-waveform',
  search: 'write-sentence',
  find: 'find',
  cancel: 'cancel',
  solo: 'solo',
  lock: 'lock',
  unlock: 'lock',
  hide: 'hide',
  rename: 'rename',
  duplicate: 'duplicate',
  delete: 'delete',
  remove: 'delete',
  brush: 'brush',
  lasso: 'lasso',
  outline: 'lasso',
  paint: 'brush',
  erase: 'eraser',
  'brush size': 'increase-brush-size',
  propagate: 'propagate-strokes',
  exclude: 'not-this',
  threshold: 'mask-threshold',
  grow: 'grow-shrink',
  shrink: 'grow-shrink',
  dilate: 'grow-shrink',
  feather: 'feather',
  holes: 'fill-holes',
  specks: 'remove-specks',
  opacity: 'overlay-opacity',
  'split view': 'wipe',
  compare: 'wipe',
  'before after': 'wipe',
  fullscreen: 'full-screen',
  'full screen': 'full-screen',
  blur: 'view-blurred',
  matte: 'view-matte',
  open: 'open-clip',
  new: 'start-screen',
  save: 'save-project',
  export: 'export',
  render: 'export',
  screenshot: 'copy-still',
  share: 'copy-link',
  help: 'shortcuts',
  shortcut: 'shortcuts',
  tutorial: 'tour',
};

test.each(Object.entries(EXPECTED_FIRST))('“%s” finds %s first', (query, id) => {
  expect(rankCommands(commands, query)[0]?.id).toBe(id);
});

test('a label is found from its first three letters, in any case', () => {
  for (const { label } of commands) {
    const start = label.slice(0, 3);
    for (const query of [start, start.toUpperCase()]) {
      expect(rankCommands(commands, query).map((command) => command.label)).toContain(label);
    }
  }
});

test('every word of the query must match', () => {
  expect(rankCommands(commands, 'last fr').map(({ id }) => id)).toEqual(['last-frame']);
  expect(rankCommands(commands, 'no such command')).toEqual([]);
});

test('an empty query lists every command in its order', () => {
  expect(rankCommands(commands, ' ')).toEqual(commands);
});

test('keywords are lower case, as the search compares them', () => {
  for (const { keywords } of commands) {
    expect(keywords).toEqual(keywords.map((keyword) => keyword.toLowerCase()));
  }
});
