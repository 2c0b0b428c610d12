import type { BrushStroke } from '../core/brushStroke.ts';
import type { ObjectPattern, Rgb } from '../core/palette.ts';
import type { FrameState } from '../core/frameState.ts';
import { createLeastRecentlyUsed } from '../core/leastRecentlyUsed.ts';
import type { MaskFinish } from '../core/maskFinish.ts';
import { unfoundMask } from '../core/unfoundMask.ts';
import type { EngineClient } from '../engine/client.ts';
import type { ClipInfo, FrameMask } from '../engine/protocol.ts';
import { createMaskRefiner } from '../matte/maskRefiner.ts';
import { DEFAULT_LOOK, type CanvasLook } from './canvasLook.ts';
import { createCompositor, type Compositor, type DrawnMask } from './compositor.ts';
import type { Picture } from './frameStream.ts';
import type { CanvasMask } from './maskRasters.ts';
import { createMaskReader } from './maskReader.ts';
import type { Observable } from './observable.ts';

/** An object whose masks are shown, and how. */
export type OverlaySource = {
  readonly objectId: string;
  readonly resultId: string;
  /** Of the result: more as more of its frames are computed. */
  readonly revision: number;
  readonly stateOf: (frameIndex: number) => FrameState;
  /** Whether the model found it there; else what is there was painted. */
  readonly isFound: (frameIndex: number) => boolean;
  readonly maskThreshold: number;
  readonly finish: MaskFinish;
  /** On all frames. */
  readonly strokes: readonly BrushStroke[];
  readonly opacity: number;
  readonly colour: Rgb;
  readonly pattern: ObjectPattern;
};

export type ObjectFacts = {
  readonly objectId: string;
  readonly state: FrameState;
  /** Share of the picture that the mask covers; null while it is not drawn. */
  readonly share: number | null;
};

/**
 * Whether the masks on the canvas follow the whole picture's own edges: `soon` when they will in a
 * moment, `plain` when they cannot; null without masks.
 */
export type DrawnEdges = CanvasMask['edges'] | null;

/**
 * How much of its frame a picture shows: all pixels of it (up to 1920 across), as many as the
 * canvas has on this screen, or fewer.
 */
export type Sharpness = 'whole' | 'screen' | 'thumbnail';

/** What the canvas shows, for those who cannot see it. */
export type FrameFacts = {
  readonly frameIndex: number;
  readonly sharpness: Sharpness;
  /** Empty when nothing was asked for yet, or the original is shown on purpose. */
  readonly objects: readonly ObjectFacts[];
  readonly edges: DrawnEdges;
};

/** How often the canvas was drawn, and what that took on the page's thread. */
export type DrawStatistics = { readonly draws: number; readonly drawMilliseconds: number };

export type ShowOptions = {
  /** What becomes of the picture when another is shown; else it is closed. */
  readonly release?: (picture: Picture) => void;
  /** Another will follow by itself: masks that are plain for now stay so. */
  readonly isPassing?: boolean;
};

export type Screen = {
  setClip(clip: ClipInfo): void;
  attach(canvas: HTMLCanvasElement): () => void;
  /** The canvas takes the picture's size. */
  show(picture: Picture, options?: ShowOptions): void;
  /** Pixels across of a picture that is going to stay. */
  wholeWidth(): number;
  /** Pixels across of one that passes: what the screen shows of it, and hardly more. */
  screenWidth(): number;
  /** Tells how sharp pictures look on the screen as it is now. */
  sharpness(): (bitmap: ImageBitmap) => Sharpness;
  /** What is shown, or will be once there is a canvas. */
  picture(): Picture | null;
  isPassing(): boolean;
  setOverlays(sources: readonly OverlaySource[]): void;
  setLook(look: CanvasLook): void;
  /** Resolves once the frame's masks, as far as it has some to show, are here. */
  fetchMask(frameIndex: number): Promise<void>;
  /** Since the clip was set. */
  statistics(): DrawStatistics;
  dispose(): void;
};

/** A picture that stays this long is looked at, and not passed by. */
const REST_MILLISECONDS = 60;
/** Wider pictures cost time and show nothing more on the canvas. */
const MAX_CANVAS_WIDTH = 1920;
/** Pictures that pass have widths of so many pixels, so that a window's edge can be dragged. */
const WIDTH_STEP = 64;
/** Below this share of the screen's pixels a picture looks soft. */
const SOFT_SHARE = 0.75;
/** Sizes of pictures at a time: whole ones, passing ones and thumbnails. */
const KEPT_COMPOSITORS = 3;

const closePicture = ({ bitmap }: Picture): void => bitmap.close();

/** Holds the one picture that is on the canvas, and draws it again when its overlays change. */
export const createScreen = (
  engine: EngineClient,
  shown: Observable<FrameFacts | null>,
  onError: (error: unknown) => void,
): Screen => {
  const masks = createMaskReader((resultId, frameIndex) =>
    engine.request('read-mask', { resultId, frameIndex }),
  );
  let clipWidth = MAX_CANVAS_WIDTH;
  let canvas: HTMLCanvasElement | null = null;
  /** Of the canvas, by its width. */
  const compositors = createLeastRecentlyUsed<number, Compositor>(KEPT_COMPOSITORS);
  let picture: Picture | null = null;
  let release = closePicture;
  let isPassing = false;
  let sources: readonly OverlaySource[] = [];
  let look = DEFAULT_LOOK;
  let resting: ReturnType<typeof setTimeout> | undefined;
  let statistics: DrawStatistics = { draws: 0, drawMilliseconds: 0 };
  const refiner = createMaskRefiner();

  const wholeWidth = (): number => Math.min(MAX_CANVAS_WIDTH, clipWidth);
  const screenWidth = (): number => {
    // A zoomed picture is larger, and what is not laid out has no size.
    const pixels = (canvas?.getBoundingClientRect().width ?? 0) * window.devicePixelRatio;
    return Math.min(wholeWidth(), Math.ceil(pixels / WIDTH_STEP) * WIDTH_STEP || wholeWidth());
  };
  const sharpness = (): ((bitmap: ImageBitmap) => Sharpness) => {
    const whole = wholeWidth();
    const soft = SOFT_SHARE * screenWidth();
    return ({ width }) => {
      if (width >= whole) {
        return 'whole';
      }
      return width < soft ? 'thumbnail' : 'screen';
    };
  };

  /** For pictures of this size; the canvas has it afterwards. */
  const compositorFor = (
    drawnOn: HTMLCanvasElement,
    { width, height }: ImageBitmap,
  ): Compositor => {
    if (drawnOn.width !== width || drawnOn.height !== height) {
      Object.assign(drawnOn, { width, height });
    }
    const compositor =
      compositors.get(width) ?? createCompositor(drawnOn, refiner, width / clipWidth);
    compositors.set(width, compositor);
    return compositor;
  };

  /** Of a frame that was only painted on: the same map at every draw, so that it is kept. */
  const unfound = new Map<string, FrameMask>();
  const maskOf = (source: OverlaySource, frameIndex: number): FrameMask | undefined => {
    if (source.isFound(frameIndex)) {
      return masks.get(source.resultId, frameIndex);
    }
    const key = `${source.objectId}/${frameIndex}`;
    const mask = unfound.get(key) ?? unfoundMask(frameIndex);
    unfound.set(key, mask);
    return mask;
  };

  /** Masks that the frame should show and that are not here, or not as they are by now. */
  const missingMasks = (frameIndex: number): readonly OverlaySource[] =>
    sources.filter(
      ({ resultId, revision, isFound }) =>
        isFound(frameIndex) && !masks.isFresh(resultId, frameIndex, revision),
    );

  const fetchMask = async (frameIndex: number): Promise<void> => {
    const missing = missingMasks(frameIndex);
    try {
      await Promise.all(
        missing.map(({ resultId, revision }) => masks.fetch(resultId, frameIndex, revision)),
      );
    } catch (error) {
      onError(error);
    }
  };

  const draw = (isResting = false): void => {
    clearTimeout(resting);
    if (!picture || !canvas) {
      return;
    }
    const { frameIndex, bitmap } = picture;
    const compositor = compositorFor(canvas, bitmap);
    const objects = sources.map((source) => {
      const state = source.stateOf(frameIndex);
      const mask = state === 'present' ? maskOf(source, frameIndex) : undefined;
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
    const edges = edgesOf(results);
    const drawnSharpness = sharpness()(bitmap);
    shown.set({
      frameIndex,
      sharpness: drawnSharpness,
      edges: edges === 'refined' && drawnSharpness !== 'whole' ? 'soon' : edges,
      objects: objects.map(({ source, state }) => {
        const position = drawn.findIndex(({ objectId }) => objectId === source.objectId);
        return { objectId: source.objectId, state, share: results[position]?.share ?? null };
      }),
    });
    if (edges === 'soon' && !isPassing) {
      resting = setTimeout(() => draw(true), REST_MILLISECONDS);
    }
  };

  /** Draws now with what is there, and again when the masks have come. */
  const drawWithMasks = async (): Promise<void> => {
    draw();
    const waitingFor = picture?.frameIndex;
    if (waitingFor !== undefined && missingMasks(waitingFor).length > 0) {
      await fetchMask(waitingFor);
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
      masks.clear();
      unfound.clear();
      sources = [];
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
      release = options.release ?? closePicture;
      isPassing = options.isPassing ?? false;
      void drawWithMasks();
    },
    setOverlays(newSources) {
      sources = newSources;
      void drawWithMasks();
    },
    setLook(newLook) {
      look = newLook;
      draw();
    },
    wholeWidth,
    screenWidth,
    sharpness,
    picture: () => picture,
    isPassing: () => isPassing,
    fetchMask,
    statistics: () => statistics,
    dispose() {
      clearTimeout(resting);
      drop();
      refiner.dispose();
      compositors.clear();
    },
  };
};

/** Of all masks together: the least of them. */
const edgesOf = (drawn: readonly DrawnMask[]): DrawnEdges =>
  (['soon', 'plain', 'refined'] as const).find((edges) =>
    drawn.some((mask) => mask.edges === edges),
  ) ?? null;
