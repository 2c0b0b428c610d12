import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { outlineStroke, STROKE_UNITS } from '../../../core/mask/brushStroke.ts';
import { resizeBrush } from '../../actions/correctionActions.ts';
import { useWheel, ZOOM_PER_PIXEL } from '../../ui/useWheel.ts';
import type { CanvasTool } from '../../session/canvasStore.ts';
import { useCanvas, useEarmark, useProject, useSession } from '../../session/hooks.ts';
import { selectedObject } from '../../document/projectDocument.ts';
import { announce } from '../../session/sessionStore.ts';
import styles from './CorrectionLayer.module.css';
import { OnionSkin } from './OnionSkin.tsx';
import { CENTRE, pointInLayer, ToolLayer, type PicturePoint } from './ToolLayer.tsx';

const ARROW_DIRECTIONS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
/** Distance that an arrow key moves the cursor, in brush radii; the large step is with Shift. */
const STEP_RADII = 0.5;
const LARGE_STEP_RADII = 4;
/** Cursor radius of the other tools, as a share of the frame's width. */
const POINTER_RADIUS = 0.01;
/** A pointer that moves less while it is down clicks; share of the frame's width. */
const MIN_DRAG = 0.01;
/** Stroke points nearer than this to the last one are left out, in brush radii. */
const MIN_POINT_DISTANCE_RADII = 0.2;

const clampToUnit = (share: number): number => Math.min(1, Math.max(0, share));
const formatPercent = (share: number): string => `${Math.round(100 * share)} %`;

/** Tools that have a place of their own on the picture. */
type CursorTool = Exclude<CanvasTool, 'none' | 'point'>;

const TOOL_LABELS: Readonly<Record<CursorTool, string>> = {
  brush: 'Brush on the picture',
  lasso: 'Lasso on the picture',
  'not-this': 'Not this, on the picture',
};

type ToolProps = {
  readonly tool: CursorTool;
  readonly objectId: string;
  /** Pixels of the clip. */
  readonly size: { readonly width: number; readonly height: number };
};

/** The cursor and the stroke in progress, and what a finished stroke or a click does. */
const useStroke = ({ tool, objectId, size }: ToolProps) => {
  const { session, player, corrections } = useEarmark();
  const brush = useCanvas((state) => state.brush);
  const [cursor, setCursor] = useState<PicturePoint | null>(null);
  const [stroke, setStroke] = useState<readonly PicturePoint[] | null>(null);
  /** Alt erases as long as it is held; a stroke stays what it began as. */
  const [isAltHeld, setIsAltHeld] = useState(false);
  const brushMode = isAltHeld ? 'erase' : brush.mode;
  const aspect = size.width / size.height;
  /** Share of the frame's width. */
  const radius = tool === 'brush' ? brush.radius : POINTER_RADIUS;

  /** As a share of the frame's width. */
  const distanceBetween = (a: PicturePoint, b: PicturePoint): number =>
    Math.hypot(a.x - b.x, (a.y - b.y) / aspect);

  return {
    tool,
    aspect,
    radius,
    mode: tool === 'not-this' ? tool : brushMode,
    cursor,
    stroke,
    setCursor,
    setStroke,
    setIsAltHeld,
    paint(strokePoints: readonly PicturePoint[]): void {
      const frameIndex = player.drawnFrame.value?.frameIndex;
      setStroke(null);
      if (frameIndex !== undefined && strokePoints.length > 0) {
        const points = strokePoints.flatMap(({ x, y }) => [
          Math.round(x * STROKE_UNITS),
          Math.round(y * STROKE_UNITS),
        ]);
        const painted =
          tool === 'lasso'
            ? outlineStroke(frameIndex, brushMode, points)
            : { frameIndex, ...brush, mode: brushMode, points };
        if (painted === null) {
          announce(session, 'The outline surrounds nothing.');
          return;
        }
        corrections.paint(objectId, painted);
        announce(session, brushMode === 'add' ? 'Painted.' : 'Erased.');
      }
    },
    exclude({ x, y }: PicturePoint): void {
      const frameIndex = player.drawnFrame.value?.frameIndex;
      if (frameIndex !== undefined) {
        void corrections.excludeAt(objectId, frameIndex, x, y);
      }
    },
    /** Adds a point to the stroke in progress, if there is one. */
    extend(point: PicturePoint): void {
      setStroke((before) => {
        const last = before?.at(-1);
        const isFar = !last || distanceBetween(point, last) > MIN_POINT_DISTANCE_RADII * radius;
        return before && isFar ? [...before, point] : before;
      });
    },
    distanceBetween,
  };
};

type StrokeControls = ReturnType<typeof useStroke>;

/** Arrow keys move the cursor, Space applies the tool, Enter starts and ends a stroke. */
const useStrokeKeys = (controls: StrokeControls): ((event: KeyboardEvent) => void) => {
  const { session } = useEarmark();
  const { tool, aspect, radius, cursor, stroke, setCursor, setStroke } = controls;

  const moveBy = (right: number, down: number): void => {
    const from = cursor ?? CENTRE;
    const point = { x: clampToUnit(from.x + right), y: clampToUnit(from.y + down * aspect) };
    setCursor(point);
    controls.extend(point);
    announce(session, `${formatPercent(point.x)} across, ${formatPercent(point.y)} down`);
  };
  return (event) => {
    const step = ARROW_DIRECTIONS[event.key];
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    const point = cursor ?? CENTRE;
    if (step && isPlain) {
      const distance = radius * (event.shiftKey ? LARGE_STEP_RADII : STEP_RADII);
      moveBy(step[0] * distance, step[1] * distance);
    } else if (event.key === ' ' && isPlain) {
      setCursor(point);
      if (tool === 'brush') {
        controls.paint(stroke ?? [point]);
      } else if (tool === 'not-this') {
        controls.exclude(point);
      } else {
        setStroke([...(stroke ?? []), point]);
      }
    } else if (event.key === 'Enter' && isPlain && tool !== 'not-this') {
      if (stroke) {
        controls.paint(stroke);
      } else {
        setCursor(point);
        setStroke([point]);
        announce(session, 'Started: arrow keys draw, Enter ends it, Escape cancels it.');
      }
    } else if (event.key === 'Escape' && stroke) {
      setStroke(null);
      announce(session, 'Cancelled.');
    } else {
      return;
    }
    event.preventDefault();
  };
};

/** The stroke in progress and the cursor, in pixels of the clip. */
const StrokeDrawing = ({
  tool,
  stroke,
  cursor,
  radius,
  size,
}: StrokeControls & Pick<ToolProps, 'size'>) => {
  const { width, height } = size;
  const pathOf = (points: readonly PicturePoint[]): string =>
    // The last point twice, so that a stroke of one point is drawn as a dot.
    [...points, points.at(-1) ?? CENTRE]
      .map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x * width} ${y * height}`)
      .join('');
  return (
    <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden>
      {stroke && tool === 'lasso' && (
        <path
          className={styles['outline']}
          d={`${pathOf(cursor === null ? stroke : [...stroke, cursor])}Z`}
        />
      )}
      {stroke && tool !== 'lasso' && (
        <path className={styles['stroke']} d={pathOf(stroke)} strokeWidth={2 * radius * width} />
      )}
      {cursor && (
        <circle
          className={styles['cursor']}
          cx={cursor.x * width}
          cy={cursor.y * height}
          r={radius * width}
        />
      )}
    </svg>
  );
};

const CorrectionToolLayer = (props: ToolProps) => {
  const { tool } = props;
  const controls = useStroke(props);
  const { stroke, setStroke, setCursor, setIsAltHeld } = controls;
  const earmark = useEarmark();
  const onKeyDown = useStrokeKeys(controls);
  const layer = useRef<HTMLDivElement>(null);
  /** Where the pointer went down: a lasso that is dragged from there closes when it is released. */
  const pressedAt = useRef<PicturePoint | null>(null);
  const isDragged = useRef(false);

  useWheel(layer, (event) => {
    if (tool !== 'brush' || event.ctrlKey || event.metaKey) {
      return false;
    }
    // Beneath the brush the wheel would pan the picture.
    event.stopPropagation();
    resizeBrush(Math.exp(-event.deltaY * ZOOM_PER_PIXEL))(earmark);
    return true;
  });

  const pointOf = (event: PointerEvent): PicturePoint => pointInLayer(layer.current, event);
  const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
    if (event.button !== 0) {
      return;
    }
    const point = pointOf(event);
    if (tool === 'not-this') {
      controls.exclude(point);
      return;
    }
    event.currentTarget.setPointerCapture(event.pointerId);
    pressedAt.current = point;
    isDragged.current = false;
    if (tool === 'lasso' && stroke) {
      // One more corner of an outline that is clicked together.
      setStroke([...stroke, point]);
    } else {
      setIsAltHeld(event.altKey);
      setStroke([point]);
    }
  };
  const onPointerUp = (): void => {
    // A click of the lasso is a corner, and the outline goes on.
    if (stroke && (tool === 'brush' || isDragged.current)) {
      controls.paint(stroke);
    }
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
    const point = pointOf(event);
    setCursor(point);
    if (event.buttons === 1 && stroke) {
      const pressed = pressedAt.current;
      isDragged.current ||= pressed !== null && controls.distanceBetween(pressed, point) > MIN_DRAG;
      if (tool === 'brush' || isDragged.current) {
        controls.extend(point);
      }
    } else if (!stroke) {
      setIsAltHeld(event.altKey);
    }
  };
  return (
    <ToolLayer
      ref={layer}
      className={styles['layer']}
      aria-label={TOOL_LABELS[tool]}
      aria-keyshortcuts="Space Enter"
      data-mode={controls.mode}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onDoubleClick={() => tool === 'lasso' && stroke && controls.paint(stroke)}
      onPointerCancel={() => setStroke(null)}
      onPointerLeave={() => !stroke && setCursor(null)}
      onKeyDown={onKeyDown}
    >
      <StrokeDrawing {...controls} size={props.size} />
    </ToolLayer>
  );
};

/** Covers the picture while a correction tool is active. */
export const CorrectionLayer = () => {
  const tool = useCanvas((state) => state.tool);
  const size = useSession((state) => state.clip?.info ?? null);
  const objectId = useProject((state) => selectedObject(state)?.id ?? null);
  const isOnionSkinShown = useCanvas((state) => state.isOnionSkinShown);
  return tool === 'none' || tool === 'point' || size === null || objectId === null ? null : (
    <>
      {isOnionSkinShown && tool !== 'not-this' && <OnionSkin />}
      <CorrectionToolLayer key={tool} tool={tool} size={size} objectId={objectId} />
    </>
  );
};
