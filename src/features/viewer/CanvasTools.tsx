import { Maximize2, SquareSplitHorizontal, ZoomIn, ZoomOut } from 'lucide-react';
import { CANVAS_VIEWS } from '../../player/canvasLook.ts';
import { CANVAS_VIEW_NAMES, showView } from '../../state/actions/canvas.ts';
import { useCanvas, useEarmark } from '../../state/hooks.ts';
import { ActionButton } from '../../ui/ActionButton.tsx';
import styles from './CanvasTools.module.css';

const ViewSelect = () => {
  const earmark = useEarmark();
  const view = useCanvas((state) => state.view);
  return (
    <select
      className={styles['view']}
      aria-label="View"
      title="View (V)"
      value={view}
      onChange={(event) => {
        const chosen = CANVAS_VIEWS.find((name) => name === event.target.value);
        showView(earmark, chosen ?? 'overlay');
      }}
    >
      {CANVAS_VIEWS.map((name) => (
        <option key={name} value={name}>
          {CANVAS_VIEW_NAMES[name]}
        </option>
      ))}
    </select>
  );
};

/** How the picture is looked at; its keys do the same. */
export const CanvasTools = () => {
  const isComparing = useCanvas((state) => state.wipe !== null);
  const scale = useCanvas((state) => state.zoom.scale);
  return (
    <fieldset className={styles['tools']} aria-label="Picture">
      <ViewSelect />
      <ActionButton action="wipe" pressed={isComparing}>
        <SquareSplitHorizontal size={18} aria-hidden />
      </ActionButton>
      <ActionButton action="zoom-picture-out" disabled={scale === 1}>
        <ZoomOut size={18} aria-hidden />
      </ActionButton>
      <output className={styles['scale']} aria-label="Size of the picture">
        {Math.round(100 * scale)} %
      </output>
      <ActionButton action="zoom-picture-in">
        <ZoomIn size={18} aria-hidden />
      </ActionButton>
      <ActionButton action="fit-picture" disabled={scale === 1}>
        <Maximize2 size={18} aria-hidden />
      </ActionButton>
    </fieldset>
  );
};
