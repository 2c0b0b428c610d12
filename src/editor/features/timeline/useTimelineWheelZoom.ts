import type { RefObject } from 'react';
import {
  panTimeScale,
  secondsAt,
  spanSeconds,
  zoomTimeScale,
  type TimeScale,
} from '../../../core/time/timeScale.ts';
import { useEarmark } from '../../session/hooks.ts';
import { useWheel, ZOOM_PER_PIXEL } from '../../ui/useWheel.ts';

/** Ctrl and the wheel, or a pinch, zoom around the pointer; the wheel alone pans a zoomed timeline. */
export const useTimelineWheelZoom = (
  area: RefObject<HTMLElement | null>,
  scale: TimeScale,
  durationSeconds: number,
): void => {
  const { view } = useEarmark();
  useWheel(area, (event) => {
    const { left, width } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const isWhole = spanSeconds(scale) >= durationSeconds;
    if (event.ctrlKey || event.metaKey) {
      const anchor = secondsAt(scale, (event.clientX - left) / width);
      const factor = Math.exp(event.deltaY * ZOOM_PER_PIXEL);
      view.setState({ timeScale: zoomTimeScale(scale, factor, anchor, durationSeconds) });
    } else if (!isWhole) {
      const pixels = Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.deltaY;
      view.setState({
        timeScale: panTimeScale(scale, (pixels / width) * spanSeconds(scale), durationSeconds),
      });
    } else {
      return false;
    }
    return true;
  });
};
