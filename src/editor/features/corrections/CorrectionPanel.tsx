import { Brush, Crosshair, Lasso, MousePointerClick, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { toggleTool } from '../../actions/correctionActions.ts';
import type { CanvasTool } from '../../session/canvasStore.ts';
import { paintedFrames } from '../../document/strokeCommands.ts';
import {
  useCanvas,
  useEarmark,
  useProject,
  useSelectedView,
  useSession,
} from '../../session/hooks.ts';
import type { ProjectObject } from '../../document/projectDocument.ts';
import { Button } from '../../ui/Button.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import styles from './CorrectionPanel.module.css';

type ObjectProps = { readonly object: ProjectObject };

const ToolButtons = ({ object }: ObjectProps) => {
  const earmark = useEarmark();
  const tool = useCanvas((state) => state.tool);
  const button = (name: CanvasTool, text: string, key: string, icon: ReactNode) => (
    <Button
      aria-pressed={tool === name}
      aria-keyshortcuts={key}
      title={`${text} (${key})`}
      disabled={object.isLocked}
      onClick={() => toggleTool(earmark, name)}
    >
      {icon}
      {text}
    </Button>
  );
  return (
    <div className={styles['buttons']}>
      {button('point', 'Point', 'P', <Crosshair size={16} aria-hidden />)}
      {button('brush', 'Brush', 'B', <Brush size={16} aria-hidden />)}
      {button('lasso', 'Lasso', 'D', <Lasso size={16} aria-hidden />)}
      {button('not-this', 'Not this', 'T', <MousePointerClick size={16} aria-hidden />)}
    </div>
  );
};

const CorrectionProgress = ({
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
    <Button variant="quiet" onClick={onCancel}>
      Cancel
    </Button>
  </div>
);

/** A row for a corrected frame: seeks to it, or undoes its correction. */
const CorrectedFrameRow = ({
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

const PointList = ({ object }: ObjectProps) => {
  const { objects } = useEarmark();
  return object.points.length === 0 ? null : (
    <ul className={styles['list']} aria-label="Points">
      {object.points.map((point) => {
        const name = `${point.kind === 'include' ? 'Added' : 'Removed'}, frame ${point.frameIndex + 1}`;
        return (
          <CorrectedFrameRow
            key={`${point.kind}/${point.frameIndex}/${point.box.join()}`}
            name={name}
            frameIndex={point.frameIndex}
            undoLabel="Remove"
            isLocked={object.isLocked}
            onUndo={() => void objects.removePoint(object.id, point)}
          />
        );
      })}
    </ul>
  );
};

const SelectionList = ({ object }: ObjectProps) => {
  const { corrections, selections } = useEarmark();
  const status = useSession((state) => state.selections[object.id]?.status);
  if (object.examples.length === 0) {
    return null;
  }
  return (
    <>
      <ul className={styles['list']} aria-label="Examples: only this, not this">
        {object.examples.map(({ id, kind, frameIndex }) => {
          const name = `${kind === 'not-this' ? 'Not this' : 'Only this'}, frame ${frameIndex + 1}`;
          return (
            <CorrectedFrameRow
              key={id}
              name={name}
              frameIndex={frameIndex}
              undoLabel="Remove"
              isLocked={object.isLocked}
              onUndo={() => corrections.removeSelection(object.id, id)}
            />
          );
        })}
      </ul>
      {status?.kind === 'running' && (
        <CorrectionProgress
          text="Comparing"
          progress={status}
          onCancel={() => selections.cancel(object.id)}
        />
      )}
      {status?.kind === 'stopped' && (
        <p className={styles['hint']}>
          Stopped: every match is shown. Change the examples to compare again.
        </p>
      )}
    </>
  );
};

const PaintedFrameList = ({ object }: ObjectProps) => {
  const { corrections } = useEarmark();
  const propagating = useSession((state) => state.propagating);
  const range = useProject((state) => state.range);
  const { byHand, carried: propagatedCount } = paintedFrames(object.strokes);
  if (byHand.length + propagatedCount === 0) {
    return null;
  }
  return (
    <>
      <ul className={styles['list']} aria-label="Painted frames">
        {byHand.map((frameIndex) => {
          const name = `Painted, frame ${frameIndex + 1}`;
          return (
            <CorrectedFrameRow
              key={frameIndex}
              name={name}
              frameIndex={frameIndex}
              undoLabel="Clear"
              isLocked={object.isLocked}
              onUndo={() => corrections.clearFrameStrokes(object.id, frameIndex)}
            >
              <button
                type="button"
                className={styles['propagate']}
                aria-label={`Propagate to neighbouring frames: ${name}`}
                disabled={object.isLocked || propagating !== null}
                onClick={() => void corrections.propagateStrokes(object.id, frameIndex)}
              >
                Propagate
              </button>
            </CorrectedFrameRow>
          );
        })}
      </ul>
      {propagating && (
        <CorrectionProgress
          text="Propagating"
          progress={propagating}
          onCancel={() => corrections.cancelPropagation()}
        />
      )}
      <p className={styles['hint']}>
        {propagatedCount === 0
          ? 'Not propagated to other frames.'
          : `Propagated to ${propagatedCount} more frames.`}
      </p>
      {range !== null && (
        <Button
          variant="quiet"
          disabled={object.isLocked}
          onClick={() => corrections.clearStrokesInRange(object.id)}
        >
          Clear from In to Out
        </Button>
      )}
      <Button
        variant="quiet"
        disabled={object.isLocked}
        onClick={() => corrections.clearStrokes(object.id)}
      >
        Clear all strokes
      </Button>
    </>
  );
};

/** Corrections of the selected object: example instances, and brush strokes on single frames. */
export const CorrectionPanel = () => {
  const object = useSelectedView()?.object ?? null;
  if (!object) {
    return null;
  }
  return (
    <section className={styles['panel']} aria-labelledby="corrections-title">
      <h2 id="corrections-title" className={styles['title']}>
        Corrections
      </h2>
      <ToolButtons object={object} />
      <PointList object={object} />
      <SelectionList object={object} />
      <PaintedFrameList object={object} />
    </section>
  );
};
