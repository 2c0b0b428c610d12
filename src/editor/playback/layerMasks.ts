import type { BrushStroke } from '../../core/mask/brushStroke.ts';
import type { ObjectPattern, Rgb } from '../../core/mask/palette.ts';
import type { PostprocessSettings } from '../../core/mask/postprocessSettings.ts';
import type { FrameState } from '../../core/model/frameState.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { FrameMask } from '../../protocol/requests.ts';
import { emptyMask } from '../../protocol/results.ts';
import { createMaskCache } from './maskCache.ts';

/** An object whose masks are drawn, and how. */
export type ObjectLayer = {
  readonly objectId: string;
  readonly resultId: string;
  /** Of the result; increases as more of its frames are computed. */
  readonly revision: number;
  readonly stateOf: (frameIndex: number) => FrameState;
  /** Whether the model detected it in the frame; a present object that is not detected was painted. */
  readonly isDetected: (frameIndex: number) => boolean;
  readonly maskThreshold: number;
  readonly finish: PostprocessSettings;
  /** Of all frames. */
  readonly strokes: readonly BrushStroke[];
  readonly opacity: number;
  readonly colour: Rgb;
  readonly pattern: ObjectPattern;
};

/** The masks that layers draw with: those the engine has, and empty ones to paint on. */
type LayerMasks = {
  /** What is drawn where the layer is present; undefined while it is not fetched. */
  maskOf(layer: ObjectLayer, frameIndex: number): FrameMask | undefined;
  /** Whether a layer's mask of the frame is missing or outdated. */
  isAnyMissing(layers: readonly ObjectLayer[], frameIndex: number): boolean;
  /** Resolves once the frame's masks are fetched; errors are reported, not thrown. */
  fetch(layers: readonly ObjectLayer[], frameIndex: number): Promise<void>;
  clear(): void;
};

export const createLayerMasks = (
  engine: Pick<EngineClient, 'request'>,
  onError: (error: unknown) => void,
): LayerMasks => {
  const maskCache = createMaskCache((resultId, frameIndex) =>
    engine.request('read-mask', { resultId, frameIndex }),
  );
  /** Of frames with strokes only; reused, as the raster cache is keyed by the object. */
  const emptyMasks = new Map<string, FrameMask>();
  const missingIn = (layers: readonly ObjectLayer[], frameIndex: number): readonly ObjectLayer[] =>
    layers.filter(
      ({ resultId, revision, isDetected }) =>
        isDetected(frameIndex) && !maskCache.isFresh(resultId, frameIndex, revision),
    );
  return {
    maskOf(layer, frameIndex) {
      if (layer.isDetected(frameIndex)) {
        return maskCache.get(layer.resultId, frameIndex);
      }
      const key = `${layer.objectId}/${frameIndex}`;
      const mask = emptyMasks.get(key) ?? emptyMask(frameIndex);
      emptyMasks.set(key, mask);
      return mask;
    },
    isAnyMissing: (layers, frameIndex) => missingIn(layers, frameIndex).length > 0,
    async fetch(layers, frameIndex) {
      try {
        await Promise.all(
          missingIn(layers, frameIndex).map(({ resultId, revision }) =>
            maskCache.fetch(resultId, frameIndex, revision),
          ),
        );
      } catch (error) {
        onError(error);
      }
    },
    clear() {
      maskCache.clear();
      emptyMasks.clear();
    },
  };
};
