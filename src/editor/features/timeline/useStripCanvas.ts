import { useEffect, useEffectEvent, useRef, type RefObject } from 'react';
import { useEarmark } from '../../session/hooks.ts';
import { schemeOf } from '../../ui/themeStore.ts';

/** A canvas strip with drawing coordinates in CSS pixels. */
export type StripCanvas = {
  readonly context: CanvasRenderingContext2D;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Value of a CSS custom property in the current colour scheme. */
  readonly colour: (name: `--${string}`) => string;
};

/** Resizes the canvas to its layout size in device pixels, which clears it; null without a size. */
const prepareStripCanvas = (canvas: HTMLCanvasElement): StripCanvas | null => {
  const context = canvas.getContext('2d');
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!context || width === 0 || height === 0) {
    return null;
  }
  const scale = window.devicePixelRatio;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  const style = getComputedStyle(canvas);
  return { context, width, height, colour: (name) => style.getPropertyValue(name) };
};

/** A canvas that is redrawn when its dependencies, its size or the colour scheme change. */
export const useStripCanvas = (
  draw: (strip: StripCanvas) => void,
  dependencies: readonly unknown[],
): RefObject<HTMLCanvasElement | null> => {
  const { theme } = useEarmark();
  const canvas = useRef<HTMLCanvasElement>(null);
  const redraw = useEffectEvent(() => {
    const strip = canvas.current ? prepareStripCanvas(canvas.current) : null;
    if (strip) {
      draw(strip);
    }
  });

  // The caller lists the dependencies of `draw`, as for an effect.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  useEffect(() => redraw(), dependencies);

  useEffect(() => {
    const sizes = new ResizeObserver(() => redraw());
    if (canvas.current) {
      sizes.observe(canvas.current);
    }
    const stopTheme = theme.subscribe(schemeOf, () => redraw());
    return () => {
      sizes.disconnect();
      stopTheme();
    };
  }, [theme]);

  return canvas;
};
