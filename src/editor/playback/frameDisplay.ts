import type { BrushStroke } from '../../core/mask/brushStroke.ts';
import type { ObjectPattern, Rgb } from '../../core/mask/palette.ts';
import type { FrameState } from '../../core/model/frameState.ts';
import { createLruCache } from '../../core/util/lruCache.ts';
import type { PostprocessSettings } from '../../core/mask/postprocessSettings.ts';
import { emptyMask } from '../../protocol/emptyMask.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { ClipInfo, FrameMask } from '../../protocol/requests.ts';
import { createMaskRefiner } from '../../rendering/edges/maskRefiner.ts';
import { DEFAULT_LOOK_SETTINGS, type LookSettings } from '../../rendering/looks/lookSettings.ts';
import {
  createCompositor,
  type Compositor,
  type DrawnMask,
} from '../../rendering/compositor/compositor.ts';
import type { FrameBitmap } from '../../rendering/compositor/frameBitmap.ts';
import type { RasterMask } from '../../rendering/compositor/rasterMaskCache.ts';
import { createMaskCache } from './maskCache.ts';
import type { Observable } from '../../core/util/observable.ts';

/** An object whose masks are shown, and how. */
export type ObjectLayer = {
  readonly objectId: string;
  readonly resultId: string;
  /** Of the result: more as more of its frames are computed. */
  readonly revision: number;
  readonly stateOf: (frameIndex: number) => FrameState;
  /** Whether the model found it there; else what is there was painted. */
  readonly isDetected: (frameIndex: number) => boolean;
  readonly maskThreshold: number;
  readonly finish: PostprocessSettings;
  /** On all frames. */
  readonly strokes: readonly BrushStroke[];
  readonly opacity: number;
  readonly colour: Rgb;
  readonly pattern: ObjectPattern;
};

export type DrawnObject = {
  readonly objectId: string;
  readonly state: FrameState;
  /** Share of the picture that the mask covers; null while it is not drawn. */
  readonly share: number | null;
};

/**
 * Whether the masks on the canvas follow the whole picture's own edges: `soon` when they will in a
 * moment, `plain` when they cannot; null without masks.
 */
export type DrawnEdges = RasterMask['edges'] | null;

/**
 * How much of its frame a picture shows: all pixels of it (up to 1920 across), as many as the
 * canvas has on this screen, or fewer.
 */
export type ResolutionLevel = 'whole' | 'screen' | 'thumbnail';

/** What the canvas shows, for those who cannot see it. */
export type DrawnFrame = {
  readonly frameIndex: number;
  readonly resolution: ResolutionLevel;
  /** Empty when nothing was asked for yet, or the original is shown on purpose. */
  readonly objects: readonly DrawnObject[];
  readonly edges: DrawnEdges;
};

/** How often the canvas was drawn, and what that took on the page's thread. */
export type DrawStatistics = { readonly draws: number; readonly drawMilliseconds: number };

export type ShowOptions = {
  /** What becomes of the picture when another is shown; else it is closed. */
  readonly release?: (picture: FrameBitmap) => void;
  /** Another will follow by itself: masks that are plain for now stay so. */
  readonly isTransient?: boolean;
};

export type FrameDisplay = {
  setClip(clip: ClipInfo): void;
  attach(canvas: HTMLCanvasElement): () => void;
  /** The canvas takes the picture's size. */
  show(picture: FrameBitmap, options?: ShowOptions): void;
  /** Pixels across of a picture that is going to stay. */
  fullWidth(): number;
  /** Pixels across of one that passes: what the screen shows of it, and hardly more. */
  displayWidth(): number;
  /** Tells how sharp pictures look on the screen as it is now. */
  resolutionClassifier(): (bitmap: ImageBitmap) => ResolutionLevel;
  /** What is shown, or will be once there is a canvas. */
  currentFrame(): FrameBitmap | null;
  isTransient(): boolean;
  setLayers(sources: readonly ObjectLayer[]): void;
  setLook(look: LookSettings): void;
  /** Resolves once the frame's masks, as far as it has some to show, are here. */
  fetchMasks(frameIndex: number): Promise<void>;
  /** Since the clip was set. */
  statistics(): DrawStatistics;
  dispose(): void;
};

/** A picture that stays this long is looked at, and not passed by. */
const SETTLE_MILLISECONDS = 60;
/** Wider pictures cost time and show nothing more on the canvas. */
const MAX_CANVAS_WIDTH = 1920;
/** Pictures that pass have widths of so many pixels, so that a window's edge can be dragged. */
const WIDTH_STEP = 64;
/** Below this share of the screen's pixels a picture looks soft. */
const MIN_SHARP_WIDTH_RATIO = 0.75;
/** Sizes of pictures at a time: whole ones, passing ones and thumbnails. */
const MAX_COMPOSITORS = 3;

const closeFrame = ({ bitmap }: FrameBitmap): void => bitmap.close();

/** Holds the one picture that is on the canvas, and draws it again when its overlays change. */
export const createFrameDisplay = (
  engine: EngineClient,
  shown: Observable<DrawnFrame | null>,
  onError: (error: unknown) => void,
): FrameDisplay => {
  const maskCache = createMaskCache((resultId, frameIndex) =>
    engine.request('read-mask', { resultId, frameIndex }),
  );
  let clipWidth = MAX_CANVAS_WIDTH;
  let canvas: HTMLCanvasElement | null = null;
  /** Of the canvas, by its width. */
  const compositors = createLruCache<number, Compositor>(MAX_COMPOSITORS);
  let picture: FrameBitmap | null = null;
  let release = closeFrame;
  let isTransient = false;
  let layers: readonly ObjectLayer[] = [];
  let look = DEFAULT_LOOK_SETTINGS;
  let refineTimer: ReturnType<typeof setTimeout> | undefined;
  let statistics: DrawStatistics = { draws: 0, drawMilliseconds: 0 };
  const refiner = createMaskRefiner();

  const fullWidth = (): number => Math.min(MAX_CANVAS_WIDTH, clipWidth);
  const displayWidth = (): number => {
    // A zoomed picture is larger, and what is not laid out has no size.
    const pixels = (canvas?.getBoundingClientRect().width ?? 0) * window.devicePixelRatio;
    return Math.min(fullWidth(), Math.ceil(pixels / WIDTH_STEP) * WIDTH_STEP || fullWidth());
  };
  const resolutionClassifier = (): ((bitmap: ImageBitmap) => ResolutionLevel) => {
    const whole = fullWidth();
    const soft = MIN_SHARP_WIDTH_RATIO * displayWidth();
    return ({ width }) => {
      if (width >= whole) {
        return 'whole';
      }
      return width < soft ? 'thumbnail' : 'screen';
    };
  };

  /** For pictures of this size; the canvas has it afterwards. */
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

  /** Of a frame that was only painted on: the same map at every draw, so that it is kept. */
  const emptyMasks = new Map<string, FrameMask>();
  const maskFor = (source: ObjectLayer, frameIndex: number): FrameMask | undefined => {
    if (source.isDetected(frameIndex)) {
      return maskCache.get(source.resultId, frameIndex);
    }
    const key = `${source.objectId}/${frameIndex}`;
    const mask = emptyMasks.get(key) ?? emptyMask(frameIndex);
    emptyMasks.set(key, mask);
    return mask;
  };

  /** Masks that the frame should show and that are not here, or not as they are by now. */
  const missingMasks = (frameIndex: number): readonly ObjectLayer[] =>
    layers.filter(
      ({ resultId, revision, isDetected }) =>
        isDetected(frameIndex) && !maskCache.isFresh(resultId, frameIndex, revision),
    );

  const fetchMasks = async (frameIndex: number): Promise<void> => {
    const missing = missingMasks(frameIndex);
    try {
      await Promise.all(
        missing.map(({ resultId, revision }) => maskCache.fetch(resultId, frameIndex, revision)),
      );
    } catch (error) {
      onError(error);
    }
  };

  const draw = (isResting = false): void => {
    clearTimeout(refineTimer);
    if (!picture || !canvas) {
      return;
    }
    const { frameIndex, bitmap } = picture;
    const compositor = compositorFor(canvas, bitmap);
    const objects = layers.map((source) => {
      const state = source.stateOf(frameIndex);
      const mask = state === 'present' ? maskFor(source, frameIndex) : undefined;
      return { source, state, mask };
    });
    const drawn = objects.flatMap(({ source, mask }) => (mask ? [{ ...source, mask }] : []));
    // Nothing on a checker would say "it is not there"; nobody has looked yet.
    const isKnown = objects.some(({ state, mask }) => mask || state === 'empty');
    const start = performance.now();
    const results = compositor.draw(picture, drawn, isKnown ? look : null, isResting);
    statistics = {
      draws: statistics.draws + 1,
      drawMilliseconds: statistics.drawMilliseconds + performance.now() - start,
    };
    const edges = combinedEdges(results);
    const resolution = resolutionClassifier()(bitmap);
    shown.set({
      frameIndex,
      resolution,
      edges: edges === 'refined' && resolution !== 'whole' ? 'soon' : edges,
      objects: objects.map(({ source, state }) => {
        const position = drawn.findIndex(({ objectId }) => objectId === source.objectId);
        return { objectId: source.objectId, state, share: results[position]?.share ?? null };
      }),
    });
    if (edges === 'soon' && !isTransient) {
      refineTimer = setTimeout(() => draw(true), SETTLE_MILLISECONDS);
    }
  };

  /** Draws now with what is there, and again when the masks have come. */
  const drawWithMasks = async (): Promise<void> => {
    draw();
    const waitingFor = picture?.frameIndex;
    if (waitingFor !== undefined && missingMasks(waitingFor).length > 0) {
      await fetchMasks(waitingFor);
      if (picture?.frameIndex === waitingFor) {
        draw();
      }
    }
  };

  const drop = (): void => {
    if (picture) {
      release(picture);
    }
    picture = null;
  };

  return {
    setClip(clip) {
      drop();
      clipWidth = clip.width;
      compositors.clear();
      maskCache.clear();
      emptyMasks.clear();
      layers = [];
      shown.set(null);
      statistics = { draws: 0, drawMilliseconds: 0 };
    },
    attach(newCanvas) {
      canvas = newCanvas;
      compositors.clear();
      void drawWithMasks();
      return () => {
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
    fetchMasks,
    statistics: () => statistics,
    dispose() {
      clearTimeout(refineTimer);
      drop();
      refiner.dispose();
      compositors.clear();
    },
  };
};

/** Of all masks together: the least of them. */
const combinedEdges = (drawn: readonly DrawnMask[]): DrawnEdges =>
  (['soon', 'plain', 'refined'] as const).find((edges) =>
    drawn.some((mask) => mask.edges === edges),
  ) ?? null;
