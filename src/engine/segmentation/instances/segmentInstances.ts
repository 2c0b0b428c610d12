import type { InstanceManifest } from '../../../core/model/manifestInstances.ts';
import type {
  CueWeights,
  FrameInstance,
  FrameMask,
  InstanceMask,
} from '../../../protocol/requests.ts';
import { bestScores } from '../../inference/instances/bestBoxes.ts';
import { boxAt } from '../../inference/instances/boxes.ts';
import type { DetectedInstances } from '../../inference/instances/detector.ts';
import { distinctInstances } from './distinctInstances.ts';
import type { FramePixels, InstanceMasks } from './instanceMasks.ts';
import { composeFrameMask } from './pasteMask.ts';
import type { TrackedOverview } from './trackedOverview.ts';
import type { TrackedQuery } from './trackedQuery.ts';

export type InstanceFrameMask = FrameMask & {
  /** The most probable first, at most {@link MAX_LISTED_INSTANCES}. */
  readonly instances: readonly FrameInstance[];
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
  /** Tracks that a correction leaves; all without it. */
  readonly keepsTrack?: (trackId: number) => boolean;
  /** Whether parts and loose boxes of an object count as meant beside it. */
  readonly includesDuplicates?: boolean;
};

const NO_CUES: CueWeights = { sound: 0, sight: 0, words: 0 };

/**
 * The mask of one frame: its instances by track, those that the query means, and the maximum of
 * their masks. Null when an overview frame cannot be decoded.
 * @throws EarmarkError those of the graphs and of the decoder.
 */
export const segmentInstances = async (
  segmentation: InstanceSegmentation,
  frame: InstanceFrame,
): Promise<InstanceFrameMask | null> => {
  const { overview, query, masks, manifest, frameSize, keepsTrack = () => true } = segmentation;
  const { maskSize } = manifest.sizes;
  const located = await locateTracks(overview, frame);
  if (located === null) {
    return null;
  }
  const { boxes, classScores, trackIds } = located;
  const { rows, probabilities } = await query.meantAt(frame.ptsSeconds, trackIds);
  const scores = bestScores(classScores, manifest.sizes.detectorClasses);
  const kept = rows
    .filter((row) => keepsTrack(trackIds[row] ?? -1))
    .map((row) => ({ row, box: boxAt(boxes, row), score: scores[row] ?? 0 }));
  const distinct = segmentation.includesDuplicates === true ? kept : distinctInstances(kept);
  const meant = new Set(distinct.map(({ row }) => row));
  const scored = trackIds
    .flatMap((trackId, row): FrameInstance[] => {
      const score = probabilities[row] ?? null;
      return trackId === null || score === null || Number.isNaN(score) || !keepsTrack(trackId)
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
  const isEmptied = rows.length > 0 && !scored.some(({ isMeant }) => isMeant);
  return {
    frameIndex: frame.frameIndex,
    // What a correction leaves was not meant: it is not there.
    presence: isEmptied ? 0 : (scored[0]?.score ?? 0),
    cueWeights: query.cueWeightsAt(Math.max(0, Math.floor(frame.ptsSeconds))) ?? NO_CUES,
    objectScores: instances.map(({ score }) => score),
    instances,
    maskWidth: maskSize,
    maskHeight: maskSize,
    probability: composeFrameMask(drawn, frameSize, maskSize),
  };
};

/**
 * The masks of the listed instances that the query means in a frame, one each.
 * @throws EarmarkError those of the graphs and of the decoder.
 */
export const drawMeantInstances = async (
  segmentation: InstanceSegmentation,
  frame: InstanceFrame,
): Promise<InstanceMask[]> => {
  const { masks, frameSize, manifest } = segmentation;
  const found = await segmentInstances(segmentation, frame);
  const meant = found?.instances.filter(({ isMeant }) => isMeant) ?? [];
  const drawn: InstanceMask[] = [];
  for (const { trackId, box } of meant) {
    const crops = await masks.drawMasks(frame.frameKey, [{ trackId, box }], frame.open);
    const probability = composeFrameMask(crops, frameSize, manifest.sizes.maskSize);
    drawn.push({ trackId, probability });
  }
  return drawn;
};

const locateTracks = async (
  overview: TrackedOverview,
  frame: InstanceFrame,
): Promise<{
  readonly boxes: Float32Array;
  readonly classScores: Float32Array;
  readonly trackIds: readonly (number | null)[];
} | null> => {
  if (frame.overviewSecond !== null) {
    const tracked = await overview.frameAt(frame.overviewSecond);
    return tracked && { ...tracked.instances, trackIds: tracked.trackIds };
  }
  const detected = await frame.detect();
  return {
    ...detected,
    trackIds: await overview.assignAt(frame.ptsSeconds, detected),
  };
};
