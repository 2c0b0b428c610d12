import { useEffect, useEffectEvent, type RefObject } from 'react';

/** Zoom exponent per wheel pixel: a notch of about 100 pixels zooms by a fifth. */
export const ZOOM_PER_PIXEL = 0.002;

/**
 * Listens for the wheel over an element.
 * @param turn returns whether it handled the event; the page then neither zooms nor scrolls.
 */
export const useWheel = (
  area: RefObject<HTMLElement | null>,
  turn: (event: WheelEvent) => boolean,
): void => {
  const take = useEffectEvent((event: WheelEvent): void => {
    if (turn(event)) {
      event.preventDefault();
    }
  });
  useEffect(() => {
    const listening = new AbortController();
    // React's wheel listeners are passive and cannot prevent the page from zooming or scrolling.
    const options = { passive: false, signal: listening.signal };
    area.current?.addEventListener('wheel', (event) => take(event), options);
    return () => listening.abort();
  }, [area]);
};
