import { useEffect, useEffectEvent, type RefObject } from 'react';
import { panned, secondsAt, spanOf, zoomed, type TimeScale } from '../../core/timeScale.ts';
import { useEarmark } from '../../state/hooks.ts';

/** A notch of a mouse wheel is about 100 pixels: a fifth closer or farther. */
const ZOOM_A_PIXEL = 0.002;

/** Ctrl and the wheel, or a pinch, zoom around the pointer; the wheel alone pans what is zoomed. */
export const useWheelZoom = (
  area: RefObject<HTMLElement | null>,
  scale: TimeScale,
  durationSeconds: number,
): void => {
  const { view } = useEarmark();
  const turn = useEffectEvent((event: WheelEvent): void => {
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
      return;
    }
    event.preventDefault();
  });
  useEffect(() => {
    const listening = new AbortController();
    // React listens passively, and the page would zoom or scroll too.
    const options = { passive: false, signal: listening.signal };
    area.current?.addEventListener('wheel', (event) => turn(event), options);
    return () => listening.abort();
  }, [area]);
};
