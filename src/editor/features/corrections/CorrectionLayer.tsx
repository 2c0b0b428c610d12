import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { STROKE_UNITS } from '../../../core/mask/brushStroke.ts';
import type { CanvasTool } from '../../session/canvasStore.ts';
import { useCanvas, useEarmark, useProject, useSession } from '../../session/hooks.ts';
import { selectedObject } from '../../document/projectDocument.ts';
import { announce } from '../../session/sessionStore.ts';
import styles from './CorrectionLayer.module.css';

/** Shares of the frame's width and height, 0 to 1. */
type NormalizedPoint = { readonly x: number; readonly y: number };

const CENTRE: NormalizedPoint = { x: 0.5, y: 0.5 };
const ARROW_DIRECTIONS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
/** Distance that an arrow key moves the cursor, in brush radii; the large step is with Shift. */
const STEP_RADII = 0.5;
const LARGE_STEP_RADII = 4;
/** Cursor radius of the not-this tool, as a share of the frame's width. */
const POINTER_RADIUS = 0.01;
/** Stroke points nearer than this to the last one are left out, in brush radii. */
const MIN_POINT_DISTANCE_RADII = 0.2;

const clampToUnit = (share: number): number => Math.min(1, Math.max(0, share));
const formatPercent = (share: number): string => `${Math.round(100 * share)} %`;

const TOOL_LABELS: Readonly<Record<Exclude<CanvasTool, 'none'>, string>> = {
  brush: 'Brush on the picture',
  'not-this': 'Not this, on the picture',
};

const CorrectionToolLayer = ({ tool }: { readonly tool: Exclude<CanvasTool, 'none'> }) => {
  const { session, player, corrections } = useEarmark();
  const size = useSession((state) => state.clip?.info ?? null);
  const objectId = useProject((state) => selectedObject(state)?.id ?? null);
  const { scale, centreX, centreY } = useCanvas((state) => state.zoom);
  const brush = useCanvas((state) => state.brush);
  const layer = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState<NormalizedPoint | null>(null);
  /** The stroke in progress. */
  const [stroke, setStroke] = useState<readonly NormalizedPoint[] | null>(null);

  useEffect(() => layer.current?.focus(), []);

  if (!size || objectId === null) {
    return null;
  }
  const aspect = size.width / size.height;
  const radius = tool === 'brush' ? brush.radius : POINTER_RADIUS;

  const paint = (places: readonly NormalizedPoint[]): void => {
    const frameIndex = player.drawnFrame.value?.frameIndex;
    setStroke(null);
    if (frameIndex !== undefined && places.length > 0) {
      const points = places.flatMap(({ x, y }) => [
        Math.round(x * STROKE_UNITS),
        Math.round(y * STROKE_UNITS),
      ]);
      corrections.paint(objectId, { frameIndex, ...brush, points });
      announce(session, brush.mode === 'add' ? 'Painted.' : 'Erased.');
    }
  };
  const exclude = ({ x, y }: NormalizedPoint): void => {
    const frameIndex = player.drawnFrame.value?.frameIndex;
    if (frameIndex !== undefined) {
      void corrections.excludeAt(objectId, frameIndex, x, y);
    }
  };

  const placeOf = ({ clientX, clientY }: PointerEvent): NormalizedPoint => {
    const box = layer.current?.getBoundingClientRect();
    return box
      ? { x: (clientX - box.left) / box.width, y: (clientY - box.top) / box.height }
      : CENTRE;
  };
  const extend = (place: NormalizedPoint): void =>
    setStroke((before) => {
      const last = before?.at(-1);
      const isFar =
        !last ||
        Math.hypot(place.x - last.x, (place.y - last.y) / aspect) >
          MIN_POINT_DISTANCE_RADII * radius;
      return before && isFar ? [...before, place] : before;
    });

  const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
    if (event.button !== 0) {
      return;
    }
    const place = placeOf(event);
    if (tool === 'brush') {
      event.currentTarget.setPointerCapture(event.pointerId);
      setStroke([place]);
    } else {
      exclude(place);
    }
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
    const place = placeOf(event);
    setCursor(place);
    if (event.buttons === 1) {
      extend(place);
    }
  };

  const moveBy = (right: number, down: number): void => {
    const from = cursor ?? CENTRE;
    const place = { x: clampToUnit(from.x + right), y: clampToUnit(from.y + down * aspect) };
    setCursor(place);
    extend(place);
    announce(session, `${formatPercent(place.x)} across, ${formatPercent(place.y)} down`);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = ARROW_DIRECTIONS[event.key];
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (step && isPlain) {
      const distance = radius * (event.shiftKey ? LARGE_STEP_RADII : STEP_RADII);
      moveBy(step[0] * distance, step[1] * distance);
    } else if (event.key === ' ' && isPlain) {
      const place = cursor ?? CENTRE;
      setCursor(place);
      if (tool === 'brush') {
        paint(stroke ?? [place]);
      } else {
        exclude(place);
      }
    } else if (event.key === 'Enter' && isPlain && tool === 'brush') {
      if (stroke) {
        paint(stroke);
      } else {
        setCursor(cursor ?? CENTRE);
        setStroke([cursor ?? CENTRE]);
        announce(session, 'Stroke started: arrow keys draw, Enter ends it, Escape cancels it.');
      }
    } else if (event.key === 'Escape' && stroke) {
      setStroke(null);
      announce(session, 'The stroke is cancelled.');
    } else {
      return;
    }
    event.preventDefault();
  };

  const toPath = (places: readonly NormalizedPoint[]): string =>
    [...places, places.at(-1) ?? CENTRE]
      .map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x * size.width} ${y * size.height}`)
      .join('');
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- an application
    <div
      ref={layer}
      className={styles['layer']}
      style={{
        transform: `scale(${scale}) translate(${100 * (0.5 - centreX)}%, ${100 * (0.5 - centreY)}%)`,
      }}
      // The layer handles the arrow keys and Space itself.
      role="application"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- its keys work on it
      tabIndex={0}
      aria-label={TOOL_LABELS[tool]}
      aria-keyshortcuts="Space Enter"
      data-mode={tool === 'brush' ? brush.mode : tool}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => stroke && paint(stroke)}
      onPointerCancel={() => setStroke(null)}
      onPointerLeave={() => !stroke && setCursor(null)}
      onKeyDown={onKeyDown}
    >
      <svg viewBox={`0 0 ${size.width} ${size.height}`} preserveAspectRatio="none" aria-hidden>
        {stroke && (
          <path
            className={styles['stroke']}
            d={toPath(stroke)}
            strokeWidth={2 * radius * size.width}
          />
        )}
        {cursor && (
          <circle
            className={styles['cursor']}
            cx={cursor.x * size.width}
            cy={cursor.y * size.height}
            r={radius * size.width}
          />
        )}
      </svg>
    </div>
  );
};

/** Covers the picture while a correction tool is active. */
export const CorrectionLayer = () => {
  const tool = useCanvas((state) => state.tool);
  return tool === 'none' ? null : <CorrectionToolLayer key={tool} tool={tool} />;
};
