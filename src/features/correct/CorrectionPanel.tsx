import { Brush, MousePointerClick, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { BRUSH_LIMITS } from '../../core/brushStroke.ts';
import { takeTool } from '../../state/actions/correcting.ts';
import type { CanvasTool } from '../../state/canvasStore.ts';
import { paintedFrames } from '../../state/corrections.ts';
import { useCanvas, useEarmark, useSelectedView, useSession } from '../../state/hooks.ts';
import type { ProjectObject } from '../../state/project.ts';
import { Button } from '../../ui/Button.tsx';
import { LabelledSlider } from '../../ui/LabelledSlider.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import styles from './CorrectionPanel.module.css';

type OfObject = { readonly object: ProjectObject };

const ToolButtons = ({ object }: OfObject) => {
  const earmark = useEarmark();
  const tool = useCanvas((state) => state.tool);
  const button = (name: CanvasTool, text: string, key: string, icon: ReactNode) => (
    <Button
      aria-pressed={tool === name}
      aria-keyshortcuts={key}
      title={`${text} (${key})`}
      disabled={object.isLocked}
      onClick={() => takeTool(earmark, name)}
    >
      {icon}
      {text}
    </Button>
  );
  return (
    <div className={styles['buttons']}>
      {button('brush', 'Brush', 'B', <Brush size={16} aria-hidden />)}
      {button('not-this', 'Not this', 'T', <MousePointerClick size={16} aria-hidden />)}
    </div>
  );
};

const BrushSettings = () => {
  const { canvas } = useEarmark();
  const brush = useCanvas((state) => state.brush);
  return (
    <>
      <fieldset className={styles['modes']}>
        <legend className="visually-hidden">The brush</legend>
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
      <LabelledSlider
        label="Brush size"
        value={2 * brush.radius}
        min={2 * BRUSH_LIMITS.leastRadius}
        max={2 * BRUSH_LIMITS.mostRadius}
        step={0.002}
        format={(share) => `${(100 * share).toFixed(1)} %`}
        onChange={(share) => canvas.setState({ brush: { ...brush, radius: share / 2 } })}
      />
    </>
  );
};

const Running = ({
  text,
  progress: { done, total },
  onCancel,
}: {
  readonly text: string;
  readonly progress: { readonly done: number; readonly total: number };
  readonly onCancel: () => void;
}) => (
  <div className={styles['running']}>
    <p>{total === 0 ? text : `${text} ${done} of ${total} frames`}</p>
    <ProgressBar label={text} share={total === 0 ? null : done / total} />
    <Button look="quiet" onClick={onCancel}>
      Cancel
    </Button>
  </div>
);

/** A frame that was corrected: one goes there, or takes back what was done. */
const CorrectedFrame = ({
  name,
  frameIndex,
  undoLabel,
  isLocked,
  onUndo,
  children,
}: {
  readonly name: string;
  readonly frameIndex: number;
  readonly undoLabel: string;
  readonly isLocked: boolean;
  readonly onUndo: () => void;
  readonly children?: ReactNode;
}) => {
  const { player } = useEarmark();
  return (
    <li>
      <button type="button" className={styles['jump']} onClick={() => player.seek(frameIndex)}>
        {name}
      </button>
      {children}
      <button
        type="button"
        className={styles['remove']}
        aria-label={`${undoLabel}: ${name}`}
        disabled={isLocked}
        onClick={onUndo}
      >
        <X size={15} aria-hidden />
      </button>
    </li>
  );
};

const Examples = ({ object }: OfObject) => {
  const { corrections, selections } = useEarmark();
  const status = useSession((state) => state.selections[object.id]?.status);
  if (object.examples.length === 0) {
    return null;
  }
  return (
    <>
      <ul className={styles['list']} aria-label="What is meant and what is not">
        {object.examples.map(({ id, kind, frameIndex }) => {
          const name = `${kind === 'not-this' ? 'Not this' : 'Only this'}, frame ${frameIndex + 1}`;
          return (
            <CorrectedFrame
              key={id}
              name={name}
              frameIndex={frameIndex}
              undoLabel="Remove"
              isLocked={object.isLocked}
              onUndo={() => corrections.removeExample(object.id, id)}
            />
          );
        })}
      </ul>
      {status?.kind === 'running' && (
        <Running text="Comparing" progress={status} onCancel={() => selections.cancel(object.id)} />
      )}
      {status?.kind === 'stopped' && (
        <p className={styles['hint']}>
          Stopped: all that was found is shown. Change the examples to compare again.
        </p>
      )}
    </>
  );
};

const Painted = ({ object }: OfObject) => {
  const { corrections } = useEarmark();
  const carrying = useSession((state) => state.carrying);
  const { byHand, carried } = paintedFrames(object.strokes);
  if (byHand.length + carried === 0) {
    return null;
  }
  return (
    <>
      <ul className={styles['list']} aria-label="Frames that were painted on">
        {byHand.map((frameIndex) => {
          const name = `Painted, frame ${frameIndex + 1}`;
          return (
            <CorrectedFrame
              key={frameIndex}
              name={name}
              frameIndex={frameIndex}
              undoLabel="Clear"
              isLocked={object.isLocked}
              onUndo={() => corrections.clearFrame(object.id, frameIndex)}
            >
              <button
                type="button"
                className={styles['carry']}
                aria-label={`Carry to neighbours: ${name}`}
                disabled={object.isLocked || carrying !== null}
                onClick={() => void corrections.carry(object.id, frameIndex)}
              >
                Carry on
              </button>
            </CorrectedFrame>
          );
        })}
      </ul>
      {carrying && (
        <Running
          text="Carrying on"
          progress={carrying}
          onCancel={() => corrections.cancelCarrying()}
        />
      )}
      <p className={styles['hint']}>
        {carried === 0 ? 'Not carried to other frames.' : `Carried to ${carried} more frames.`}
      </p>
      <Button
        look="quiet"
        disabled={object.isLocked}
        onClick={() => corrections.clearStrokes(object.id)}
      >
        Clear all that was painted
      </Button>
    </>
  );
};

/** What a person corrects by hand: things that are not meant, and single frames with a brush. */
export const CorrectionPanel = () => {
  const object = useSelectedView()?.object ?? null;
  const tool = useCanvas((state) => state.tool);
  if (!object) {
    return null;
  }
  return (
    <section className={styles['panel']} aria-labelledby="corrections-title">
      <h2 id="corrections-title" className={styles['title']}>
        Corrections
      </h2>
      <ToolButtons object={object} />
      {tool === 'brush' && <BrushSettings />}
      <Examples object={object} />
      <Painted object={object} />
    </section>
  );
};
