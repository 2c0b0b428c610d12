import { Check } from 'lucide-react';
import { BRUSH_LIMITS } from '../../../core/mask/brushStroke.ts';
import { strokesOfFrame } from '../../../core/mask/brushStroke.ts';
import { toggleTool } from '../../actions/correctionActions.ts';
import {
  useCanvas,
  useEarmark,
  usePlayhead,
  useSelectedView,
  useSession,
} from '../../session/hooks.ts';
import { Button } from '../../ui/Button.tsx';
import { LabelledSlider } from '../../ui/LabelledSlider.tsx';
import styles from './ToolBar.module.css';

const BrushSettings = () => {
  const { canvas } = useEarmark();
  const brush = useCanvas((state) => state.brush);
  return (
    <>
      <fieldset className={styles['modes']}>
        <legend className="visually-hidden">Brush mode</legend>
        {(['add', 'erase'] as const).map((mode) => (
          <label key={mode}>
            <input
              type="radio"
              name="brush-mode"
              checked={brush.mode === mode}
              onChange={() => canvas.setState({ brush: { ...brush, mode } })}
            />
            {mode === 'add' ? 'Add' : 'Erase'}
          </label>
        ))}
      </fieldset>
      <div className={styles['size']}>
        <LabelledSlider
          label="Brush size"
          value={2 * brush.radius}
          min={2 * BRUSH_LIMITS.minRadius}
          max={2 * BRUSH_LIMITS.maxRadius}
          step={0.002}
          format={(share) => `${(100 * share).toFixed(1)} %`}
          onChange={(share) => canvas.setState({ brush: { ...brush, radius: share / 2 } })}
        />
      </div>
    </>
  );
};

/** Propagates the strokes of the frame at the playhead, once there are some. */
const PropagateButton = () => {
  const { corrections } = useEarmark();
  const object = useSelectedView()?.object ?? null;
  const frameIndex = usePlayhead();
  const isPropagating = useSession((state) => state.propagating !== null);
  const hasStrokes = object !== null && strokesOfFrame(object.strokes, frameIndex).length > 0;
  return (
    <Button
      disabled={object === null || !hasStrokes || object.isLocked || isPropagating}
      title="Propagate strokes (C)"
      onClick={() => object && void corrections.propagateStrokes(object.id, frameIndex)}
    >
      Propagate
    </Button>
  );
};

/** Over the picture while a tool is active: what it does, its options, and how to leave it. */
export const ToolBar = () => {
  const earmark = useEarmark();
  const tool = useCanvas((state) => state.tool);
  const hasObject = useSelectedView() !== null;
  if (tool === 'none' || !hasObject) {
    return null;
  }
  return (
    <div className={styles['bar']} role="toolbar" aria-label="Tool">
      {tool === 'brush' ? (
        <>
          <BrushSettings />
          <PropagateButton />
        </>
      ) : (
        <p className={styles['hint']}>
          <strong>Exclude:</strong> click on what is not meant.
        </p>
      )}
      <Button title="Leave the tool (Esc)" onClick={() => toggleTool(earmark, tool)}>
        <Check size={16} aria-hidden />
        Done
      </Button>
    </div>
  );
};
