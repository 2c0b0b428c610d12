import { FILE_INPUT_ID, type Action } from './action.ts';
import type { Earmark } from '../earmark.ts';
import { announce } from '../session/sessionStore.ts';
import { THEME_LABELS, THEMES, type Theme } from '../ui/themeStore.ts';
import { always, hasClip, hasResult } from './conditions.ts';

const OPACITY_STEP = 0.1;

const changeOpacity =
  (change: number) =>
  ({ view }: Earmark): void =>
    view.setState(({ overlayOpacity }) => ({
      overlayOpacity: Math.min(1, Math.max(0, Math.round((overlayOpacity + change) * 100) / 100)),
    }));

/** Synonyms of the themes for the command palette. */
const THEME_KEYWORDS: Readonly<Record<Theme, readonly string[]>> = {
  system: ['automatic', 'light or dark', 'colour scheme'],
  light: ['light', 'light mode', 'bright', 'day'],
  dark: ['dark', 'dark mode', 'night', 'black'],
};

/** A theme for the command palette; it has no key of its own. */
const themeAction = (theme: Theme) =>
  ({
    id: `theme-${theme}` as const,
    label: `Theme: ${THEME_LABELS[theme].toLowerCase()}`,
    keywords: ['theme', 'appearance', ...THEME_KEYWORDS[theme]],
    group: 'Viewer',
    keys: [],
    enabled: always,
    perform: (earmark: Earmark) => {
      earmark.theme.setState({ theme });
      announce(earmark.session, `Theme: ${THEME_LABELS[theme].toLowerCase()}`);
    },
  }) as const satisfies Action;

export const VIEW_ACTIONS = [
  {
    id: 'decrease-overlay-opacity',
    label: 'Decrease overlay opacity',
    keywords: ['fainter', 'transparency', 'more transparent', 'less opacity'],
    group: 'Viewer',
    keys: [{ code: 'BracketLeft', sign: '[' }],
    enabled: hasClip,
    perform: changeOpacity(-OPACITY_STEP),
  },
  {
    id: 'increase-overlay-opacity',
    label: 'Increase overlay opacity',
    keywords: ['stronger', 'less transparent', 'more opacity'],
    group: 'Viewer',
    keys: [{ code: 'BracketRight', sign: ']' }],
    enabled: hasClip,
    perform: changeOpacity(OPACITY_STEP),
  },
  {
    id: 'original',
    label: 'Show the original',
    hint: 'as long as the key is held',
    keywords: ['bypass', 'without overlay'],
    group: 'Viewer',
    keys: [{ code: 'Backslash', sign: '\\' }],
    needsKey: true,
    enabled: hasClip,
    perform: ({ view }) => view.setState({ isOriginalShown: true }),
    release: ({ view }) => view.setState({ isOriginalShown: false }),
  },
  ...THEMES.map(themeAction),
  {
    id: 'open-clip',
    label: 'Open clip',
    keywords: ['open', 'import', 'load', 'media', 'file', 'video', 'open project'],
    group: 'File',
    keys: [],
    enabled: always,
    perform: () => document.getElementById(FILE_INPUT_ID)?.click(),
  },
  {
    id: 'start-screen',
    label: 'Start screen',
    keywords: ['new', 'home', 'recent', 'close', 'samples', 'project manager'],
    group: 'File',
    keys: [],
    enabled: hasClip,
    perform: ({ player, view }) => {
      player.pause();
      view.setState({ page: 'start' });
    },
  },
  {
    id: 'save-project',
    label: 'Save project',
    keywords: ['save', 'save as', 'download project', 'store', 'backup'],
    group: 'File',
    keys: [{ code: 'KeyS', primary: true }],
    worksWhileTyping: true,
    enabled: hasClip,
    perform: ({ projects }) => void projects.save(),
  },
  {
    id: 'export',
    label: 'Export',
    keywords: [
      'render',
      'deliver',
      'download',
      'save masks',
      'output',
      'png',
      'mp4',
      'coco',
      'davis',
    ],
    group: 'File',
    keys: [{ code: 'KeyE' }],
    enabled: hasResult,
    perform: ({ view }) => view.setState({ sheet: 'export' }),
  },
  {
    id: 'bin',
    label: 'Bin of clips',
    hint: 'several clips, searched one after another',
    keywords: ['batch', 'queue', 'several clips', 'media pool', 'multiple files'],
    group: 'File',
    keys: [],
    enabled: always,
    perform: ({ view }) => view.setState({ sheet: 'bin' }),
  },
  {
    id: 'copy-still',
    label: 'Copy still',
    hint: 'this frame, to the clipboard',
    keywords: ['still', 'screenshot', 'snapshot', 'grab still', 'copy frame', 'clipboard'],
    group: 'File',
    keys: [],
    enabled: hasResult,
    perform: ({ exports, player }) => void exports.copyStill(player.playhead.value),
  },
  {
    id: 'copy-link',
    label: 'Copy link',
    hint: 'to these settings, without the clip',
    keywords: ['link', 'share', 'url'],
    group: 'File',
    keys: [{ code: 'KeyC', shift: true }],
    enabled: hasClip,
    perform: ({ links }) => void links.copy(),
  },
  {
    id: 'commands',
    label: 'Command palette',
    keywords: ['commands', 'all commands'],
    group: 'Help',
    keys: [{ code: 'KeyK', primary: true }],
    worksWhileTyping: true,
    enabled: always,
    perform: ({ view }) => view.setState({ sheet: 'commands' }),
  },
  {
    id: 'tour',
    label: 'Show the tour of the editor',
    keywords: ['tour', 'tutorial', 'introduction', 'getting started', 'welcome'],
    group: 'Help',
    keys: [],
    enabled: hasClip,
    perform: ({ tour }) => tour.start(),
  },
  {
    id: 'timings',
    label: 'Timings',
    hint: 'of the model, the decoder and the screen',
    keywords: ['statistics', 'performance', 'memory', 'diagnostics'],
    group: 'Help',
    keys: [{ code: 'KeyT', shift: true }],
    enabled: always,
    perform: ({ view }) => view.setState({ sheet: 'timings' }),
  },
  {
    id: 'shortcuts',
    label: 'Keyboard shortcuts',
    keywords: ['help', 'shortcut', 'keys', 'hotkeys', 'keymap', 'manual'],
    group: 'Help',
    keys: [{ code: 'Slash', shift: true, sign: '?' }],
    enabled: always,
    perform: ({ view }) => view.setState({ sheet: 'shortcuts' }),
  },
  {
    id: 'stored-data',
    label: 'Stored data',
    hint: 'what this browser keeps, and how to delete it',
    keywords: ['privacy', 'delete everything', 'clear storage', 'cookies', 'cache', 'forget'],
    group: 'Help',
    keys: [],
    enabled: always,
    perform: ({ view }) => view.setState({ sheet: 'stored-data' }),
  },
  {
    id: 'report-problem',
    label: 'Report a problem',
    hint: 'what helps to find a fault, without anything of the clip',
    keywords: ['feedback', 'bug', 'issue', 'support', 'contact', 'version', 'about'],
    group: 'Help',
    keys: [],
    enabled: always,
    perform: ({ view }) => view.setState({ sheet: 'report' }),
  },
] as const satisfies readonly Action[];
