import type { Action } from './action.ts';
import type { Earmark } from '../earmark.ts';
import { always, hasClip, hasResult } from './conditions.ts';

const OPACITY_STEP = 0.1;

const changeOpacity =
  (change: number) =>
  ({ view }: Earmark): void =>
    view.setState(({ overlayOpacity }) => ({
      overlayOpacity: Math.min(1, Math.max(0, Math.round((overlayOpacity + change) * 100) / 100)),
    }));

export const VIEW_ACTIONS = [
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
    needsKey: true,
    enabled: hasClip,
    perform: ({ view }) => view.setState({ isOriginalShown: true }),
    release: ({ view }) => view.setState({ isOriginalShown: false }),
  },
  {
    id: 'save-project',
    label: 'Save the project as a file',
    group: 'View and files',
    keys: [{ code: 'KeyS', primary: true }],
    worksWhileTyping: true,
    enabled: hasClip,
    perform: ({ projects }) => void projects.save(),
  },
  {
    id: 'export',
    label: 'Export',
    group: 'View and files',
    keys: [{ code: 'KeyE' }],
    enabled: hasResult,
    perform: ({ view }) => view.setState({ sheet: 'export' }),
  },
  {
    id: 'copy-still',
    label: 'Copy this frame as a picture',
    group: 'View and files',
    keys: [],
    enabled: hasResult,
    perform: ({ exports, player }) => void exports.copyStill(player.playhead.value),
  },
  {
    id: 'copy-link',
    label: 'Copy a link to what is seen, without the clip',
    group: 'View and files',
    keys: [{ code: 'KeyC', shift: true }],
    enabled: hasClip,
    perform: ({ links }) => void links.copy(),
  },
  {
    id: 'commands',
    label: 'All commands',
    group: 'View and files',
    keys: [{ code: 'KeyK', primary: true }],
    worksWhileTyping: true,
    enabled: always,
    perform: ({ view }) => view.setState({ sheet: 'commands' }),
  },
  {
    id: 'tour',
    label: 'Show the tour of the editor',
    group: 'View and files',
    keys: [],
    enabled: hasClip,
    perform: ({ tour }) => tour.start(),
  },
  {
    id: 'timings',
    label: 'Timings: what is computed, decoded and kept',
    group: 'View and files',
    keys: [{ code: 'KeyT', shift: true }],
    enabled: always,
    perform: ({ view }) => view.setState({ sheet: 'timings' }),
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
