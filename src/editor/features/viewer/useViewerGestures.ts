import { useRef, type PointerEvent, type RefObject } from 'react';
import { panViewport, zoomViewport } from '../../session/viewport.ts';
import { useEarmark } from '../../session/hooks.ts';
import { useWheel, ZOOM_PER_PIXEL } from '../../ui/useWheel.ts';

/** A press that moves less than this is a click. */
const MAX_CLICK_MOVE_PIXELS = 4;

type Point = { readonly x: number; readonly y: number };

type ViewerGestures = {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerCancel: (event: PointerEvent<HTMLElement>) => void;
};

const clientPoint = ({ clientX, clientY }: PointerEvent): Point => ({ x: clientX, y: clientY });
const midpoint = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

/**
 * Pointer and wheel gestures of the viewer. Two fingers, or Ctrl and the wheel, zoom around their
 * position; dragging or the wheel alone pans a zoomed picture.
 * @param place the element around the picture, which zooming does not move.
 * @param onClick called for a press without movement, with its place in shares of the picture.
 */
export const useViewerGestures = (
  place: RefObject<HTMLElement | null>,
  onClick: (x: number, y: number) => void,
): ViewerGestures => {
  const { canvas } = useEarmark();
  const pointers = useRef(new Map<number, Point>());
  const isClick = useRef(false);
  const start = useRef<Point>({ x: 0, y: 0 });

  const shares = ({ x, y }: Point): Point => {
    const box = place.current?.getBoundingClientRect();
    return box ? { x: (x - box.left) / box.width, y: (y - box.top) / box.height } : { x: 0, y: 0 };
  };
  const zoom = (factor: number, at: Point): void => {
    const { x, y } = shares(at);
    canvas.setState((state) => ({ zoom: zoomViewport(state.zoom, factor, x, y) }));
  };
  const pan = (from: Point, to: Point): void => {
    const [a, b] = [shares(from), shares(to)];
    canvas.setState((state) => ({ zoom: panViewport(state.zoom, b.x - a.x, b.y - a.y) }));
  };

  useWheel(place, (event) => {
    if (event.ctrlKey || event.metaKey) {
      zoom(Math.exp(-event.deltaY * ZOOM_PER_PIXEL), { x: event.clientX, y: event.clientY });
    } else if (canvas.getState().zoom.scale > 1) {
      pan({ x: 0, y: 0 }, { x: -event.deltaX, y: -event.deltaY });
    } else {
      return false;
    }
    return true;
  });

  const onPointerEnd = (event: PointerEvent<HTMLElement>): void => {
    pointers.current.delete(event.pointerId);
  };

  return {
    onPointerDown(event) {
      if (event.button !== 0) {
        return;
      }
      event.currentTarget.setPointerCapture(event.pointerId);
      pointers.current.set(event.pointerId, clientPoint(event));
      isClick.current = pointers.current.size === 1;
      start.current = clientPoint(event);
    },
    onPointerMove(event) {
      const before = pointers.current.get(event.pointerId);
      if (!before) {
        return;
      }
      const point = clientPoint(event);
      if (distance(point, start.current) > MAX_CLICK_MOVE_PIXELS) {
        isClick.current = false;
      }
      const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1];
      if (other) {
        zoom(distance(point, other) / Math.max(1, distance(before, other)), midpoint(point, other));
        pan(midpoint(before, other), midpoint(point, other));
      } else {
        pan(before, point);
      }
      pointers.current.set(event.pointerId, point);
    },
    onPointerUp(event) {
      if (isClick.current && pointers.current.has(event.pointerId)) {
        const box = event.currentTarget.getBoundingClientRect();
        onClick((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
      }
      onPointerEnd(event);
    },
    onPointerCancel: onPointerEnd,
  };
};
