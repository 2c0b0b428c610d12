import type { Action, KeyBinding } from './action.ts';
import { ACTIONS } from './actionTable.ts';
import type { Earmark } from '../earmark.ts';

type KeyPress = Pick<KeyboardEvent, 'code' | 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>;

type KeyMatch = { readonly action: Action; readonly binding: KeyBinding };

const actions: readonly Action[] = ACTIONS;

const findMatch = (matches: (binding: KeyBinding) => boolean): KeyMatch | undefined => {
  for (const action of actions) {
    const binding = action.keys.find(matches);
    if (binding) {
      return { action, binding };
    }
  }
  return undefined;
};

/** Chords go by the printed letter, as in other programs: Ctrl Z is the key with Z on it. */
const chordCode = ({ code, key }: KeyPress): string =>
  /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : code;

/** Finds the binding of a key press. Signs (`/`, `?`, `[`) match before positions. */
export const matchKey = (press: KeyPress): KeyMatch | undefined => {
  const isPrimary = press.ctrlKey || press.metaKey;
  const code = isPrimary ? chordCode(press) : press.code;
  const bySign =
    isPrimary || press.altKey ? undefined : findMatch(({ sign }) => sign === press.key);
  return (
    bySign ??
    findMatch(
      (binding) =>
        binding.code === code &&
        (binding.shift ?? false) === press.shiftKey &&
        (binding.primary ?? false) === isPrimary &&
        (binding.alt ?? false) === press.altKey,
    )
  );
};

/** What is closing has done its work, though it keeps the focus until it has faded out. */
const OPEN_POPUPS = ['dialog', 'listbox', 'menu']
  .map((role) => `[role="${role}"]:not([data-closed], [data-closed] *)`)
  .join();
const TEXT_FIELDS =
  'textarea, select, [contenteditable], input:not([type="checkbox"], [type="radio"], [type="range"])';
/** Controls that use the arrow keys, or Space and Enter, themselves. */
const ARROW_KEY_CONTROLS =
  'input[type="range"], input[type="radio"], [role="slider"]:not([data-timeline])';
const ACTIVATION_KEY_CONTROLS = 'button, a[href], summary, input, [role="switch"]';
const ARROW_KEYS = new Set([
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Home',
  'End',
  'PageUp',
  'PageDown',
]);
const ACTIVATION_KEYS = new Set(['Space', 'Enter', 'NumpadEnter']);

/** Whether the focused element handles the key itself. */
const isHandledByTarget = (target: Element, press: KeyPress, action: Action): boolean => {
  if (target.closest(OPEN_POPUPS)) {
    return true;
  }
  if (target.matches(TEXT_FIELDS)) {
    return !action.worksWhileTyping;
  }
  return (
    (ARROW_KEYS.has(press.code) && target.matches(ARROW_KEY_CONTROLS)) ||
    (ACTIVATION_KEYS.has(press.code) && target.matches(ACTIVATION_KEY_CONTROLS))
  );
};

/** Listens for the keys of the action table. Returns a function that stops listening. */
export const handleKeys = (earmark: Earmark): (() => void) => {
  const listening = new AbortController();
  const { signal } = listening;
  /** Actions that last until key up, by `KeyboardEvent.code`. */
  const held = new Map<string, Action>();

  const releaseAll = (): void => {
    for (const action of held.values()) {
      action.release?.(earmark);
    }
    held.clear();
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    // keyCode is 229 while an input method composes a word.
    const isComposing = event.isComposing || event.keyCode === 229;
    if (isComposing || event.defaultPrevented) {
      return;
    }
    const { code, key, shiftKey, ctrlKey, metaKey, altKey } = event;
    // AltGr, which types [ or \\ on some layouts, is reported as Ctrl and Alt.
    const match = matchKey(
      event.getModifierState('AltGraph')
        ? { code, key, shiftKey, ctrlKey: false, metaKey: false, altKey: false }
        : { code, key, shiftKey, ctrlKey, metaKey, altKey },
    );
    const target = event.target instanceof Element ? event.target : document.body;
    if (
      !match ||
      isHandledByTarget(target, event, match.action) ||
      !match.action.enabled(earmark)
    ) {
      return;
    }
    const { action, binding } = match;
    event.preventDefault();
    if (action.release) {
      if (held.has(event.code)) {
        return;
      }
      held.set(event.code, action);
    }
    action.perform(earmark, binding);
  };

  const onKeyUp = (event: KeyboardEvent): void => {
    held.get(event.code)?.release?.(earmark);
    held.delete(event.code);
  };

  window.addEventListener('keydown', onKeyDown, { signal });
  window.addEventListener('keyup', onKeyUp, { signal });
  // A key that is released in another window sends no keyup event here.
  window.addEventListener('blur', releaseAll, { signal });
  return () => {
    releaseAll();
    listening.abort();
  };
};
