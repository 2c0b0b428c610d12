import { FIT_VIEWPORT, panViewport, zoomViewport } from '../session/viewport.ts';
import { LOOK_NAMES, type LookName } from '../../core/mask/lookNames.ts';
import { LOOKS } from '../../rendering/looks/looks.ts';
import type { Action } from './action.ts';
import type { Earmark } from '../earmark.ts';
import { announce } from '../session/sessionStore.ts';
import { hasClip } from './conditions.ts';

const ZOOM_STEP = 1.5;
/** Of the picture's place. */
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
    announce(session, `${Math.round(100 * canvas.getState().zoom.scale)} % of the fitted picture`);
  };

const panPicture =
  (right: number, down: number) =>
  ({ canvas }: Earmark): void =>
    canvas.setState(({ zoom }) => ({ zoom: panViewport(zoom, right, down) }));

/** In the command palette, which finds them by name. */
const lookAction = (view: LookName) =>
  ({
    id: `view-${view}` as const,
    label: `View: ${LOOKS[view].label.toLowerCase()}`,
    group: 'Picture',
    keys: [],
    enabled: hasClip,
    perform: (earmark: Earmark) => showLook(earmark, view),
  }) as const satisfies Action;

export const CANVAS_ACTIONS = [
  {
    id: 'next-view',
    label: 'Next view: overlay, outline, cut-out, matte, background …',
    group: 'Picture',
    keys: [{ code: 'KeyV' }],
    enabled: hasClip,
    perform: stepLook(1),
  },
  {
    id: 'previous-view',
    label: 'Previous view',
    group: 'Picture',
    keys: [{ code: 'KeyV', shift: true }],
    enabled: hasClip,
    perform: stepLook(-1),
  },
  ...LOOK_NAMES.map(lookAction),
  {
    id: 'wipe',
    label: 'Compare with the original, left and right of a line',
    group: 'Picture',
    keys: [{ code: 'KeyW' }],
    enabled: hasClip,
    perform: ({ canvas }) =>
      canvas.setState(({ wipe }) => ({ wipe: wipe === null ? INITIAL_WIPE : null })),
  },
  {
    id: 'zoom-picture-in',
    label: 'Picture larger',
    group: 'Picture',
    keys: [{ code: 'Equal', shift: true }],
    enabled: hasClip,
    perform: zoomPicture(ZOOM_STEP),
  },
  {
    id: 'zoom-picture-out',
    label: 'Picture smaller',
    group: 'Picture',
    keys: [{ code: 'Minus', shift: true }],
    enabled: isZoomedIn,
    perform: zoomPicture(1 / ZOOM_STEP),
  },
  {
    id: 'fit-picture',
    label: 'Fit the picture',
    group: 'Picture',
    keys: [{ code: 'KeyF' }],
    enabled: isZoomedIn,
    perform: ({ canvas, session }) => {
      canvas.setState({ zoom: FIT_VIEWPORT });
      announce(session, 'The whole picture');
    },
  },
  {
    id: 'look-left',
    label: 'Look farther left in the picture',
    group: 'Picture',
    keys: [{ code: 'KeyA', shift: true }],
    enabled: isZoomedIn,
    perform: panPicture(PAN_STEP, 0),
  },
  {
    id: 'look-right',
    label: 'Look farther right',
    group: 'Picture',
    keys: [{ code: 'KeyD', shift: true }],
    enabled: isZoomedIn,
    perform: panPicture(-PAN_STEP, 0),
  },
  {
    id: 'look-up',
    label: 'Look farther up',
    group: 'Picture',
    keys: [{ code: 'KeyW', shift: true }],
    enabled: isZoomedIn,
    perform: panPicture(0, PAN_STEP),
  },
  {
    id: 'look-down',
    label: 'Look farther down',
    group: 'Picture',
    keys: [{ code: 'KeyS', shift: true }],
    enabled: isZoomedIn,
    perform: panPicture(0, -PAN_STEP),
  },
] as const satisfies readonly Action[];
