import { ACTIONS, type Action, type KeyBinding } from './actions.ts';
import type { Earmark } from './earmark.ts';

export type KeyPress = Pick<KeyboardEvent, 'code' | 'key' | 'shiftKey'>;

const actionWith = (matches: (binding: KeyBinding) => boolean): Action | undefined =>
  ACTIONS.find(({ keys }) => keys.some(matches));

/** The sign that a key writes says more than its place, for the actions that are named by a sign. */
export const actionOfKey = ({ code, key, shiftKey }: KeyPress): Action | undefined =>
  actionWith(({ sign }) => sign === key) ??
  actionWith((binding) => binding.code === code && (binding.shift ?? false) === shiftKey);

const TEXT =
  'textarea, select, [contenteditable], input:not([type="checkbox"], [type="radio"], [type="range"])';
/** These have a use of their own for the arrows, or for Space and Enter. */
const TAKES_ARROWS =
  'input[type="range"], input[type="radio"], [role="slider"]:not([data-timeline])';
const TAKES_PRESSES = 'button, a[href], summary, input, [role="switch"]';
const MOVES = new Set([
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Home',
  'End',
  'PageUp',
  'PageDown',
]);
const PRESSES = new Set(['Space', 'Enter', 'NumpadEnter']);

/** Whether the focused element needs the key for itself. */
export const isTaken = (target: Element, press: KeyPress, action: Action): boolean => {
  if (target.closest('[role="dialog"], [role="listbox"]')) {
    return true;
  }
  if (target.matches(TEXT)) {
    return !action.whileTyping;
  }
  return (
    (MOVES.has(press.code) && target.matches(TAKES_ARROWS)) ||
    (PRESSES.has(press.code) && target.matches(TAKES_PRESSES))
  );
};

/** Listens for every key of the action table. Returns how to stop. */
export const handleKeys = (earmark: Earmark): (() => void) => {
  const listening = new AbortController();
  const { signal } = listening;
  /** Actions that last until their key goes up, by code. */
  const held = new Map<string, Action>();

  const releaseAll = (): void => {
    for (const action of held.values()) {
      action.release?.(earmark);
    }
    held.clear();
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    // 229 is what keys are while an input method composes a word.
    const isComposing = event.isComposing || event.keyCode === 229;
    // Layouts that write [ or \\ with AltGr report it as Ctrl and Alt.
    const isChord = event.ctrlKey || event.metaKey || event.altKey;
    const isAltGraph = event.getModifierState('AltGraph');
    if (isComposing || (isChord && !isAltGraph) || event.defaultPrevented) {
      return;
    }
    const action = actionOfKey(event);
    const target = event.target instanceof Element ? event.target : document.body;
    if (!action || isTaken(target, event, action) || !action.enabled(earmark)) {
      return;
    }
    event.preventDefault();
    if (action.release) {
      if (held.has(event.code)) {
        return;
      }
      held.set(event.code, action);
    }
    action.perform(earmark);
  };

  const onKeyUp = (event: KeyboardEvent): void => {
    held.get(event.code)?.release?.(earmark);
    held.delete(event.code);
  };

  window.addEventListener('keydown', onKeyDown, { signal });
  window.addEventListener('keyup', onKeyUp, { signal });
  // A key that goes up in another window is never heard of here.
  window.addEventListener('blur', releaseAll, { signal });
  return () => {
    releaseAll();
    listening.abort();
  };
};
