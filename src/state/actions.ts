import type { Earmark } from './earmark.ts';
import { nextStateChange } from './result.ts';
import { presenceThresholdOf, runningResult, selectedResult } from './sessionStore.ts';

/** A key by its place on the keyboard, whatever the layout prints on it. */
export type KeyBinding = {
  /** `KeyboardEvent.code`. */
  readonly code: string;
  readonly shift?: true;
  /** `KeyboardEvent.key` that counts too, for layouts that have the sign elsewhere. */
  readonly sign?: string;
};

export type ActionGroup = 'Playing' | 'Moving' | 'Finding' | 'View and files';

export type Action = {
  readonly id: string;
  readonly label: string;
  readonly group: ActionGroup;
  readonly keys: readonly KeyBinding[];
  /** Also works where text is typed. */
  readonly whileTyping?: true;
  readonly enabled: (earmark: Earmark) => boolean;
  readonly perform: (earmark: Earmark) => void;
  /** For what lasts as long as the key is held. */
  readonly release?: (earmark: Earmark) => void;
};

/** Id of the expression box, the one element that a key brings the focus to. */
export const EXPRESSION_BOX_ID = 'expression';

const HOP_FRAMES = 10;
const OPACITY_STEP = 0.1;
const FORWARD_RATES = [1, 2, 4];

const hasClip = ({ session, view }: Earmark): boolean =>
  session.getState().clip !== null && view.getState().page === 'editor';

const hasResult = (earmark: Earmark): boolean =>
  hasClip(earmark) && selectedResult(earmark.session.getState()) !== null;

const always = (): boolean => true;

const stepBy =
  (frames: number) =>
  ({ player }: Earmark): void => {
    if (player.transport.getState().motion !== 'paused') {
      player.pause();
    }
    player.seek(player.playhead.value + frames);
  };

const changeOpacity =
  (change: number) =>
  ({ view }: Earmark): void =>
    view.setState(({ overlayOpacity }) => ({
      overlayOpacity: Math.min(1, Math.max(0, Math.round((overlayOpacity + change) * 100) / 100)),
    }));

const goToChange =
  (direction: 1 | -1) =>
  ({ session, player }: Earmark): void => {
    const state = session.getState();
    const result = selectedResult(state);
    if (!result) {
      return;
    }
    const threshold = presenceThresholdOf(state, result);
    const frameIndex = nextStateChange(result, player.playhead.value, direction, threshold);
    if (frameIndex !== null) {
      player.pause();
      player.seek(frameIndex);
    }
  };

const playFaster = ({ player }: Earmark): void => {
  const { motion, rate } = player.transport.getState();
  if (motion === 'playing') {
    player.setRate(FORWARD_RATES.find((faster) => faster > rate) ?? rate);
  } else {
    player.play();
  }
};

/**
 * The one list of what can be done by key: the key handler, the tooltips and the sheet of shortcuts
 * are all made from it.
 */
export const ACTIONS = [
  {
    id: 'play',
    label: 'Play or pause',
    group: 'Playing',
    keys: [{ code: 'Space' }],
    enabled: hasClip,
    perform: ({ player }) =>
      player.transport.getState().motion === 'paused' ? player.play() : player.pause(),
  },
  {
    id: 'pause',
    label: 'Pause, and back to normal speed',
    group: 'Playing',
    keys: [{ code: 'KeyK' }],
    enabled: hasClip,
    perform: ({ player }) => {
      player.pause();
      player.setRate(1);
    },
  },
  {
    id: 'step-back-repeatedly',
    label: 'Step back again and again (silent, as fast as frames decode)',
    group: 'Playing',
    keys: [{ code: 'KeyJ' }],
    enabled: hasClip,
    perform: ({ player }) => player.stepBackRepeatedly(),
  },
  {
    id: 'play-faster',
    label: 'Play; again for 2× and 4×',
    group: 'Playing',
    keys: [{ code: 'KeyL' }],
    enabled: hasClip,
    perform: playFaster,
  },
  {
    id: 'mute',
    label: 'Mute',
    group: 'Playing',
    keys: [{ code: 'KeyM' }],
    enabled: hasClip,
    perform: ({ view }) => view.setState(({ isMuted }) => ({ isMuted: !isMuted })),
  },
  {
    id: 'previous-frame',
    label: 'Previous frame',
    group: 'Moving',
    keys: [{ code: 'ArrowLeft' }, { code: 'Comma' }],
    enabled: hasClip,
    perform: stepBy(-1),
  },
  {
    id: 'next-frame',
    label: 'Next frame',
    group: 'Moving',
    keys: [{ code: 'ArrowRight' }, { code: 'Period' }],
    enabled: hasClip,
    perform: stepBy(1),
  },
  {
    id: 'ten-back',
    label: '10 frames back',
    group: 'Moving',
    keys: [{ code: 'ArrowLeft', shift: true }, { code: 'PageDown' }],
    enabled: hasClip,
    perform: stepBy(-HOP_FRAMES),
  },
  {
    id: 'ten-on',
    label: '10 frames on',
    group: 'Moving',
    keys: [{ code: 'ArrowRight', shift: true }, { code: 'PageUp' }],
    enabled: hasClip,
    perform: stepBy(HOP_FRAMES),
  },
  {
    id: 'first-frame',
    label: 'First frame',
    group: 'Moving',
    keys: [{ code: 'Home' }],
    enabled: hasClip,
    perform: stepBy(-Infinity),
  },
  {
    id: 'last-frame',
    label: 'Last frame',
    group: 'Moving',
    keys: [{ code: 'End' }],
    enabled: hasClip,
    perform: stepBy(Infinity),
  },
  {
    id: 'previous-change',
    label: 'Back to where it appears or vanishes',
    group: 'Moving',
    keys: [{ code: 'ArrowUp' }],
    enabled: hasResult,
    perform: goToChange(-1),
  },
  {
    id: 'next-change',
    label: 'On to where it appears or vanishes',
    group: 'Moving',
    keys: [{ code: 'ArrowDown' }],
    enabled: hasResult,
    perform: goToChange(1),
  },
  {
    id: 'write-expression',
    label: 'Write what to find',
    group: 'Finding',
    keys: [{ code: 'Slash', sign: '/' }],
    enabled: hasClip,
    perform: () => document.getElementById(EXPRESSION_BOX_ID)?.focus(),
  },
  {
    id: 'run',
    label: 'Find what is written',
    group: 'Finding',
    keys: [{ code: 'Enter' }, { code: 'NumpadEnter' }],
    enabled: hasClip,
    perform: ({ session, runs }) => void runs.start(session.getState().expression),
  },
  {
    id: 'cancel',
    label: 'Stop finding',
    group: 'Finding',
    keys: [{ code: 'Escape' }],
    whileTyping: true,
    enabled: ({ session }) => runningResult(session.getState()) !== null,
    perform: ({ runs }) => runs.cancel(),
  },
  {
    id: 'less-opacity',
    label: 'Fainter overlay',
    group: 'View and files',
    keys: [{ code: 'BracketLeft', sign: '[' }],
    enabled: hasClip,
    perform: changeOpacity(-OPACITY_STEP),
  },
  {
    id: 'more-opacity',
    label: 'Stronger overlay',
    group: 'View and files',
    keys: [{ code: 'BracketRight', sign: ']' }],
    enabled: hasClip,
    perform: changeOpacity(OPACITY_STEP),
  },
  {
    id: 'original',
    label: 'Show the original (hold)',
    group: 'View and files',
    keys: [{ code: 'Backslash', sign: '\\' }],
    enabled: hasClip,
    perform: ({ view }) => view.setState({ isOriginalShown: true }),
    release: ({ view }) => view.setState({ isOriginalShown: false }),
  },
  {
    id: 'export',
    label: 'Export masks',
    group: 'View and files',
    keys: [{ code: 'KeyE' }],
    enabled: hasResult,
    perform: ({ view }) => view.setState({ sheet: 'export' }),
  },
  {
    id: 'shortcuts',
    label: 'Keyboard shortcuts',
    group: 'View and files',
    keys: [{ code: 'Slash', shift: true, sign: '?' }],
    enabled: always,
    perform: ({ view }) => view.setState({ sheet: 'shortcuts' }),
  },
] as const satisfies readonly Action[];

export type ActionId = (typeof ACTIONS)[number]['id'];

export const actionById = (id: ActionId): Action => {
  const action: Action | undefined = ACTIONS.find((candidate) => candidate.id === id);
  if (!action) {
    throw new Error(`No action is called ${id}.`);
  }
  return action;
};

const KEY_NAMES: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  PageUp: 'Page ↑',
  PageDown: 'Page ↓',
  NumpadEnter: 'Enter (keypad)',
  Escape: 'Esc',
  Comma: ',',
  Period: '.',
};

/** What a person reads on the key: `Shift ←`, `M`, `?`. */
export const keyName = ({ code, shift, sign }: KeyBinding): string => {
  const name = sign ?? KEY_NAMES[code] ?? code.replace(/^Key/, '');
  return shift && !sign ? `Shift ${name}` : name;
};
