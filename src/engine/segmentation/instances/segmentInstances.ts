import type { InstanceManifest } from '../../../core/model/manifestInstances.ts';
import type {
  CueWeights,
  FrameInstance,
  FrameMask,
  InstanceMask,
} from '../../../protocol/requests.ts';
import { boxAt, boxList } from '../../../core/mask/boxes.ts';
import type { DetectedInstances } from '../../inference/instances/detector.ts';
import { distinctInstances } from './distinctInstances.ts';
import type { InstanceMasks } from './instanceMasks.ts';
import { locateTracks, NO_TRACK } from './lookAtFrame.ts';
import type { AskedInstances, FrameQuery, InstanceFrame } from './lookAtFrame.ts';
import { composeFrameMask } from './pasteMask.ts';
import type { TrackedBoxes } from './steadyFrames.ts';
import type { TrackedOverview } from './trackedOverview.ts';
import type { PointChoice, TrackedPoints } from './trackedPoints.ts';

export type InstanceFrameMask = FrameMask & {
  /** The most probable first, at most {@link MAX_LISTED_INSTANCES}. */
  readonly instances: readonly FrameInstance[];
};

const MAX_LISTED_INSTANCES = 16;

export type InstanceSegmentation = {
  readonly overview: TrackedOverview;
  /** Null where points alone say what is meant. */
  readonly query: FrameQuery | null;
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

const NO_CUES: CueWeights = { sound: 0, sight: 0, words: 0 };
const NO_CHOICE: PointChoice = { included: new Set(), excluded: new Set(), looseBoxes: [] };

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
  const { overview, query, points = null, keepsTrack = () => true } = segmentation;
  const isSaidHere = points?.isSaidIn(frame.frameIndex) === true;
  const seen: (TrackedBoxes & Partial<AskedInstances>) | null =
    query !== null
      ? await query.ask(points === null ? frame : { ...frame, neighbours: () => [] })
      : isSaidHere
        ? withoutTracks(await frame.detect())
        : await locateTracks(overview, frame);
  if (seen === null) {
    return null;
  }
  const { boxes, trackIds, probabilities = [], meant = [] } = seen;
  const choice = points
    ? await points.choose({ ...frame, boxes: boxList(boxes), trackIds })
    : NO_CHOICE;
  const { included, excluded } = choice;
  const isKept = (row: number): boolean =>
    !excluded.has(row) && keepsTrack(trackIds[row] ?? NO_TRACK);
  const byQuery = meant.filter(({ row }) => isKept(row) && !included.has(row));
  const distinct = segmentation.includesDuplicates === true ? byQuery : distinctInstances(byQuery);
  const chosen = new Set([...distinct.map(({ row }) => row), ...included]);
  const scored = trackIds.flatMap((trackId, row): FrameInstance[] => {
    // A person is sure of what they point at.
    const score = included.has(row) ? 1 : (probabilities[row] ?? null);
    return score === null || Number.isNaN(score) || !isKept(row)
      ? []
      : [{ trackId: trackId ?? NO_TRACK, box: boxAt(boxes, row), score, isMeant: chosen.has(row) }];
  });
  const loose = choice.looseBoxes.map(
    (box): FrameInstance => ({ trackId: NO_TRACK, box, score: 1, isMeant: true }),
  );
  const all = [...loose, ...scored].toSorted((a, b) => b.score - a.score);
  return {
    scored: all,
    isEmptied: meant.length > 0 && !all.some(({ isMeant }) => isMeant),
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

const withoutTracks = ({ boxes, classScores, count }: DetectedInstances): TrackedBoxes => ({
  boxes,
  classScores,
  trackIds: Array.from({ length: count }, () => null),
});
