import type { InstanceManifest } from '../../../core/model/manifestInstances.ts';
import type { CueWeights, FrameMask } from '../../../protocol/requests.ts';
import { boxAt } from '../../inference/instances/boxes.ts';
import type { Box } from '../../inference/instances/boxes.ts';
import type { DetectedInstances } from '../../inference/instances/detector.ts';
import type { FramePixels, InstanceMasks } from './instanceMasks.ts';
import { composeFrameMask } from './pasteMask.ts';
import type { TrackedOverview } from './trackedOverview.ts';
import type { TrackedQuery } from './trackedQuery.ts';

/** An instance of a frame, with how sure it is that the query means it. */
export type ScoredInstance = {
  readonly trackId: number;
  /** In 0..1 of the frame. */
  readonly box: Box;
  /** p(meant), 0..1. */
  readonly score: number;
  readonly isMeant: boolean;
};

export type InstanceFrameMask = FrameMask & {
  /** The most probable first, at most {@link MAX_LISTED_INSTANCES}. */
  readonly instances: readonly ScoredInstance[];
};

export const MAX_LISTED_INSTANCES = 16;

export type InstanceFrame = {
  readonly frameIndex: number;
  readonly ptsSeconds: number;
  /** Names the frame in the cache of masks. */
  readonly frameKey: string;
  /** The second whose overview frame this is; null for a frame between them. */
  readonly overviewSecond: number | null;
  /** Boxes of a frame between overview frames, from a cache where they can be. */
  readonly detect: () => Promise<DetectedInstances>;
  /** Decodes the frame at its own size; called only when a mask is missing. */
  readonly open: () => Promise<FramePixels>;
};

export type InstanceSegmentation = {
  readonly overview: TrackedOverview;
  readonly query: TrackedQuery;
  readonly masks: InstanceMasks;
  readonly manifest: Pick<InstanceManifest, 'sizes'>;
  /** Size of the clip's frames in pixels. */
  readonly frameSize: { readonly width: number; readonly height: number };
};

const NO_CUES: CueWeights = { sound: 0, sight: 0, words: 0 };

/**
 * The mask of one frame: its instances by track, those that the query means, and the maximum of
 * their masks. Null when an overview frame cannot be decoded.
 * @throws EarmarkError those of the graphs and of the decoder.
 */
export const segmentInstances = async (
  { overview, query, masks, manifest, frameSize }: InstanceSegmentation,
  frame: InstanceFrame,
): Promise<InstanceFrameMask | null> => {
  const { maskSize } = manifest.sizes;
  const located = await locateTracks(overview, frame);
  if (located === null) {
    return null;
  }
  const { boxes, trackIds } = located;
  const { rows, presence, probabilities } = await query.meantAt(frame.ptsSeconds, trackIds);
  const meant = new Set(rows);
  const scored = trackIds
    .flatMap((trackId, row) => {
      const score = probabilities[row] ?? null;
      return trackId === null || score === null
        ? []
        : [{ trackId, box: boxAt(boxes, row), score, isMeant: meant.has(row) }];
    })
    .toSorted((a, b) => b.score - a.score);
  const drawn = await masks.drawMasks(
    frame.frameKey,
    scored.filter(({ isMeant }) => isMeant),
    frame.open,
  );
  const instances = scored.slice(0, MAX_LISTED_INSTANCES);
  return {
    frameIndex: frame.frameIndex,
    presence,
    cueWeights: query.cueWeightsAt(Math.max(0, Math.floor(frame.ptsSeconds))) ?? NO_CUES,
    objectScores: instances.map(({ score }) => score),
    instances,
    maskWidth: maskSize,
    maskHeight: maskSize,
    probability: composeFrameMask(drawn, frameSize, maskSize),
  };
};

const locateTracks = async (
  overview: TrackedOverview,
  frame: InstanceFrame,
): Promise<{
  readonly boxes: Float32Array;
  readonly trackIds: readonly (number | null)[];
} | null> => {
  if (frame.overviewSecond !== null) {
    const tracked = await overview.frameAt(frame.overviewSecond);
    return tracked && { boxes: tracked.instances.boxes, trackIds: tracked.trackIds };
  }
  const detected = await frame.detect();
  return {
    boxes: detected.boxes,
    trackIds: await overview.assignAt(frame.ptsSeconds, detected),
  };
};
