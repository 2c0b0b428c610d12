import { BRUSH_LIMITS } from '../../core/mask/brushStroke.ts';
import type { CanvasTool } from '../session/canvasStore.ts';
import type { Action } from './action.ts';
import type { Earmark } from '../earmark.ts';
import { announce } from '../session/sessionStore.ts';
import { hasUnlockedObject, currentObject } from './conditions.ts';

const BRUSH_RADIUS_FACTOR = 1.25;

const TOOL_ANNOUNCEMENTS: Readonly<Record<CanvasTool, string>> = {
  none: 'Back to looking.',
  brush: 'Brush: drag on the picture, or arrows, and Space for a dab.',
  'not-this': 'Click on what is not meant, or go there by arrows and press Space.',
};

/** The tool, or none when it is in hand already. */
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
    announce(session, `Brush ${(200 * radius).toFixed(1)} % of the picture’s width`);
  };

const isBrushActive = (earmark: Earmark): boolean => earmark.canvas.getState().tool === 'brush';

export const CORRECTION_ACTIONS = [
  {
    id: 'brush',
    label: 'Brush: paint on the mask of this frame; again to leave it',
    group: 'Correcting',
    keys: [{ code: 'KeyB' }],
    enabled: hasUnlockedObject,
    perform: (earmark) => toggleTool(earmark, 'brush'),
  },
  {
    id: 'brush-mode',
    label: 'Brush: add or erase',
    group: 'Correcting',
    keys: [{ code: 'KeyB', shift: true }],
    enabled: isBrushActive,
    perform: ({ canvas, session }) => {
      canvas.setState(({ brush }) => ({
        brush: { ...brush, mode: brush.mode === 'add' ? 'erase' : 'add' },
      }));
      announce(session, canvas.getState().brush.mode === 'add' ? 'It adds.' : 'It erases.');
    },
  },
  {
    id: 'brush-smaller',
    label: 'Smaller brush',
    group: 'Correcting',
    keys: [{ code: 'BracketLeft', shift: true }],
    enabled: isBrushActive,
    perform: resizeBrush(1 / BRUSH_RADIUS_FACTOR),
  },
  {
    id: 'brush-larger',
    label: 'Larger brush',
    group: 'Correcting',
    keys: [{ code: 'BracketRight', shift: true }],
    enabled: isBrushActive,
    perform: resizeBrush(BRUSH_RADIUS_FACTOR),
  },
  {
    id: 'carry-strokes',
    label: 'Carry what was painted here to the neighbouring frames',
    group: 'Correcting',
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
    label: 'Not this: click on a thing that is not meant; again to leave it',
    group: 'Correcting',
    keys: [{ code: 'KeyT' }],
    enabled: hasUnlockedObject,
    perform: (earmark) => toggleTool(earmark, 'not-this'),
  },
] as const satisfies readonly Action[];
