import { useEffect, useEffectEvent, type RefObject } from 'react';

/** A notch of a mouse wheel is about 100 pixels: a fifth closer or farther, wherever it zooms. */
export const ZOOM_PER_PIXEL = 0.002;

/** Turns of the wheel over an element; the page neither zooms nor scrolls when `turn` took one. */
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
    // React listens passively, and the page would zoom or scroll too.
    const options = { passive: false, signal: listening.signal };
    area.current?.addEventListener('wheel', (event) => take(event), options);
    return () => listening.abort();
  }, [area]);
};
