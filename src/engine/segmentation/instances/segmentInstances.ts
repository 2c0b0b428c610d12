import type { InstanceManifest } from '../../../core/model/manifestInstances.ts';
import type {
  CueWeights,
  FrameInstance,
  FrameMask,
  InstanceMask,
} from '../../../protocol/requests.ts';
import { bestScores } from '../../inference/instances/bestBoxes.ts';
import { boxAt, boxList } from '../../../core/mask/boxes.ts';
import type { DetectedInstances } from '../../inference/instances/detector.ts';
import type { EncodedInstances } from '../../inference/instances/instanceEncoder.ts';
import { distinctInstances } from './distinctInstances.ts';
import type { FramePixels, InstanceMasks } from './instanceMasks.ts';
import { composeFrameMask } from './pasteMask.ts';
import type { TrackAssignment } from './trackBoxes.ts';
import type { TrackedOverview } from './trackedOverview.ts';
import type { PointChoice, TrackedPoints } from './trackedPoints.ts';
import type { MeantTracks, TrackedQuery } from './trackedQuery.ts';

export type InstanceFrameMask = FrameMask & {
  /** The most probable first, at most {@link MAX_LISTED_INSTANCES}. */
  readonly instances: readonly FrameInstance[];
};

const MAX_LISTED_INSTANCES = 16;

export type InstanceFrame = {
  readonly frameIndex: number;
  readonly ptsSeconds: number;
  /** Names the frame in the cache of masks. */
  readonly frameKey: string;
  /** The second whose overview frame this is; null for a frame between them. */
  readonly overviewSecond: number | null;
  /** Boxes of a frame between overview frames, from a cache where they can be. */
  readonly detect: () => Promise<DetectedInstances>;
  /** The same boxes with their vectors, from a cache where they can be. */
  readonly encode: () => Promise<EncodedInstances>;
  /** Decodes the frame at its own size; called only when a mask is missing. */
  readonly open: () => Promise<FramePixels>;
};

export type InstanceSegmentation = {
  readonly overview: TrackedOverview;
  /** Null where points alone say what is meant. */
  readonly query: TrackedQuery | null;
  /** What a person pointed at, in addition to the query. */
  readonly points?: TrackedPoints | null;
  readonly masks: InstanceMasks;
  readonly manifest: Pick<InstanceManifest, 'sizes'>;
  /** Size of the clip's frames in pixels. */
  readonly frameSize: { readonly width: number; readonly height: number };
  /** Tracks that a correction leaves; all without it. */
  readonly keepsTrack?: (trackId: number) => boolean;
  /** Whether parts and loose boxes of an object count as meant beside it. */
  readonly includesDuplicates?: boolean;
};

/**
 * A frame between overview frames is looked at in full where no meant box fits its track that well:
 * what moves fast is elsewhere or looks otherwise. Measured on DAVIS 2016 (docs/results.md).
 */
const SURE_AFFINITY = 0.6;

const NO_CUES: CueWeights = { sound: 0, sight: 0, words: 0 };
const NO_CHOICE: PointChoice = { included: new Set(), excluded: new Set(), looseBoxes: [] };
/** Of an instance that no track holds: pointed at by a person, or meant by a full look. */
const NO_TRACK = -1;

/**
 * The mask of one frame: its instances by track, those that the query means or a person pointed at,
 * and the maximum of their masks. Null when an overview frame cannot be decoded.
 * @throws EarmarkError those of the graphs and of the decoder.
 */
export const segmentInstances = async (
  segmentation: InstanceSegmentation,
  frame: InstanceFrame,
): Promise<InstanceFrameMask | null> => {
  const { query, masks, manifest, frameSize } = segmentation;
  const { maskSize } = manifest.sizes;
  const found = await chooseInstances(segmentation, frame);
  if (found === null) {
    return null;
  }
  const drawn = await masks.drawMasks(
    frame.frameKey,
    found.scored.filter(({ isMeant }) => isMeant),
    frame.open,
  );
  const instances = found.scored.slice(0, MAX_LISTED_INSTANCES);
  return {
    frameIndex: frame.frameIndex,
    // What a correction leaves was not meant: it is not there.
    presence: found.isEmptied ? 0 : (found.scored[0]?.score ?? 0),
    cueWeights: query?.cueWeightsAt(Math.max(0, Math.floor(frame.ptsSeconds))) ?? NO_CUES,
    objectScores: instances.map(({ score }) => score),
    instances,
    maskWidth: maskSize,
    maskHeight: maskSize,
    probability: composeFrameMask(drawn, frameSize, maskSize),
  };
};

type ChosenInstances = {
  /** The most probable first. */
  readonly scored: readonly FrameInstance[];
  /** A correction leaves nothing of what the query means. */
  readonly isEmptied: boolean;
};

const chooseInstances = async (
  segmentation: InstanceSegmentation,
  frame: InstanceFrame,
): Promise<ChosenInstances | null> => {
  const { overview, query, points = null, manifest, keepsTrack = () => true } = segmentation;
  const needsTracks = query !== null || points?.isSaidIn(frame.frameIndex) !== true;
  const located = needsTracks
    ? await locateTracks(overview, frame)
    : withoutTracks(await frame.detect());
  if (located === null) {
    return null;
  }
  const asked = query && (await askFrame(query, overview, frame, located));
  const { boxes, classScores } = located;
  const { trackIds } = asked ?? located;
  const choice = points
    ? await points.choose({ ...frame, boxes: boxList(boxes), trackIds })
    : NO_CHOICE;
  const { included, excluded } = choice;
  const isKept = (row: number): boolean =>
    !excluded.has(row) && keepsTrack(trackIds[row] ?? NO_TRACK);
  const scores = bestScores(classScores, manifest.sizes.detectorClasses);
  const byQuery = (asked?.rows ?? [])
    .filter((row) => isKept(row) && !included.has(row))
    .map((row) => ({
      row,
      box: boxAt(boxes, row),
      score: scores[row] ?? 0,
      probability: asked?.probabilities[row] ?? 0,
    }));
  const distinct = segmentation.includesDuplicates === true ? byQuery : distinctInstances(byQuery);
  const meant = new Set([...distinct.map(({ row }) => row), ...included]);
  const scored = trackIds.flatMap((trackId, row): FrameInstance[] => {
    // A person is sure of what they point at.
    const score = included.has(row) ? 1 : (asked?.probabilities[row] ?? null);
    return score === null || Number.isNaN(score) || !isKept(row)
      ? []
      : [{ trackId: trackId ?? NO_TRACK, box: boxAt(boxes, row), score, isMeant: meant.has(row) }];
  });
  const loose = choice.looseBoxes.map(
    (box): FrameInstance => ({ trackId: NO_TRACK, box, score: 1, isMeant: true }),
  );
  const all = [...loose, ...scored].toSorted((a, b) => b.score - a.score);
  return {
    scored: all,
    isEmptied: (asked?.rows.length ?? 0) > 0 && !all.some(({ isMeant }) => isMeant),
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
    const crops = await masks.drawMasks(frame.frameKey, [{ box }], frame.open);
    const probability = composeFrameMask(crops, frameSize, manifest.sizes.maskSize);
    drawn.push({ trackId, probability });
  }
  return drawn;
};

type LocatedInstances = {
  readonly boxes: Float32Array;
  readonly classScores: Float32Array;
  readonly trackIds: readonly (number | null)[];
  /** How the tracks were found; null in an overview frame, whose instances tracks are made of. */
  readonly assignment: TrackAssignment | null;
};

const withoutTracks = (detected: DetectedInstances): LocatedInstances => ({
  ...detected,
  trackIds: Array.from({ length: detected.count }, () => null),
  assignment: null,
});

type AskedFrame = MeantTracks & { readonly trackIds: readonly (number | null)[] };

/** What a query means in a frame, by its tracks, or by a full look where they are not sure of it. */
const askFrame = async (
  query: TrackedQuery,
  overview: TrackedOverview,
  frame: InstanceFrame,
  { trackIds, assignment }: LocatedInstances,
): Promise<AskedFrame> => {
  const { ptsSeconds } = frame;
  const byTrack = { ...(await query.meantAt(ptsSeconds, trackIds)), trackIds };
  const isSure = byTrack.rows.some((row) => (assignment?.affinities[row] ?? 0) >= SURE_AFFINITY);
  if (assignment === null || isSure) {
    return byTrack;
  }
  const expected = await query.meantAt(ptsSeconds, assignment.expectedIds);
  if (expected.rows.length === 0) {
    return byTrack;
  }
  const instances = await frame.encode();
  const again = await overview.reassignAt(ptsSeconds, instances);
  const looked = { ptsSeconds, instances, trackIds: again.trackIds };
  return { ...(await query.meantIn(looked)), trackIds: again.trackIds };
};

/** The instances of a frame with their tracks. Null when an overview frame cannot be decoded. */
export const locateTracks = async (
  overview: TrackedOverview,
  frame: Omit<InstanceFrame, 'open' | 'encode'>,
): Promise<LocatedInstances | null> => {
  if (frame.overviewSecond !== null) {
    const tracked = await overview.frameAt(frame.overviewSecond);
    return tracked && { ...tracked.instances, trackIds: tracked.trackIds, assignment: null };
  }
  const detected = await frame.detect();
  const assignment = await overview.assignAt(frame.ptsSeconds, detected);
  return { ...detected, trackIds: assignment.trackIds, assignment };
};
