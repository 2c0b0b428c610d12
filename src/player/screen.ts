import type { Rgb } from '../core/palette.ts';
import type { FrameState } from '../core/frameState.ts';
import type { EngineClient } from '../engine/client.ts';
import type { ClipInfo } from '../engine/protocol.ts';
import { createCompositor, type Compositor } from './compositor.ts';
import type { Picture } from './frameStream.ts';
import { createMaskReader } from './maskReader.ts';
import type { Observable } from './observable.ts';

/** The result whose masks are shown, and how. */
export type OverlaySource = {
  readonly resultId: string;
  readonly stateOf: (frameIndex: number) => FrameState;
  readonly maskThreshold: number;
  readonly opacity: number;
  readonly colour: Rgb;
};

/** What the canvas shows, for those who cannot see it. */
export type FrameFacts = {
  readonly frameIndex: number;
  /** `no-result`: nothing was asked for yet, or the original is shown on purpose. */
  readonly state: FrameState | 'no-result';
  /** Share of the picture that the mask covers; null while it is not drawn. */
  readonly share: number | null;
};

export type Screen = {
  setClip(clip: ClipInfo, canvasWidth: number): void;
  attach(canvas: HTMLCanvasElement): () => void;
  /** Takes ownership of the picture. */
  show(picture: Picture): void;
  setOverlay(source: OverlaySource | null): void;
  /** Resolves once the frame's mask, if it has one to show, is here. */
  fetchMask(frameIndex: number): Promise<void>;
  dispose(): void;
};

/** Holds the one picture that is on the canvas, and draws it again when its overlay changes. */
export const createScreen = (
  engine: EngineClient,
  shown: Observable<FrameFacts | null>,
  onError: (error: unknown) => void,
): Screen => {
  const masks = createMaskReader((resultId, frameIndex) =>
    engine.request('read-mask', { resultId, frameIndex }),
  );
  let size: { readonly width: number; readonly height: number } | null = null;
  let canvas: HTMLCanvasElement | null = null;
  let compositor: Compositor | null = null;
  let picture: Picture | null = null;
  let overlay: OverlaySource | null = null;

  const prepareCanvas = (): void => {
    compositor = null;
    if (canvas && size) {
      canvas.width = size.width;
      canvas.height = size.height;
      compositor = createCompositor(canvas);
    }
  };

  const fetchMask = async (frameIndex: number): Promise<void> => {
    if (overlay?.stateOf(frameIndex) !== 'present') {
      return;
    }
    const { resultId } = overlay;
    if (masks.get(resultId, frameIndex)) {
      return;
    }
    try {
      await masks.fetch(resultId, frameIndex);
    } catch (error) {
      onError(error);
    }
  };

  const draw = (): void => {
    if (!picture || !compositor) {
      return;
    }
    const { frameIndex } = picture;
    if (!overlay) {
      compositor.draw(picture, null);
      shown.set({ frameIndex, state: 'no-result', share: null });
      return;
    }
    const state = overlay.stateOf(frameIndex);
    const mask = state === 'present' ? masks.get(overlay.resultId, frameIndex) : undefined;
    const share = compositor.draw(picture, mask ? { mask, ...overlay } : null);
    shown.set({ frameIndex, state, share: mask ? share : null });
  };

  /** Draws now with what is there, and again when the mask has come. */
  const drawWithMask = async (): Promise<void> => {
    draw();
    const waitingFor = picture?.frameIndex;
    if (waitingFor === undefined || overlay?.stateOf(waitingFor) !== 'present') {
      return;
    }
    if (!masks.get(overlay.resultId, waitingFor)) {
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
      overlay = null;
      shown.set(null);
      const height = Math.max(1, Math.round((canvasWidth * clip.height) / clip.width));
      size = { width: canvasWidth, height };
      prepareCanvas();
    },
    attach(newCanvas) {
      canvas = newCanvas;
      prepareCanvas();
      void drawWithMask();
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
      void drawWithMask();
    },
    setOverlay(source) {
      overlay = source;
      void drawWithMask();
    },
    fetchMask,
    dispose() {
      drop();
      compositor = null;
    },
  };
};
