import type { Earmark } from '../earmark.ts';

/** A key by its position on the keyboard, independent of the layout. */
export type KeyBinding = {
  /** `KeyboardEvent.code`; with `primary` it is compared with the letter printed on the key. */
  readonly code: string;
  readonly shift?: true;
  /** Ctrl, and Command on a Mac. */
  readonly primary?: true;
  readonly alt?: true;
  /** A `KeyboardEvent.key` that matches as well, for layouts with the sign on another key. */
  readonly sign?: string;
};

export const ACTION_GROUPS = [
  'Playback',
  'Navigation',
  'Timeline',
  'Find',
  'Edit',
  'Objects',
  'Corrections',
  'Mask',
  'Viewer',
  'File',
  'Help',
] as const;
type ActionGroup = (typeof ACTION_GROUPS)[number];

export type Action = {
  readonly id: string;
  /** As editors call it; `docs/labels.md` compares the labels with those of other programs. */
  readonly label: string;
  /** The label in the present state where it differs: `Unlock` for a locked object. */
  readonly labelNow?: (earmark: Earmark) => string;
  /** What the label does not say. The list of shortcuts shows it. */
  readonly hint?: string;
  /** Synonyms in lower case, which the command palette finds too. */
  readonly keywords: readonly string[];
  readonly group: ActionGroup;
  /** Empty for rare actions: the menus and the command palette offer them. */
  readonly keys: readonly KeyBinding[];
  /** Shown in the list of shortcuts in place of many keys. */
  readonly keysText?: string;
  /** Also works while a text field has the focus. */
  readonly worksWhileTyping?: true;
  readonly enabled: (earmark: Earmark) => boolean;
  /** @param binding the pressed key; undefined from a button, a menu or the palette. */
  readonly perform: (earmark: Earmark, binding?: KeyBinding) => void;
  /** Called on key up, for actions that last while the key is held. */
  readonly release?: (earmark: Earmark) => void;
  /** Needs its key (which digit, or how long it is held), so the palette does not offer it. */
  readonly needsKey?: true;
};

/** The label of an action in the present state. */
export const currentLabel = (action: Action, earmark: Earmark): string =>
  action.labelNow?.(earmark) ?? action.label;

export const FILE_INPUT_ID = 'clip-file';
export const SLIDER_IDS = {
  presenceThreshold: 'presence-threshold',
  maskThreshold: 'mask-threshold',
  growPixels: 'mask-grow',
  featherPixels: 'mask-feather',
  fillHolesShare: 'mask-fill-holes',
  dropSpecksShare: 'mask-drop-specks',
  overlayOpacity: 'overlay-opacity',
} as const;

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
  Slash: '/',
  BracketLeft: '[',
  BracketRight: ']',
  Equal: '+',
  Minus: '−',
  NumpadAdd: '+ (keypad)',
  NumpadSubtract: '− (keypad)',
};

const isMac = (): boolean =>
  typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.userAgent);

/** The key as text for `KeyCap`: `Shift Left`, `Ctrl Z`, `?`. */
export const keyLabel = ({ code, shift, primary, alt, sign }: KeyBinding): string => {
  const name = sign ?? KEY_LABELS[code] ?? code.replace(/^(?:Key|Digit)/, '');
  return [primary && (isMac() ? 'Cmd' : 'Ctrl'), alt && 'Alt', shift && !sign && 'Shift', name]
    .filter(Boolean)
    .join(' ');
};
