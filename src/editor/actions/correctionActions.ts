import { BRUSH_LIMITS } from '../../core/mask/brushStroke.ts';
import type { CanvasTool, PointMode } from '../session/canvasStore.ts';
import type { Action } from './action.ts';
import type { Earmark } from '../earmark.ts';
import { announce } from '../session/sessionStore.ts';
import { hasClip, hasUnlockedObject, currentObject } from './conditions.ts';

const BRUSH_RADIUS_FACTOR = 1.25;

const TOOL_ANNOUNCEMENTS: Readonly<Record<CanvasTool, string>> = {
  none: 'The tool is off.',
  point:
    'Point: click on anything, or go through what is seen with the arrow keys and press Enter.',
  brush: 'Brush: drag on the picture, or move with the arrow keys and press Space to paint.',
  lasso:
    'Lasso: draw around a part of the picture, or click corner by corner and press Enter to close.',
  'not-this': 'Click on what is not meant, or move there with the arrow keys and press Space.',
};

/** Activates a tool, or deactivates it when it is active. */
export const toggleTool = ({ canvas, player, session }: Earmark, wanted: CanvasTool): void => {
  const tool = canvas.getState().tool === wanted ? 'none' : wanted;
  player.pause();
  canvas.setState({ tool, toolHint: '' });
  announce(session, TOOL_ANNOUNCEMENTS[tool]);
};

const toggleOnionSkin = ({ canvas, session }: Earmark): void => {
  canvas.setState(({ isOnionSkinShown }) => ({ isOnionSkinShown: !isOnionSkinShown }));
  announce(
    session,
    canvas.getState().isOnionSkinShown
      ? 'The outlines of the neighbouring frames are shown.'
      : 'The outlines of the neighbouring frames are hidden.',
  );
};

const POINT_MODES: readonly PointMode[] = ['new', 'add', 'remove'];
const POINT_MODE_ANNOUNCEMENTS: Readonly<Record<PointMode, string>> = {
  new: 'A click makes a new object.',
  add: 'A click adds to the object.',
  remove: 'A click removes from the object.',
};

export const setPointMode = ({ canvas, session }: Earmark, pointMode: PointMode): void => {
  canvas.setState({ pointMode });
  announce(session, POINT_MODE_ANNOUNCEMENTS[pointMode]);
};

export const resizeBrush =
  (factor: number) =>
  ({ canvas, session }: Pick<Earmark, 'canvas' | 'session'>): void => {
    canvas.setState(({ brush }) => ({
      brush: {
        ...brush,
        radius: Math.min(
          BRUSH_LIMITS.maxRadius,
          Math.max(BRUSH_LIMITS.minRadius, brush.radius * factor),
        ),
      },
    }));
    const { radius } = canvas.getState().brush;
    announce(session, `Brush size ${(200 * radius).toFixed(1)} % of the picture’s width`);
  };

const isBrushActive = (earmark: Earmark): boolean => earmark.canvas.getState().tool === 'brush';
const isPainting = (earmark: Earmark): boolean =>
  isBrushActive(earmark) || earmark.canvas.getState().tool === 'lasso';

export const CORRECTION_ACTIONS = [
  {
    id: 'point',
    label: 'Point',
    hint: 'click on anything to make it an object; Shift adds, Alt removes; again to leave',
    keywords: [
      'click',
      'pick',
      'what is this',
      'select instance',
      'magic wand',
      'box',
      'rectangle',
    ],
    group: 'Corrections',
    keys: [{ code: 'KeyP' }],
    enabled: hasClip,
    perform: (earmark) => toggleTool(earmark, 'point'),
  },
  {
    id: 'next-point-mode',
    label: 'Next point mode',
    hint: 'a click makes a new object, adds to the object, removes from it',
    keywords: ['plus', 'minus', 'add', 'subtract', 'positive', 'negative'],
    group: 'Corrections',
    keys: [{ code: 'KeyP', shift: true }],
    enabled: (earmark) => earmark.canvas.getState().tool === 'point' && hasUnlockedObject(earmark),
    perform: (earmark) => {
      const at = POINT_MODES.indexOf(earmark.canvas.getState().pointMode);
      setPointMode(earmark, POINT_MODES[(at + 1) % POINT_MODES.length] ?? 'new');
    },
  },
  {
    id: 'brush',
    label: 'Brush',
    hint: 'paints on the mask of this frame, with Alt erases; the wheel changes its size; again to leave',
    keywords: ['paint', 'draw', 'correct', 'paint and erase', 'edit mask', 'roto'],
    group: 'Corrections',
    keys: [{ code: 'KeyB' }],
    enabled: hasUnlockedObject,
    perform: (earmark) => toggleTool(earmark, 'brush'),
  },
  {
    id: 'lasso',
    label: 'Lasso',
    hint: 'draws around a part of the mask of this frame, with Alt erases it; again to leave',
    keywords: ['outline', 'polygon', 'free hand', 'freehand', 'select area', 'roto', 'draw around'],
    group: 'Corrections',
    // L plays forwards, as in every editor of film.
    keys: [{ code: 'KeyD' }],
    enabled: hasUnlockedObject,
    perform: (earmark) => toggleTool(earmark, 'lasso'),
  },
  {
    id: 'eraser',
    label: 'Eraser',
    hint: 'switches the brush and the lasso between add and erase',
    keywords: ['erase', 'rubber', 'subtract', 'remove from mask', 'brush mode'],
    group: 'Corrections',
    keys: [{ code: 'KeyB', shift: true }],
    enabled: isPainting,
    perform: ({ canvas, session }) => {
      canvas.setState(({ brush }) => ({
        brush: { ...brush, mode: brush.mode === 'add' ? 'erase' : 'add' },
      }));
      announce(
        session,
        canvas.getState().brush.mode === 'add' ? 'Painting adds.' : 'Painting erases.',
      );
    },
  },
  {
    id: 'decrease-brush-size',
    label: 'Decrease brush size',
    keywords: ['smaller brush', 'brush radius'],
    group: 'Corrections',
    keys: [{ code: 'BracketLeft', shift: true }],
    enabled: isBrushActive,
    perform: resizeBrush(1 / BRUSH_RADIUS_FACTOR),
  },
  {
    id: 'increase-brush-size',
    label: 'Increase brush size',
    keywords: ['larger brush', 'bigger brush', 'brush size', 'brush radius'],
    group: 'Corrections',
    keys: [{ code: 'BracketRight', shift: true }],
    enabled: isBrushActive,
    perform: resizeBrush(BRUSH_RADIUS_FACTOR),
  },
  {
    id: 'onion-skin',
    label: 'Onion skin',
    hint: 'shows the outlines of the masks of the previous and the next frame while painting',
    keywords: ['onion skinning', 'ghost', 'light table', 'neighbouring frames', 'previous mask'],
    group: 'Corrections',
    keys: [{ code: 'KeyO', shift: true }],
    enabled: isPainting,
    perform: toggleOnionSkin,
  },
  {
    id: 'propagate-strokes',
    label: 'Propagate strokes',
    hint: 'to the neighbouring frames',
    keywords: ['propagate', 'track', 'carry', 'apply to other frames', 'interpolate'],
    group: 'Corrections',
    keys: [{ code: 'KeyC' }],
    enabled: hasUnlockedObject,
    perform(earmark) {
      const object = currentObject(earmark);
      if (object) {
        void earmark.corrections.propagateStrokes(object.id, earmark.player.playhead.value);
      }
    },
  },
  {
    id: 'clear-strokes-in-range',
    label: 'Clear strokes in to out',
    keywords: ['erase strokes', 'remove painting', 'clear corrections'],
    group: 'Corrections',
    keys: [],
    enabled: (earmark) =>
      hasUnlockedObject(earmark) && earmark.project.store.getState().range !== null,
    perform(earmark) {
      const object = currentObject(earmark);
      if (object) {
        earmark.corrections.clearStrokesInRange(object.id);
      }
    },
  },
  {
    id: 'not-this',
    label: 'Not this',
    hint: 'click on an object that is not meant; again to leave',
    keywords: ['exclude', 'negative', 'wrong object', 'false positive', 'remove instance'],
    group: 'Corrections',
    keys: [{ code: 'KeyT' }],
    enabled: hasUnlockedObject,
    perform: (earmark) => toggleTool(earmark, 'not-this'),
  },
] as const satisfies readonly Action[];
