import { expect, test } from 'vitest';
import { keyLabel, type Action } from './action.ts';
import { ACTIONS } from './actionTable.ts';
import { matchKey } from './keyHandler.ts';

const actions: readonly Action[] = ACTIONS;
const bindings = actions.flatMap(({ keys }) => keys);

test('ids, keys and signs are unique', () => {
  const ids = actions.map(({ id }) => id);
  const keys = bindings.map(({ code, shift, primary, alt }) =>
    JSON.stringify([code, shift, primary, alt]),
  );
  const signs = bindings.flatMap(({ sign }) => sign ?? []);
  for (const names of [ids, keys, signs]) {
    expect(new Set(names).size).toBe(names.length);
  }
});

test('every action has a label, and every key a name', () => {
  for (const { keys, label } of actions) {
    expect(label).not.toBe('');
    expect(keys.map(keyLabel)).not.toContain('');
    // No keyboard prints `BracketLeft`.
    for (const name of keys.map(keyLabel)) expect(name).not.toMatch(/[a-z][A-Z]/);
  }
});

const NO_MODIFIERS = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };

const press = (code: string, key: string, shiftKey = false) =>
  matchKey({ ...NO_MODIFIERS, code, key, shiftKey })?.action.id;

test('keys match by position, with and without Shift', () => {
  expect(press('ArrowLeft', 'ArrowLeft')).toBe('previous-frame');
  expect(press('ArrowLeft', 'ArrowLeft', true)).toBe('back-10-frames');
  expect(press('KeyJ', 'j')).toBe('play-reverse');
  // The same key on a Russian layout.
  expect(press('KeyJ', 'о')).toBe('play-reverse');
  expect(press('KeyQ', 'q')).toBeUndefined();
});

test('signs match on any layout', () => {
  expect(press('Slash', '/')).toBe('write-sentence');
  expect(press('Slash', '?', true)).toBe('shortcuts');
  // German: / is Shift and 7, ? is Shift and the key left of the accent.
  expect(press('Digit7', '/', true)).toBe('write-sentence');
  expect(press('Minus', '?', true)).toBe('shortcuts');
});

const chord = (code: string, key: string, modifiers: Partial<typeof NO_MODIFIERS>) =>
  matchKey({ ...NO_MODIFIERS, code, key, ...modifiers })?.action.id;

test('chords match the printed letter, with Ctrl or Command', () => {
  expect(chord('KeyZ', 'z', { ctrlKey: true })).toBe('undo');
  expect(chord('KeyZ', 'Z', { metaKey: true, shiftKey: true })).toBe('redo');
  // French: Z is where others have W.
  expect(chord('KeyW', 'z', { ctrlKey: true })).toBe('undo');
  expect(chord('KeyZ', 'w', { ctrlKey: true })).toBeUndefined();
  // Russian: no Latin letter is printed, so the position counts.
  expect(chord('KeyZ', 'я', { ctrlKey: true })).toBe('undo');
  expect(chord('ArrowUp', 'ArrowUp', { altKey: true })).toBe('move-up');
  expect(chord('KeyE', 'e', { ctrlKey: true })).toBeUndefined();
});

test('the match includes the pressed key of an action with many', () => {
  const match = matchKey({ ...NO_MODIFIERS, code: 'Digit3', key: '3' });
  expect(match?.action.id).toBe('select-object');
  expect(match?.binding.code).toBe('Digit3');
});
