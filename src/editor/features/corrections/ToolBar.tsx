import { Check, Layers } from 'lucide-react';
import { BRUSH_LIMITS, strokesOfFrame } from '../../../core/mask/brushStroke.ts';
import { setPointMode, toggleTool } from '../../actions/correctionActions.ts';
import {
  useCanvas,
  useEarmark,
  usePlayhead,
  useSelectedView,
  useSession,
} from '../../session/hooks.ts';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { Button } from '../../ui/Button.tsx';
import { LabelledSlider } from '../../ui/LabelledSlider.tsx';
import { OnionLegend } from './OnionSkin.tsx';
import styles from './ToolBar.module.css';

/** Whether the brush or the lasso adds or erases. */
const PaintModes = ({ legend }: { readonly legend: string }) => {
  const { canvas } = useEarmark();
  const brush = useCanvas((state) => state.brush);
  return (
    <fieldset className={styles['modes']}>
      <legend className="visually-hidden">{legend}</legend>
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
  );
};

const BrushSettings = () => {
  const { canvas } = useEarmark();
  const brush = useCanvas((state) => state.brush);
  return (
    <>
      <PaintModes legend="Brush mode" />
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

/** Switches the outlines of the neighbouring frames, and says which is which. */
const OnionSwitch = () => {
  const isShown = useCanvas((state) => state.isOnionSkinShown);
  return (
    <div className={styles['onion']}>
      <ActionButton action="onion-skin" pressed={isShown}>
        <Layers size={16} aria-hidden />
      </ActionButton>
      {isShown && <OnionLegend />}
    </div>
  );
};

const POINT_MODE_TEXTS = { new: 'New object', add: 'Add', remove: 'Remove' } as const;
const POINT_MODE_HINTS = {
  new: 'A click makes a new object.',
  add: 'A click adds to the object (or Shift).',
  remove: 'A click removes from the object (or Alt).',
} as const;

/** What a click does, and what the model sees. */
const PointSettings = () => {
  const earmark = useEarmark();
  const mode = useCanvas((state) => state.pointMode);
  const hint = useCanvas((state) => state.toolHint);
  const object = useSelectedView()?.object ?? null;
  const isFixed = object === null || object.isLocked;
  return (
    <>
      <fieldset className={styles['modes']}>
        <legend className="visually-hidden">What a click does</legend>
        {(['new', 'add', 'remove'] as const).map((name) => (
          <label key={name} title={POINT_MODE_HINTS[name]}>
            <input
              type="radio"
              name="point-mode"
              checked={mode === name}
              disabled={name !== 'new' && isFixed}
              onChange={() => setPointMode(earmark, name)}
            />
            {POINT_MODE_TEXTS[name]}
          </label>
        ))}
      </fieldset>
      <p className={styles['hint']} data-testid="tool-hint">
        {hint}
      </p>
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
  if (tool === 'none' || (tool !== 'point' && !hasObject)) {
    return null;
  }
  return (
    <div className={styles['bar']} role="toolbar" aria-label="Tool">
      {tool === 'point' && <PointSettings />}
      {tool === 'brush' && (
        <>
          <BrushSettings />
          <OnionSwitch />
          <PropagateButton />
        </>
      )}
      {tool === 'lasso' && (
        <>
          <PaintModes legend="Lasso mode" />
          <p className={styles['hint']}>Draw around it, or click corners; Enter closes.</p>
          <OnionSwitch />
          <PropagateButton />
        </>
      )}
      {tool === 'not-this' && (
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
