import { expect, test } from 'vitest';
import { keyLabel, type Action } from './action.ts';
import { ACTIONS } from './actionTable.ts';
import { matchKey } from './keyHandler.ts';

const actions: readonly Action[] = ACTIONS;
const bindings = actions.flatMap(({ keys }) => keys);

test('no two actions have the same id, key or sign', () => {
  const ids = actions.map(({ id }) => id);
  const keys = bindings.map(({ code, shift, primary, alt }) =>
    JSON.stringify([code, shift, primary, alt]),
  );
  const signs = bindings.flatMap(({ sign }) => sign ?? []);
  for (const names of [ids, keys, signs]) {
    expect(new Set(names).size).toBe(names.length);
  }
});

test('every action has a label, and a name for each key', () => {
  for (const { keys, label } of actions) {
    expect(label).not.toBe('');
    expect(keys.map(keyLabel)).not.toContain('');
    // `BracketLeft` stands on no key.
    for (const name of keys.map(keyLabel)) expect(name).not.toMatch(/[a-z][A-Z]/);
  }
});

const NO_MODIFIERS = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };

const press = (code: string, key: string, shiftKey = false) =>
  matchKey({ ...NO_MODIFIERS, code, key, shiftKey })?.action.id;

test('keys are found by place, with and without Shift', () => {
  expect(press('ArrowLeft', 'ArrowLeft')).toBe('previous-frame');
  expect(press('ArrowLeft', 'ArrowLeft', true)).toBe('ten-back');
  expect(press('KeyJ', 'j')).toBe('play-backwards');
  // The same key on a Russian layout.
  expect(press('KeyJ', 'о')).toBe('play-backwards');
  expect(press('KeyQ', 'q')).toBeUndefined();
});

test('signs are found wherever the layout has them', () => {
  expect(press('Slash', '/')).toBe('write-expression');
  expect(press('Slash', '?', true)).toBe('shortcuts');
  // German: / is Shift and 7, ? is Shift and the key left of the accent.
  expect(press('Digit7', '/', true)).toBe('write-expression');
  expect(press('Minus', '?', true)).toBe('shortcuts');
});

const chord = (code: string, key: string, modifiers: Partial<typeof NO_MODIFIERS>) =>
  matchKey({ ...NO_MODIFIERS, code, key, ...modifiers })?.action.id;

test('chords go by the printed letter, with Ctrl or Command', () => {
  expect(chord('KeyZ', 'z', { ctrlKey: true })).toBe('undo');
  expect(chord('KeyZ', 'Z', { metaKey: true, shiftKey: true })).toBe('redo');
  // French: Z is where others have W.
  expect(chord('KeyW', 'z', { ctrlKey: true })).toBe('undo');
  expect(chord('KeyZ', 'w', { ctrlKey: true })).toBeUndefined();
  // Russian: no Latin letter is printed, so the place counts.
  expect(chord('KeyZ', 'я', { ctrlKey: true })).toBe('undo');
  expect(chord('ArrowUp', 'ArrowUp', { altKey: true })).toBe('move-up');
  expect(chord('KeyE', 'e', { ctrlKey: true })).toBeUndefined();
});

test('a key of many tells which one it was', () => {
  const match = matchKey({ ...NO_MODIFIERS, code: 'Digit3', key: '3' });
  expect(match?.action.id).toBe('select-object');
  expect(match?.binding.code).toBe('Digit3');
});
