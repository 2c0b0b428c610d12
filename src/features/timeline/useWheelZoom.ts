import type { RefObject } from 'react';
import { panned, secondsAt, spanOf, zoomed, type TimeScale } from '../../core/timeScale.ts';
import { useEarmark } from '../../state/hooks.ts';
import { useWheel, ZOOM_A_PIXEL } from '../../ui/useWheel.ts';

/** Ctrl and the wheel, or a pinch, zoom around the pointer; the wheel alone pans what is zoomed. */
export const useWheelZoom = (
  area: RefObject<HTMLElement | null>,
  scale: TimeScale,
  durationSeconds: number,
): void => {
  const { view } = useEarmark();
  useWheel(area, (event) => {
    const { left, width } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const isWhole = spanOf(scale) >= durationSeconds;
    if (event.ctrlKey || event.metaKey) {
      const anchor = secondsAt(scale, (event.clientX - left) / width);
      const factor = Math.exp(event.deltaY * ZOOM_A_PIXEL);
      view.setState({ timeScale: zoomed(scale, factor, anchor, durationSeconds) });
    } else if (!isWhole) {
      const pixels = Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.deltaY;
      view.setState({
        timeScale: panned(scale, (pixels / width) * spanOf(scale), durationSeconds),
      });
    } else {
      return false;
    }
    return true;
  });
};
