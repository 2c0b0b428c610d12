import {
  useEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
} from 'react';
import { boxArea, type Box } from '../../../core/mask/boxes.ts';
import {
  bestFit,
  MAX_CARRIED_SECONDS,
  pointPrompt,
  type PointPrompt,
} from '../../../core/model/pointPrompt.ts';
import type { SeenInstance } from '../../../protocol/requests.ts';
import { currentObject } from '../../actions/conditions.ts';
import { selectedObject } from '../../document/projectDocument.ts';
import type { PointMode } from '../../session/canvasStore.ts';
import { useCanvas, useEarmark, useProject, useSession } from '../../session/hooks.ts';
import { announce, announceVisibly } from '../../session/sessionStore.ts';
import styles from './PointLayer.module.css';
import { boxesAtPoint, instanceAtPoint } from './instanceAtPoint.ts';
import { pointInLayer, ToolLayer, type PicturePoint } from './ToolLayer.tsx';
import { useInstanceMasks, useSeenInstances, type SeenFrame } from './useSeenInstances.ts';

const NOTHING_HERE = 'Nothing here that the model sees. Use the brush.';
/** A drag that is smaller, as a share of the picture, is a click. */
const MIN_BOX_SIDE = 0.01;

const KEY_STEPS: Readonly<Record<string, 1 | -1>> = {
  ArrowRight: 1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowUp: -1,
};

type Modifiers = { readonly shiftKey: boolean; readonly altKey: boolean };

/** As in other editors: Shift adds and Alt subtracts, whatever the mode. */
const modeWith = (mode: PointMode, { shiftKey, altKey }: Modifiers): PointMode => {
  if (altKey) {
    return 'remove';
  }
  return shiftKey ? 'add' : mode;
};

const describeInstance = ({ name, box }: SeenInstance, index: number, count: number): string => {
  const percent = Math.max(1, Math.round(100 * boxArea(box)));
  return `${name ?? 'Something'}, ${index + 1} of ${count} from the left, ${percent} % of the picture.`;
};

/** The box of a drag; null where it is as small as a click. */
const drawnBoxBetween = (a: PicturePoint, b: PicturePoint): Box | null => {
  const box: Box = [Math.min(a.x, b.x), Math.min(a.y, b.y), Math.max(a.x, b.x), Math.max(a.y, b.y)];
  return box[2] - box[0] >= MIN_BOX_SIDE && box[3] - box[1] >= MIN_BOX_SIDE ? box : null;
};

/** What a click, a box or a key does with an instance or a box of the frame. */
const useChoice = (seen: SeenFrame | null) => {
  const earmark = useEarmark();
  const { canvas, objects, session } = earmark;
  const say = (toolHint: string): void => {
    canvas.setState({ toolHint });
    announceVisibly(session, toolHint);
  };
  const choose = (box: Box, name: string | null, modifiers: Modifiers): void => {
    if (!seen) {
      return;
    }
    const { frameIndex } = seen;
    canvas.setState({ toolHint: '' });
    const mode = modeWith(canvas.getState().pointMode, modifiers);
    const object = currentObject(earmark);
    if (mode === 'new' || object === null) {
      void objects.addPointed({ frameIndex, box, name });
    } else {
      const kind = mode === 'add' ? 'include' : 'exclude';
      void objects.addPoint(object.id, pointPrompt(kind, frameIndex, box));
    }
  };
  return {
    chooseInstance: (index: number | null, modifiers: Modifiers): void => {
      const instance = index === null ? undefined : seen?.instances[index];
      if (instance) {
        choose(instance.box, instance.name, modifiers);
      } else if (seen) {
        say(NOTHING_HERE);
      }
    },
    chooseBox: (box: Box, modifiers: Modifiers): void => {
      const fit = seen
        ? bestFit(
            box,
            seen.instances.map((instance) => instance.box),
          )
        : null;
      const instance = fit === null ? undefined : seen?.instances[fit];
      choose(instance?.box ?? box, instance?.name ?? null, modifiers);
      if (seen && !instance) {
        say(
          `The model sees nothing that fits this box: it is followed by its looks, at most ${MAX_CARRIED_SECONDS} s.`,
        );
      }
    },
  };
};

/** The mask of an instance over the picture. @param mask probabilities 0..255 of a square */
const MaskHighlight = ({ mask }: { readonly mask: Uint8Array }) => {
  const canvas = useRef<HTMLCanvasElement>(null);
  const side = Math.sqrt(mask.length);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context) {
      const image = context.createImageData(side, side);
      for (const [pixel, value] of mask.entries()) {
        image.data.fill(255, 4 * pixel, 4 * pixel + 3);
        image.data[4 * pixel + 3] = value > 127 ? 255 : 0;
      }
      context.putImageData(image, 0, 0);
    }
  }, [mask, side]);
  return <canvas ref={canvas} className={styles['mask']} width={side} height={side} />;
};

type OverlayProps = {
  readonly size: { readonly width: number; readonly height: number };
  readonly instance: SeenInstance | null;
  readonly mask: Uint8Array | null;
  readonly drawnBox: Box | null;
  readonly points: readonly PointPrompt[];
};

/** The instance under the pointer, the box in progress, and the object's points in this frame. */
const PointOverlay = ({ size, instance, mask, drawnBox, points }: OverlayProps) => {
  const { width, height } = size;
  const rectangle = ([left, top, right, bottom]: Box) => ({
    x: left * width,
    y: top * height,
    width: (right - left) * width,
    height: (bottom - top) * height,
  });
  return (
    <>
      {mask && <MaskHighlight key={instance?.box.join()} mask={mask} />}
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden>
        {instance && !mask && <rect className={styles['box']} {...rectangle(instance.box)} />}
        {drawnBox && <rect className={styles['box']} data-drawn {...rectangle(drawnBox)} />}
      </svg>
      {points.map(({ kind, box }) => (
        <span
          key={`${kind}/${box.join()}`}
          className={styles['point']}
          data-kind={kind}
          style={{ left: `${50 * (box[0] + box[2])}%`, top: `${50 * (box[1] + box[3])}%` }}
          aria-hidden
        >
          {kind === 'include' ? '+' : '−'}
        </span>
      ))}
      {instance && !drawnBox && (
        <span
          className={styles['name']}
          style={{ left: `${100 * instance.box[0]}%`, top: `${100 * instance.box[1]}%` }}
          aria-hidden
        >
          {instance.name ?? 'What is this?'}
        </span>
      )}
    </>
  );
};

/** The instance in focus, the box in progress, and what pointer and keys do with them. */
const usePointing = (seen: SeenFrame | null, layer: RefObject<HTMLDivElement | null>) => {
  const { session } = useEarmark();
  const { masks, want } = useInstanceMasks(seen);
  const [focus, setFocus] = useState<{ readonly seen: SeenFrame; readonly index: number } | null>(
    null,
  );
  const [drag, setDrag] = useState<{
    readonly from: PicturePoint;
    readonly to: PicturePoint;
  } | null>(null);
  const { chooseInstance, chooseBox } = useChoice(seen);
  const instances = seen?.instances ?? [];
  const boxes = instances.map(({ box }) => box);
  const index = focus !== null && focus.seen === seen ? focus.index : null;
  const drawnBox = drag && drawnBoxBetween(drag.from, drag.to);

  const focusInstance = (next: number | null): void => {
    setFocus(next === null || !seen ? null : { seen, index: next });
    if (next !== null) {
      want(next);
    }
  };
  const pointOf = (event: PointerEvent): PicturePoint => pointInLayer(layer.current, event);
  const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
    const point = pointOf(event);
    if (drag) {
      setDrag({ from: drag.from, to: point });
      return;
    }
    boxesAtPoint(boxes, point).forEach(want);
    focusInstance(instanceAtPoint(boxes, masks, point));
  };
  const onPointerUp = (event: PointerEvent<HTMLElement>): void => {
    if (!drag) {
      return;
    }
    setDrag(null);
    // The last move may not be rendered yet.
    const box = drawnBoxBetween(drag.from, pointOf(event));
    if (box !== null) {
      chooseBox(box, event);
    } else {
      chooseInstance(instanceAtPoint(boxes, masks, drag.from), event);
    }
  };
  /** Tab leaves the layer behind the last instance, and before the first one. */
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const tabStep = event.shiftKey ? -1 : 1;
    const step = event.key === 'Tab' ? tabStep : KEY_STEPS[event.key];
    const isChord = event.ctrlKey || event.metaKey;
    if (step !== undefined && !isChord && !event.altKey) {
      const next = index === null ? (step === 1 ? 0 : instances.length - 1) : index + step;
      const instance = instances[next];
      if (instance) {
        focusInstance(next);
        announce(session, describeInstance(instance, next, instances.length));
      } else if (event.key === 'Tab') {
        return;
      }
    } else if ((event.key === 'Enter' || event.key === ' ') && !isChord) {
      chooseInstance(index, event);
    } else {
      return;
    }
    event.preventDefault();
  };
  return {
    instance: index === null ? null : (instances[index] ?? null),
    mask: index === null || drawnBox !== null ? null : (masks.get(index) ?? null),
    drawnBox,
    handlers: {
      onPointerDown: (event: PointerEvent<HTMLElement>): void => {
        if (event.button === 0) {
          event.currentTarget.setPointerCapture(event.pointerId);
          const point = pointOf(event);
          setDrag({ from: point, to: point });
        }
      },
      onPointerMove,
      onPointerUp,
      onPointerCancel: () => setDrag(null),
      onPointerLeave: () => !drag && focusInstance(null),
      onKeyDown,
    },
  };
};

const PointToolLayer = ({ size }: Pick<OverlayProps, 'size'>) => {
  const mode = useCanvas((state) => state.pointMode);
  const objectPoints = useProject((state) => selectedObject(state)?.points);
  const layer = useRef<HTMLDivElement>(null);
  const seen = useSeenInstances();
  const { handlers, ...pointed } = usePointing(seen, layer);
  return (
    <ToolLayer
      ref={layer}
      className={styles['layer']}
      aria-label="Point, on the picture"
      aria-keyshortcuts="ArrowRight ArrowLeft Enter"
      data-mode={mode}
      data-seen={seen?.instances.length}
      {...handlers}
    >
      <PointOverlay
        size={size}
        {...pointed}
        points={(objectPoints ?? []).filter(({ frameIndex }) => frameIndex === seen?.frameIndex)}
      />
    </ToolLayer>
  );
};

/** Covers the picture while the Point tool is active. */
export const PointLayer = () => {
  const isActive = useCanvas((state) => state.tool === 'point');
  const size = useSession((state) => state.clip?.info ?? null);
  return isActive && size !== null ? <PointToolLayer size={size} /> : null;
};
