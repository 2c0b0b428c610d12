import { useEffect, useEffectEvent, useRef, type RefObject } from 'react';
import { prepareStripCanvas, type StripCanvas } from './stripCanvas.ts';

/** A canvas that is drawn anew when what it shows, its size or the colour scheme changes. */
export const useStripCanvas = (
  draw: (strip: StripCanvas) => void,
  dependencies: readonly unknown[],
): RefObject<HTMLCanvasElement | null> => {
  const canvas = useRef<HTMLCanvasElement>(null);
  const redraw = useEffectEvent(() => {
    const strip = canvas.current ? prepareStripCanvas(canvas.current) : null;
    if (strip) {
      draw(strip);
    }
  });

  // The caller names what its drawing depends on, as it would for an effect.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  useEffect(() => redraw(), dependencies);

  useEffect(() => {
    const sizes = new ResizeObserver(() => redraw());
    if (canvas.current) {
      sizes.observe(canvas.current);
    }
    const listening = new AbortController();
    window
      .matchMedia('(prefers-color-scheme: dark)')
      .addEventListener('change', () => redraw(), { signal: listening.signal });
    return () => {
      sizes.disconnect();
      listening.abort();
    };
  }, []);

  return canvas;
};
