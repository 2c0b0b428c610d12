import {
  instanceComponents,
  significantComponents,
} from '../../core/mask/significantComponents.ts';
import type { MaskComponent } from '../../core/mask/significantComponents.ts';
import type { EngineClient } from '../../engine/client.ts';

/** The components of an object's mask in one frame. */
export type FrameComponents = {
  readonly frameIndex: number;
  /** From left to right. */
  readonly components: readonly MaskComponent[];
};

/**
 * What a person can choose among in a frame: the instances that the query means where the model
 * tells them apart, else the connected components of the mask.
 * @param threshold 0..1; a cell belongs to the mask above it.
 * @throws EarmarkError `aborted`; those of the media and of the model.
 */
export const readFrameComponents = async (
  engine: EngineClient,
  {
    resultId,
    frameIndex,
    threshold,
  }: { readonly resultId: string; readonly frameIndex: number; readonly threshold: number },
  signal: AbortSignal,
): Promise<FrameComponents> => {
  const frame = { resultId, frameIndex };
  const mask = await engine.request('read-raw-mask', frame, { signal });
  if (mask === null) {
    return { frameIndex, components: [] };
  }
  const meant = mask.instances?.filter(({ isMeant }) => isMeant) ?? [];
  // Instances that touch are one component of the mask.
  const instances =
    meant.length > 1 ? await engine.request('read-instance-masks', frame, { signal }) : [];
  return {
    frameIndex,
    components:
      instances.length > 1
        ? instanceComponents(instances, threshold)
        : significantComponents(mask.probability, mask.maskWidth, threshold),
  };
};
