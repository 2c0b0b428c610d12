import { BRUSH_LIMITS } from '../../core/mask/brushStroke.ts';
import type { CanvasTool } from '../session/canvasStore.ts';
import type { Action } from './action.ts';
import type { Earmark } from '../earmark.ts';
import { announce } from '../session/sessionStore.ts';
import { hasUnlockedObject, currentObject } from './conditions.ts';

const BRUSH_RADIUS_FACTOR = 1.25;

const TOOL_ANNOUNCEMENTS: Readonly<Record<CanvasTool, string>> = {
  none: 'The tool is off.',
  brush: 'Brush: drag on the picture, or move with the arrow keys and press Space to paint.',
  'not-this': 'Click on what is not meant, or move there with the arrow keys and press Space.',
};

/** Activates a tool, or deactivates it when it is active. */
export const toggleTool = ({ canvas, player, session }: Earmark, wanted: CanvasTool): void => {
  const tool = canvas.getState().tool === wanted ? 'none' : wanted;
  player.pause();
  canvas.setState({ tool });
  announce(session, TOOL_ANNOUNCEMENTS[tool]);
};

const resizeBrush =
  (factor: number) =>
  ({ canvas, session }: Earmark): void => {
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

export const CORRECTION_ACTIONS = [
  {
    id: 'brush',
    label: 'Brush',
    hint: 'paints on the mask of this frame; again to leave',
    keywords: ['paint', 'draw', 'correct', 'paint and erase', 'edit mask', 'roto'],
    group: 'Corrections',
    keys: [{ code: 'KeyB' }],
    enabled: hasUnlockedObject,
    perform: (earmark) => toggleTool(earmark, 'brush'),
  },
  {
    id: 'eraser',
    label: 'Eraser',
    hint: 'switches the brush between add and erase',
    keywords: ['erase', 'rubber', 'subtract', 'remove from mask', 'brush mode'],
    group: 'Corrections',
    keys: [{ code: 'KeyB', shift: true }],
    enabled: isBrushActive,
    perform: ({ canvas, session }) => {
      canvas.setState(({ brush }) => ({
        brush: { ...brush, mode: brush.mode === 'add' ? 'erase' : 'add' },
      }));
      announce(
        session,
        canvas.getState().brush.mode === 'add' ? 'The brush adds.' : 'The brush erases.',
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
