import { expect, test } from 'vitest';
import { ACTIONS, keyName, type Action } from './actions.ts';
import { actionOfKey } from './keyHandler.ts';

const actions: readonly Action[] = ACTIONS;
const bindings = actions.flatMap(({ keys }) => keys);

test('no two actions have the same id, key or sign', () => {
  const ids = actions.map(({ id }) => id);
  const keys = bindings.map(({ code, shift }) => `${shift ? 'Shift ' : ''}${code}`);
  const signs = bindings.flatMap(({ sign }) => sign ?? []);
  for (const names of [ids, keys, signs]) {
    expect(new Set(names).size).toBe(names.length);
  }
});

test('every action has a key, a name for it and a label', () => {
  for (const { keys, label } of actions) {
    expect(keys.length).toBeGreaterThan(0);
    expect(label).not.toBe('');
    expect(keys.map(keyName)).not.toContain('');
  }
});

const press = (code: string, key: string, shiftKey = false) =>
  actionOfKey({ code, key, shiftKey })?.id;

test('keys are found by place, with and without Shift', () => {
  expect(press('ArrowLeft', 'ArrowLeft')).toBe('previous-frame');
  expect(press('ArrowLeft', 'ArrowLeft', true)).toBe('ten-back');
  expect(press('KeyJ', 'j')).toBe('step-back-repeatedly');
  // The same key on a Russian layout.
  expect(press('KeyJ', 'о')).toBe('step-back-repeatedly');
  expect(press('KeyQ', 'q')).toBeUndefined();
});

test('signs are found wherever the layout has them', () => {
  expect(press('Slash', '/')).toBe('write-expression');
  expect(press('Slash', '?', true)).toBe('shortcuts');
  // German: / is Shift and 7, ? is Shift and the key left of the accent.
  expect(press('Digit7', '/', true)).toBe('write-expression');
  expect(press('Minus', '?', true)).toBe('shortcuts');
});
