import {
  Crosshair,
  Maximize,
  Minimize,
  SquareSplitHorizontal,
  ZoomIn,
  ZoomOut,
} from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { LOOK_NAMES } from '../../../core/mask/lookNames.ts';
import { LOOKS } from '../../../rendering/looks/looks.ts';
import { showLook } from '../../actions/canvasActions.ts';
import { useCanvas, useEarmark } from '../../session/hooks.ts';
import { BackgroundColourField } from '../../ui/BackgroundColourField.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import styles from './ViewerToolbar.module.css';

const LookSelect = () => {
  const earmark = useEarmark();
  const view = useCanvas((state) => state.view);
  return (
    <select
      className={styles['view']}
      aria-label="View"
      title="View (V)"
      value={view}
      onChange={(event) => {
        const chosen = LOOK_NAMES.find((name) => name === event.target.value);
        showLook(earmark, chosen ?? 'overlay');
      }}
    >
      {LOOK_NAMES.map((name) => (
        <option key={name} value={name}>
          {LOOKS[name].label}
        </option>
      ))}
    </select>
  );
};

const listenForFullScreen = (onChange: () => void): (() => void) => {
  document.addEventListener('fullscreenchange', onChange);
  return () => document.removeEventListener('fullscreenchange', onChange);
};
const isFullScreen = (): boolean => document.fullscreenElement !== null;

/** A browser that allows no full screen gets no button. */
const FullScreenButton = () => {
  const isFull = useSyncExternalStore(listenForFullScreen, isFullScreen);
  if (!document.fullscreenEnabled) {
    return null;
  }
  return (
    <ActionButton action="full-screen" label={isFull ? 'Leave full screen' : 'Full screen'}>
      {isFull ? <Minimize size={18} aria-hidden /> : <Maximize size={18} aria-hidden />}
    </ActionButton>
  );
};

/** View, comparison, zoom and full screen of the viewer. */
export const ViewerToolbar = () => {
  const view = useCanvas((state) => state.view);
  const isComparing = useCanvas((state) => state.wipe !== null);
  const scale = useCanvas((state) => state.zoom.scale);
  const isPointing = useCanvas((state) => state.tool === 'point');
  return (
    <fieldset className={styles['tools']} aria-label="Viewer">
      <LookSelect />
      <ActionButton action="point" pressed={isPointing}>
        <Crosshair size={18} aria-hidden />
      </ActionButton>
      {view === 'colour' && <BackgroundColourField className={styles['colour']} />}
      <ActionButton action="wipe" pressed={isComparing}>
        <SquareSplitHorizontal size={18} aria-hidden />
      </ActionButton>
      <ActionButton action="zoom-out" disabled={scale === 1}>
        <ZoomOut size={18} aria-hidden />
      </ActionButton>
      <output className={styles['scale']} aria-label="Zoom">
        {Math.round(100 * scale)} %
      </output>
      <ActionButton action="zoom-in">
        <ZoomIn size={18} aria-hidden />
      </ActionButton>
      <ActionButton action="zoom-to-fit" disabled={scale === 1}>
        <span className={styles['sign']} aria-hidden>
          Fit
        </span>
      </ActionButton>
      <FullScreenButton />
    </fieldset>
  );
};
