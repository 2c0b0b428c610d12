import type { BrushStroke } from '../core/brushStroke.ts';
import type { ObjectPattern, Rgb } from '../core/palette.ts';
import type { FrameState } from '../core/frameState.ts';
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
 * Whether the masks on the canvas follow the picture's own edges: `soon` when they will in a
 * moment, `plain` when they cannot; null without masks.
 */
export type DrawnEdges = CanvasMask['edges'] | null;

/** What the canvas shows, for those who cannot see it. */
export type FrameFacts = {
  readonly frameIndex: number;
  /** Empty when nothing was asked for yet, or the original is shown on purpose. */
  readonly objects: readonly ObjectFacts[];
  readonly edges: DrawnEdges;
};

/** How often the canvas was drawn, and what that took on the page's thread. */
export type DrawStatistics = { readonly draws: number; readonly drawMilliseconds: number };

export type Screen = {
  setClip(clip: ClipInfo, canvasWidth: number): void;
  attach(canvas: HTMLCanvasElement): () => void;
  /** Takes ownership of the picture. */
  show(picture: Picture): void;
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

/** Holds the one picture that is on the canvas, and draws it again when its overlays change. */
export const createScreen = (
  engine: EngineClient,
  shown: Observable<FrameFacts | null>,
  onError: (error: unknown) => void,
): Screen => {
  const masks = createMaskReader((resultId, frameIndex) =>
    engine.request('read-mask', { resultId, frameIndex }),
  );
  /** Of the canvas; `pixelScale` is its pixels a pixel of the clip. */
  let size: {
    readonly width: number;
    readonly height: number;
    readonly pixelScale: number;
  } | null = null;
  let canvas: HTMLCanvasElement | null = null;
  let compositor: Compositor | null = null;
  let picture: Picture | null = null;
  let sources: readonly OverlaySource[] = [];
  let look = DEFAULT_LOOK;
  let resting: ReturnType<typeof setTimeout> | undefined;
  let statistics: DrawStatistics = { draws: 0, drawMilliseconds: 0 };
  const refiner = createMaskRefiner();

  const prepareCanvas = (): void => {
    compositor = null;
    if (canvas && size) {
      canvas.width = size.width;
      canvas.height = size.height;
      compositor = createCompositor(canvas, refiner, size.pixelScale);
    }
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
    if (!picture || !compositor) {
      return;
    }
    const { frameIndex } = picture;
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
    shown.set({
      frameIndex,
      edges,
      objects: objects.map(({ source, state }) => {
        const position = drawn.findIndex(({ objectId }) => objectId === source.objectId);
        return { objectId: source.objectId, state, share: results[position]?.share ?? null };
      }),
    });
    if (edges === 'soon') {
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
    picture?.bitmap.close();
    picture = null;
  };

  return {
    setClip(clip, canvasWidth) {
      drop();
      masks.clear();
      unfound.clear();
      sources = [];
      shown.set(null);
      statistics = { draws: 0, drawMilliseconds: 0 };
      const height = Math.max(1, Math.round((canvasWidth * clip.height) / clip.width));
      size = { width: canvasWidth, height, pixelScale: canvasWidth / clip.width };
      prepareCanvas();
    },
    attach(newCanvas) {
      canvas = newCanvas;
      prepareCanvas();
      void drawWithMasks();
      return () => {
        if (canvas === newCanvas) {
          canvas = null;
          compositor = null;
        }
      };
    },
    show(newPicture) {
      drop();
      picture = newPicture;
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
    fetchMask,
    statistics: () => statistics,
    dispose() {
      clearTimeout(resting);
      drop();
      refiner.dispose();
      compositor = null;
    },
  };
};

/** Of all masks together: the least of them. */
const edgesOf = (drawn: readonly DrawnMask[]): DrawnEdges =>
  (['soon', 'plain', 'refined'] as const).find((edges) =>
    drawn.some((mask) => mask.edges === edges),
  ) ?? null;
