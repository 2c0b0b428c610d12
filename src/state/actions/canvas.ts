import { FITTED, pannedPicture, zoomedPicture } from '../../core/pictureZoom.ts';
import { CANVAS_VIEWS, type CanvasView } from '../../player/canvasLook.ts';
import type { Action } from '../action.ts';
import type { Earmark } from '../earmark.ts';
import { announce } from '../sessionStore.ts';
import { hasClip } from './conditions.ts';

const ZOOM_STEP = 1.5;
/** Of the picture's place. */
const PAN_STEP = 0.1;
const WIPE_START = 0.5;

export const CANVAS_VIEW_NAMES: Readonly<Record<CanvasView, string>> = {
  overlay: 'Overlay',
  outline: 'Outline',
  'cut-out': 'Cut-out',
  matte: 'Matte',
  dimmed: 'Background dimmed',
  blurred: 'Background blurred',
  grey: 'Background grey',
};

const isZoomed = (earmark: Earmark): boolean =>
  hasClip(earmark) && earmark.canvas.getState().zoom.scale > 1;

export const showView = ({ canvas, session }: Earmark, view: CanvasView): void => {
  canvas.setState({ view });
  announce(session, `View: ${CANVAS_VIEW_NAMES[view]}`);
};

const stepView =
  (step: 1 | -1) =>
  (earmark: Earmark): void => {
    const place = CANVAS_VIEWS.indexOf(earmark.canvas.getState().view) + step;
    const view = CANVAS_VIEWS[(place + CANVAS_VIEWS.length) % CANVAS_VIEWS.length];
    showView(earmark, view ?? 'overlay');
  };

const zoomBy =
  (factor: number) =>
  ({ canvas, session }: Earmark): void => {
    canvas.setState(({ zoom }) => ({ zoom: zoomedPicture(zoom, factor, 0.5, 0.5) }));
    announce(session, `${Math.round(100 * canvas.getState().zoom.scale)} % of the fitted picture`);
  };

const panBy =
  (right: number, down: number) =>
  ({ canvas }: Earmark): void =>
    canvas.setState(({ zoom }) => ({ zoom: pannedPicture(zoom, right, down) }));

/** In the command palette, which finds them by name. */
const viewAction = <View extends CanvasView>(view: View) =>
  ({
    id: `view-${view}`,
    label: `View: ${CANVAS_VIEW_NAMES[view].toLowerCase()}`,
    group: 'Picture',
    keys: [],
    enabled: hasClip,
    perform: (earmark: Earmark) => showView(earmark, view),
  }) as const satisfies Action;

export const CANVAS_ACTIONS = [
  {
    id: 'next-view',
    label: 'Next view: overlay, outline, cut-out, matte, background …',
    group: 'Picture',
    keys: [{ code: 'KeyV' }],
    enabled: hasClip,
    perform: stepView(1),
  },
  {
    id: 'previous-view',
    label: 'Previous view',
    group: 'Picture',
    keys: [{ code: 'KeyV', shift: true }],
    enabled: hasClip,
    perform: stepView(-1),
  },
  viewAction('overlay'),
  viewAction('outline'),
  viewAction('cut-out'),
  viewAction('matte'),
  viewAction('dimmed'),
  viewAction('blurred'),
  viewAction('grey'),
  {
    id: 'wipe',
    label: 'Compare with the original, left and right of a line',
    group: 'Picture',
    keys: [{ code: 'KeyW' }],
    enabled: hasClip,
    perform: ({ canvas }) =>
      canvas.setState(({ wipe }) => ({ wipe: wipe === null ? WIPE_START : null })),
  },
  {
    id: 'zoom-picture-in',
    label: 'Picture larger',
    group: 'Picture',
    keys: [{ code: 'Equal', shift: true }],
    enabled: hasClip,
    perform: zoomBy(ZOOM_STEP),
  },
  {
    id: 'zoom-picture-out',
    label: 'Picture smaller',
    group: 'Picture',
    keys: [{ code: 'Minus', shift: true }],
    enabled: isZoomed,
    perform: zoomBy(1 / ZOOM_STEP),
  },
  {
    id: 'fit-picture',
    label: 'Fit the picture',
    group: 'Picture',
    keys: [{ code: 'KeyF' }],
    enabled: isZoomed,
    perform: ({ canvas, session }) => {
      canvas.setState({ zoom: FITTED });
      announce(session, 'The whole picture');
    },
  },
  {
    id: 'look-left',
    label: 'Look farther left in the picture',
    group: 'Picture',
    keys: [{ code: 'KeyA', shift: true }],
    enabled: isZoomed,
    perform: panBy(PAN_STEP, 0),
  },
  {
    id: 'look-right',
    label: 'Look farther right',
    group: 'Picture',
    keys: [{ code: 'KeyD', shift: true }],
    enabled: isZoomed,
    perform: panBy(-PAN_STEP, 0),
  },
  {
    id: 'look-up',
    label: 'Look farther up',
    group: 'Picture',
    keys: [{ code: 'KeyW', shift: true }],
    enabled: isZoomed,
    perform: panBy(0, PAN_STEP),
  },
  {
    id: 'look-down',
    label: 'Look farther down',
    group: 'Picture',
    keys: [{ code: 'KeyS', shift: true }],
    enabled: isZoomed,
    perform: panBy(0, -PAN_STEP),
  },
] as const satisfies readonly Action[];
