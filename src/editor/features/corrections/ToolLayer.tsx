import { useEffect, type HTMLAttributes, type RefObject } from 'react';
import { useCanvas } from '../../session/hooks.ts';
import { cssTransformOf } from '../../session/viewport.ts';

/** Shares of the picture's width and height. */
export type PicturePoint = { readonly x: number; readonly y: number };

export const CENTRE: PicturePoint = { x: 0.5, y: 0.5 };

/** Where a pointer is on a layer; the middle while there is none. */
export const pointInLayer = (
  layer: HTMLElement | null,
  { clientX, clientY }: { readonly clientX: number; readonly clientY: number },
): PicturePoint => {
  const area = layer?.getBoundingClientRect();
  return area
    ? { x: (clientX - area.left) / area.width, y: (clientY - area.top) / area.height }
    : CENTRE;
};

type ToolLayerProps = HTMLAttributes<HTMLDivElement> & {
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly 'data-mode': string;
  readonly 'data-seen'?: number | undefined;
};

/** Covers the picture, zoomed as it is, and has the focus from the start. */
export const ToolLayer = ({ ref, ...props }: ToolLayerProps) => {
  const zoom = useCanvas((state) => state.zoom);
  useEffect(() => ref.current?.focus(), [ref]);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- an application
    <div
      ref={ref}
      style={{ transform: cssTransformOf(zoom) }}
      // The layer handles the arrow keys, Space and Enter itself.
      role="application"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- its keys work on it
      tabIndex={0}
      {...props}
    />
  );
};
