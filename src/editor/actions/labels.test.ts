import { expect, test } from 'vitest';
import labels from '../../../docs/labels.md?raw';
import { keyLabel, type Action } from './action.ts';
import { ACTIONS } from './actionTable.ts';

const actions: readonly Action[] = ACTIONS;

/** Group, label and keys of each row of the table. */
const documented = labels
  .split('\n')
  .filter((line) => /^\| (?!Group|-)/.test(line))
  .map((line) =>
    line
      .split('|')
      .slice(1, 4)
      .map((cell) => cell.trim()),
  );

test('docs/labels.md lists every action with its group, label and keys', () => {
  expect(documented).toEqual(
    actions.map(({ group, label, keys, keysText }) => {
      const keyTexts = keysText ?? keys.map(keyLabel).join(', ');
      return [group, label, keyTexts === '' ? '' : `\`${keyTexts}\``];
    }),
  );
});

test('labels are short, and speak of objects', () => {
  for (const { label, hint, keywords } of actions) {
    expect(label.length).toBeLessThanOrEqual(28);
    expect(label).toMatch(/^[A-Z]/);
    expect(label).not.toMatch(/[;.]$|\bit\b/);
    expect([label, hint, ...keywords].join(' ')).not.toMatch(/\bthings?\b/);
  }
});

test('no two actions have the same label', () => {
  expect(new Set(actions.map(({ label }) => label)).size).toBe(actions.length);
});
