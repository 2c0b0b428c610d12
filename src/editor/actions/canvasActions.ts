import { FIT_VIEWPORT, panViewport, zoomViewport } from '../session/viewport.ts';
import { LOOK_NAMES, type LookName } from '../../core/mask/lookNames.ts';
import { LOOKS } from '../../rendering/looks/looks.ts';
import type { Action } from './action.ts';
import type { Earmark } from '../earmark.ts';
import { announce } from '../session/sessionStore.ts';
import { hasClip } from './conditions.ts';

const ZOOM_STEP = 1.5;
/** Share of the viewer's width or height. */
const PAN_STEP = 0.1;
const INITIAL_WIPE = 0.5;

const isZoomedIn = (earmark: Earmark): boolean =>
  hasClip(earmark) && earmark.canvas.getState().zoom.scale > 1;

export const showLook = ({ canvas, session }: Earmark, view: LookName): void => {
  canvas.setState({ view });
  announce(session, `View: ${LOOKS[view].label}`);
};

const stepLook =
  (step: 1 | -1) =>
  (earmark: Earmark): void => {
    const place = LOOK_NAMES.indexOf(earmark.canvas.getState().view) + step;
    const view = LOOK_NAMES[(place + LOOK_NAMES.length) % LOOK_NAMES.length];
    showLook(earmark, view ?? 'overlay');
  };

const zoomPicture =
  (factor: number) =>
  ({ canvas, session }: Earmark): void => {
    canvas.setState(({ zoom }) => ({ zoom: zoomViewport(zoom, factor, 0.5, 0.5) }));
    announce(session, `Zoom ${Math.round(100 * canvas.getState().zoom.scale)} %`);
  };

const panPicture =
  (right: number, down: number) =>
  ({ canvas }: Earmark): void =>
    canvas.setState(({ zoom }) => ({ zoom: panViewport(zoom, right, down) }));

/** Synonyms of the looks for the command palette. */
const LOOK_KEYWORDS: Readonly<Partial<Record<LookName, readonly string[]>>> = {
  overlay: ['colour overlay', 'mask overlay'],
  outline: ['contour', 'edges', 'border'],
  'cut-out': ['cutout', 'transparent background', 'alpha', 'checkerboard'],
  matte: ['mask', 'alpha matte', 'black and white'],
  dimmed: ['dim', 'darken background', 'spotlight'],
  blurred: ['blur', 'bokeh', 'out of focus'],
  grey: ['gray', 'greyscale', 'desaturate', 'background colour'],
  green: ['chroma key', 'keying'],
  colour: ['color', 'solid background', 'backdrop'],
  'object-blurred': ['blur a face', 'anonymise', 'anonymize', 'censor', 'number plate'],
  'object-pixelated': ['pixelate', 'mosaic', 'anonymise', 'anonymize', 'censor'],
  'object-blackened': ['black out', 'redact', 'censor bar'],
  'object-inverted': ['invert', 'negative'],
};

/** A view for the command palette; it has no key of its own. */
const lookAction = (view: LookName) =>
  ({
    id: `view-${view}` as const,
    label: `View: ${LOOKS[view].label.toLowerCase()}`,
    keywords: LOOK_KEYWORDS[view] ?? [],
    group: 'Viewer',
    keys: [],
    enabled: hasClip,
    perform: (earmark: Earmark) => showLook(earmark, view),
  }) as const satisfies Action;

export const CANVAS_ACTIONS = [
  {
    id: 'next-view',
    label: 'Next view',
    hint: 'overlay, outline, cut-out, matte, background',
    keywords: ['view mode', 'display mode', 'switch view'],
    group: 'Viewer',
    keys: [{ code: 'KeyV' }],
    enabled: hasClip,
    perform: stepLook(1),
  },
  {
    id: 'previous-view',
    label: 'Previous view',
    keywords: ['view mode back'],
    group: 'Viewer',
    keys: [{ code: 'KeyV', shift: true }],
    enabled: hasClip,
    perform: stepLook(-1),
  },
  ...LOOK_NAMES.map(lookAction),
  {
    id: 'wipe',
    label: 'Compare with the original',
    hint: 'side by side along a line',
    keywords: [
      'compare',
      'split view',
      'split screen',
      'wipe',
      'image wipe',
      'before after',
      'side by side',
    ],
    group: 'Viewer',
    keys: [{ code: 'KeyW' }],
    enabled: hasClip,
    perform: ({ canvas }) =>
      canvas.setState(({ wipe }) => ({ wipe: wipe === null ? INITIAL_WIPE : null })),
  },
  {
    id: 'zoom-in',
    label: 'Zoom in',
    keywords: ['zoom', 'magnify', 'larger', 'closer', 'enlarge'],
    group: 'Viewer',
    keys: [{ code: 'Equal', shift: true }],
    enabled: hasClip,
    perform: zoomPicture(ZOOM_STEP),
  },
  {
    id: 'zoom-out',
    label: 'Zoom out',
    keywords: ['smaller', 'farther', 'reduce'],
    group: 'Viewer',
    keys: [{ code: 'Minus', shift: true }],
    enabled: isZoomedIn,
    perform: zoomPicture(1 / ZOOM_STEP),
  },
  {
    id: 'zoom-to-fit',
    label: 'Zoom to fit',
    keywords: ['fit', 'reset zoom', '100%', 'whole picture', 'fit to window'],
    group: 'Viewer',
    keys: [{ code: 'KeyF' }],
    enabled: isZoomedIn,
    perform: ({ canvas, session }) => {
      canvas.setState({ zoom: FIT_VIEWPORT });
      announce(session, 'Zoomed to fit');
    },
  },
  {
    id: 'pan-left',
    label: 'Pan left',
    keywords: ['pan', 'scroll left'],
    group: 'Viewer',
    keys: [{ code: 'KeyA', shift: true }],
    enabled: isZoomedIn,
    perform: panPicture(PAN_STEP, 0),
  },
  {
    id: 'pan-right',
    label: 'Pan right',
    keywords: ['scroll right'],
    group: 'Viewer',
    keys: [{ code: 'KeyD', shift: true }],
    enabled: isZoomedIn,
    perform: panPicture(-PAN_STEP, 0),
  },
  {
    id: 'pan-up',
    label: 'Pan up',
    keywords: ['scroll up'],
    group: 'Viewer',
    keys: [{ code: 'KeyW', shift: true }],
    enabled: isZoomedIn,
    perform: panPicture(0, PAN_STEP),
  },
  {
    id: 'pan-down',
    label: 'Pan down',
    keywords: ['scroll down'],
    group: 'Viewer',
    keys: [{ code: 'KeyS', shift: true }],
    enabled: isZoomedIn,
    perform: panPicture(0, -PAN_STEP),
  },
  {
    id: 'full-screen',
    label: 'Full screen',
    labelNow: () => (document.fullscreenElement ? 'Leave full screen' : 'Full screen'),
    keywords: ['fullscreen', 'maximize', 'cinema', 'kiosk'],
    group: 'Viewer',
    keys: [{ code: 'KeyF', shift: true }],
    enabled: () => document.fullscreenEnabled,
    perform: ({ session }) => {
      const change = document.fullscreenElement
        ? document.exitFullscreen()
        : document.documentElement.requestFullscreen();
      change.catch(() => announce(session, 'The browser does not allow full screen now.'));
    },
  },
] as const satisfies readonly Action[];
