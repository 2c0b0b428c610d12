import type { Earmark } from '../earmark.ts';

/** A key by its place on the keyboard, whatever the layout prints on it. */
export type KeyBinding = {
  /** `KeyboardEvent.code`; with `primary`, the letter that is printed there counts instead. */
  readonly code: string;
  readonly shift?: true;
  /** Ctrl, and Command on a Mac. */
  readonly primary?: true;
  readonly alt?: true;
  /** `KeyboardEvent.key` that counts too, for layouts that have the sign elsewhere. */
  readonly sign?: string;
};

export const ACTION_GROUPS = [
  'Playing',
  'Moving',
  'Timeline',
  'Finding',
  'Objects',
  'Correcting',
  'Picture',
  'View and files',
] as const;
export type ActionGroup = (typeof ACTION_GROUPS)[number];

export type Action = {
  readonly id: string;
  readonly label: string;
  readonly group: ActionGroup;
  /** None for what is rarely done: the menus and the command palette have it. */
  readonly keys: readonly KeyBinding[];
  /** What the sheet shows instead of many keys. */
  readonly keysText?: string;
  /** Also works where text is typed. */
  readonly worksWhileTyping?: true;
  readonly enabled: (earmark: Earmark) => boolean;
  /** `binding` is the key that was pressed; undefined from a button, a menu or the palette. */
  readonly perform: (earmark: Earmark, binding?: KeyBinding) => void;
  /** For what lasts as long as the key is held. */
  readonly release?: (earmark: Earmark) => void;
  /** Makes no sense without its key: which one of them, or how long it is held. */
  readonly needsKey?: true;
};

/** Id of the expression box, the one element that a key brings the focus to. */
export const QUERY_INPUT_ID = 'expression';

const KEY_LABELS: Readonly<Record<string, string>> = {
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  PageUp: 'Page Up',
  PageDown: 'Page Down',
  NumpadEnter: 'Enter (keypad)',
  Escape: 'Esc',
  Comma: ',',
  Period: '.',
  BracketLeft: '[',
  BracketRight: ']',
  Equal: '+',
  Minus: '−',
  NumpadAdd: '+ (keypad)',
  NumpadSubtract: '− (keypad)',
};

const isMac = (): boolean =>
  typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.userAgent);

/** What a person reads on the keys: `Shift Left`, `Ctrl Z`, `?`. `KeyCap` shows it. */
export const keyLabel = ({ code, shift, primary, alt, sign }: KeyBinding): string => {
  const name = sign ?? KEY_LABELS[code] ?? code.replace(/^(?:Key|Digit)/, '');
  return [primary && (isMac() ? 'Cmd' : 'Ctrl'), alt && 'Alt', shift && !sign && 'Shift', name]
    .filter(Boolean)
    .join(' ');
};

/** The same for `aria-keyshortcuts`: `Control+Z`. */
export const ariaKeyShortcut = ({ code, shift, primary, alt, sign }: KeyBinding): string =>
  [
    primary && (isMac() ? 'Meta' : 'Control'),
    alt && 'Alt',
    shift && !sign && 'Shift',
    sign ?? code.replace(/^(?:Key|Digit)/, ''),
  ]
    .filter(Boolean)
    .join('+');
