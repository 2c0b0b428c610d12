import type { FrameState } from '../../core/model/frameState.ts';
import { createLruCache } from '../../core/util/lruCache.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { ClipInfo, FrameBitmap } from '../../protocol/requests.ts';
import { createMaskRefiner } from '../../rendering/edges/maskRefiner.ts';
import { DEFAULT_LOOK_SETTINGS, type LookSettings } from '../../rendering/looks/lookSettings.ts';
import {
  createCompositor,
  type Compositor,
  leastRefinedEdges,
} from '../../rendering/compositor/compositor.ts';
import type { RasterMask } from '../../rendering/compositor/rasterMaskCache.ts';
import { createLayerMasks, type ObjectLayer } from './layerMasks.ts';
import { objectsAtPoint, type DrawnObjectMask } from './objectsAtPoint.ts';
import type { Observable } from '../../core/util/observable.ts';

export type DrawnObject = {
  readonly objectId: string;
  readonly state: FrameState;
  /** Share of the frame that the mask covers, 0 to 1; null while it is not drawn. */
  readonly share: number | null;
};

/**
 * Of the drawn masks: `refined` to the edges of the full-resolution frame, `soon` while that is
 * pending, `plain` where it is not possible; null without masks.
 */
type DrawnEdges = RasterMask['edges'] | null;

/**
 * Resolution of a decoded frame: `whole` (the clip's width, at most 1920 pixels), `screen` (the
 * canvas's device pixels) or less.
 */
type ResolutionLevel = 'whole' | 'screen' | 'thumbnail';

/** What the canvas shows, as data for captions and screen readers. */
export type DrawnFrame = {
  readonly frameIndex: number;
  /** The frame whose picture stands in for one that cannot be decoded; null for its own. */
  readonly concealedByFrameIndex: number | null;
  readonly resolution: ResolutionLevel;
  /** Empty without objects, or while the original is shown. */
  readonly objects: readonly DrawnObject[];
  readonly edges: DrawnEdges;
};

/** Number of draws, and their time on the main thread. */
export type DrawStatistics = { readonly draws: number; readonly drawMilliseconds: number };

type ShowOptions = {
  /** When another frame replaces this one; closes it by default. */
  readonly release?: (picture: FrameBitmap) => void;
  /** Another frame follows shortly, so mask edges are not refined. */
  readonly isTransient?: boolean;
};

export type FrameDisplay = {
  setClip(clip: ClipInfo): void;
  attach(canvas: HTMLCanvasElement): () => void;
  /** Shows a frame; the canvas takes its size. */
  show(picture: FrameBitmap, options?: ShowOptions): void;
  /** Width in pixels for a frame that stays. */
  fullWidth(): number;
  /** Width in pixels for a frame during scrubbing or playback: about the canvas's device pixels. */
  displayWidth(): number;
  /** Returns a classifier of bitmaps for the canvas's present size. */
  resolutionClassifier(): (bitmap: ImageBitmap) => ResolutionLevel;
  /** The frame that is shown, or will be once a canvas is attached. */
  currentFrame(): FrameBitmap | null;
  isTransient(): boolean;
  setLayers(sources: readonly ObjectLayer[]): void;
  setLook(look: LookSettings): void;
  /** Ids of the objects drawn at a point, the topmost first. @param x, y shares of the picture. */
  objectsAt(x: number, y: number): readonly string[];
  /** Resolves once the frame's masks are fetched; errors are reported, not thrown. */
  fetchMasks(frameIndex: number): Promise<void>;
  /** Since the clip was set. */
  statistics(): DrawStatistics;
  dispose(): void;
};

/** Delay after which the mask edges of a resting frame are refined. */
const SETTLE_MILLISECONDS = 60;
/** Wider frames cost time without visible gain. */
const MAX_CANVAS_WIDTH = 1920;
/** Display widths are multiples of this, so that resizing the window does not recreate everything. */
const WIDTH_STEP = 64;
/** A frame with less than this share of the canvas's device pixels counts as a thumbnail. */
const MIN_SHARP_WIDTH_RATIO = 0.75;
/** One compositor per frame size in use: whole, screen and thumbnail. */
const MAX_COMPOSITORS = 3;

const closeFrame = ({ bitmap }: FrameBitmap): void => bitmap.close();

/** The canvas's device pixels, in steps. */
const displayWidthOf = (canvas: HTMLCanvasElement | null, fullWidth: number): number => {
  // The rectangle includes the zoom; before layout its width is 0.
  const pixels = (canvas?.getBoundingClientRect().width ?? 0) * window.devicePixelRatio;
  return Math.min(fullWidth, Math.ceil(pixels / WIDTH_STEP) * WIDTH_STEP || fullWidth);
};

const classifierOf = (
  fullWidth: number,
  displayWidth: number,
): ((bitmap: ImageBitmap) => ResolutionLevel) => {
  const soft = MIN_SHARP_WIDTH_RATIO * displayWidth;
  const belowWhole = (width: number) => (width < soft ? 'thumbnail' : 'screen');
  return ({ width }) => (width >= fullWidth ? 'whole' : belowWhole(width));
};

/** Owns the frame on the canvas and redraws it when its overlays change. */
export const createFrameDisplay = (
  engine: EngineClient,
  shown: Observable<DrawnFrame | null>,
  onError: (error: unknown) => void,
): FrameDisplay => {
  const masks = createLayerMasks(engine, onError);
  let clipWidth = MAX_CANVAS_WIDTH;
  let canvas: HTMLCanvasElement | null = null;
  /** By canvas width. */
  const compositors = createLruCache<number, Compositor>(MAX_COMPOSITORS);
  let picture: FrameBitmap | null = null;
  let release = closeFrame;
  let isTransient = false;
  let layers: readonly ObjectLayer[] = [];
  let look = DEFAULT_LOOK_SETTINGS;
  let drawnMasks: readonly DrawnObjectMask[] = [];
  let refineTimer: ReturnType<typeof setTimeout> | undefined;
  let statistics: DrawStatistics = { draws: 0, drawMilliseconds: 0 };
  const refiner = createMaskRefiner();

  const fullWidth = (): number => Math.min(MAX_CANVAS_WIDTH, clipWidth);
  const displayWidth = (): number => displayWidthOf(canvas, fullWidth());
  const resolutionClassifier = (): ((bitmap: ImageBitmap) => ResolutionLevel) =>
    classifierOf(fullWidth(), displayWidth());

  /** The compositor for bitmaps of this size; resizes the canvas to it. */
  const compositorFor = (
    targetCanvas: HTMLCanvasElement,
    { width, height }: ImageBitmap,
  ): Compositor => {
    if (targetCanvas.width !== width || targetCanvas.height !== height) {
      Object.assign(targetCanvas, { width, height });
    }
    const compositor =
      compositors.get(width) ?? createCompositor(targetCanvas, refiner, width / clipWidth);
    compositors.set(width, compositor);
    return compositor;
  };

  const draw = (isResting = false): void => {
    clearTimeout(refineTimer);
    if (!picture || !canvas) {
      return;
    }
    const { frameIndex, bitmap, concealedByFrameIndex = null } = picture;
    const compositor = compositorFor(canvas, bitmap);
    const objects = layers.map((source) => {
      const state = source.stateOf(frameIndex);
      const mask = state === 'present' ? masks.maskOf(source, frameIndex) : undefined;
      return { source, state, mask };
    });
    const drawn = objects.flatMap(({ source, mask }) => (mask ? [{ ...source, mask }] : []));
    // An empty cut-out would mean absent, so frames not computed are drawn without a look.
    const isKnown = objects.some(({ state, mask }) => mask || state === 'empty');
    const start = performance.now();
    const results = compositor.draw(picture, drawn, isKnown ? look : null, isResting);
    statistics = {
      draws: statistics.draws + 1,
      drawMilliseconds: statistics.drawMilliseconds + performance.now() - start,
    };
    drawnMasks = results.flatMap(({ mask }, position) => {
      const objectId = drawn[position]?.objectId;
      return objectId === undefined ? [] : [{ objectId, mask }];
    });
    const edges = leastRefinedEdges(results);
    const resolution = resolutionClassifier()(bitmap);
    shown.set({
      frameIndex,
      concealedByFrameIndex,
      resolution,
      edges: edges === 'refined' && resolution !== 'whole' ? 'soon' : edges,
      objects: objects.map(({ source: { objectId }, state }) => {
        const position = drawn.findIndex((layer) => layer.objectId === objectId);
        return { objectId, state, share: results[position]?.share ?? null };
      }),
    });
    if (edges === 'soon' && !isTransient) {
      refineTimer = setTimeout(() => draw(true), SETTLE_MILLISECONDS);
    }
  };

  /** Draws with the cached masks, and again when missing masks have arrived. */
  const drawWithMasks = async (): Promise<void> => {
    draw();
    const waitingFor = picture?.frameIndex;
    if (waitingFor !== undefined && masks.isAnyMissing(layers, waitingFor)) {
      await masks.fetch(layers, waitingFor);
      if (picture?.frameIndex === waitingFor) {
        draw();
      }
    }
  };

  /** On a new canvas, or an empty one: a lost GPU is back. */
  const redraw = (): void => {
    compositors.clear();
    void drawWithMasks();
  };

  const drop = (): void => {
    if (picture) {
      release(picture);
    }
    picture = null;
    drawnMasks = [];
  };

  return {
    setClip(clip) {
      drop();
      clipWidth = clip.width;
      compositors.clear();
      masks.clear();
      layers = [];
      shown.set(null);
      statistics = { draws: 0, drawMilliseconds: 0 };
    },
    attach(newCanvas) {
      canvas = newCanvas;
      newCanvas.addEventListener('contextrestored', redraw);
      redraw();
      return () => {
        newCanvas.removeEventListener('contextrestored', redraw);
        if (canvas === newCanvas) {
          canvas = null;
          compositors.clear();
        }
      };
    },
    show(newPicture, options = {}) {
      drop();
      picture = newPicture;
      release = options.release ?? closeFrame;
      isTransient = options.isTransient ?? false;
      void drawWithMasks();
    },
    setLayers(newLayers) {
      layers = newLayers;
      void drawWithMasks();
    },
    setLook(newLook) {
      look = newLook;
      draw();
    },
    fullWidth,
    displayWidth,
    resolutionClassifier,
    currentFrame: () => picture,
    isTransient: () => isTransient,
    objectsAt: (x, y) => objectsAtPoint(drawnMasks, canvas?.width ?? 1, x, y),
    fetchMasks: (frameIndex) => masks.fetch(layers, frameIndex),
    statistics: () => statistics,
    dispose() {
      clearTimeout(refineTimer);
      drop();
      refiner.dispose();
      compositors.clear();
    },
  };
};
