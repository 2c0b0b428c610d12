import { boxArea, boxAt } from '../../core/mask/boxes.ts';
import type { Box } from '../../core/mask/boxes.ts';
import { decodeRunLengths } from '../../core/mask/instanceSelection.ts';
import type { RunLengths } from '../../core/mask/instanceSelection.ts';
import type { RequestBody, RequestEvent, TrackedFrame } from '../../protocol/requests.ts';
import type { SegmentResult } from '../results/resultStore.ts';
import type { InstanceClip } from '../segmentation/instances/instanceClip.ts';
import { locateTracks } from '../segmentation/instances/lookAtFrame.ts';

/** Of a box's longer side: a region beside an instance belongs to it too, as a tail that is missing. */
const BOX_MARGIN = 0.15;
/** Of the region's cells: from here on an instance of the object carries the region. */
const MIN_MEANT_SHARE = 0.3;
/** The same of any other instance. */
const MIN_SHARE = 0.6;

type TrackBoxJob = RequestBody<'track-region'> & {
  readonly instanceClip: InstanceClip;
  /** The object that the region corrects; null where it has no result. */
  readonly result: SegmentResult | null;
  /** Runs work that may need frames, after other work had its turn. @throws EarmarkError `aborted` */
  readonly step: <T>(work: () => Promise<T>) => Promise<T>;
  readonly emit: (event: RequestEvent<'track-region'>) => void;
};

type BoxOfTrack = { readonly trackId: number; readonly box: Box };

/** Share of a region's cells that lie in a box or beside it. */
const shareInBox = (region: RunLengths, box: Box): number => {
  const cells = decodeRunLengths(region);
  const side = Math.sqrt(cells.length);
  const margin = BOX_MARGIN * Math.max(box[2] - box[0], box[3] - box[1]);
  let [all, inside] = [0, 0];
  for (const [cell, value] of cells.entries()) {
    if (value !== 0) {
      const x = ((cell % side) + 0.5) / side;
      const y = (Math.floor(cell / side) + 0.5) / side;
      const isIn =
        x >= box[0] - margin &&
        x <= box[2] + margin &&
        y >= box[1] - margin &&
        y <= box[3] + margin;
      all += 1;
      inside += Number(isIn);
    }
  }
  return all === 0 ? 0 : inside / all;
};

/** How a region moves and grows with a box: x becomes x * widthScale + right. */
const boxMotion = (from: Box, to: Box): Omit<TrackedFrame, 'frameIndex'> => {
  const widthScale = (to[2] - to[0]) / (from[2] - from[0]);
  const heightScale = (to[3] - to[1]) / (from[3] - from[1]);
  return {
    widthScale,
    heightScale,
    right: to[0] - from[0] * widthScale,
    down: to[1] - from[1] * heightScale,
  };
};

const boxesOfTracks = async (
  { instanceClip }: TrackBoxJob,
  frameIndex: number,
): Promise<readonly BoxOfTrack[]> => {
  const located = await locateTracks(instanceClip.tracked, instanceClip.frameOf(frameIndex));
  return (located?.trackIds ?? []).flatMap((trackId, row) => {
    const box = boxAt(located?.boxes ?? new Float32Array(), row);
    return trackId === null || boxArea(box) === 0 ? [] : [{ trackId, box }];
  });
};

/** The instance that a region lies on: of the object itself before any other; of others the smallest. */
const findCarrier = async (job: TrackBoxJob): Promise<BoxOfTrack | null> => {
  const { region, frameIndex, result } = job;
  const boxes = await job.step(() => boxesOfTracks(job, frameIndex));
  const header = result?.masks.header(frameIndex);
  const meant = new Set(
    (header?.instances ?? []).flatMap(({ trackId, isMeant }) => (isMeant ? [trackId] : [])),
  );
  const shared = boxes
    .map((carrier) => ({ carrier, share: shareInBox(region, carrier.box) }))
    .toSorted((a, b) => b.share - a.share);
  const own = shared.find(
    ({ carrier, share }) => meant.has(carrier.trackId) && share >= MIN_MEANT_SHARE,
  );
  const [smallest] = shared
    .filter(({ share }) => share >= MIN_SHARE)
    .toSorted((a, b) => boxArea(a.carrier.box) - boxArea(b.carrier.box));
  return (own ?? smallest)?.carrier ?? null;
};

/** Frames of a range from one outwards: those after it, then those before it. */
const outwards = (frameIndex: number, [first, last]: readonly [number, number]): number[] => {
  const frames = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return [
    ...frames.filter((frame) => frame > frameIndex),
    ...frames.filter((frame) => frame < frameIndex).toReversed(),
  ];
};

/**
 * Carries a region with the instance that it lies on: it moves and grows with the box of the
 * instance's track. Null where no track carries it.
 * @throws EarmarkError `aborted`; those of the media and of the model.
 */
export const trackBoxJob = async (job: TrackBoxJob): Promise<readonly TrackedFrame[] | null> => {
  const carrier = await findCarrier(job);
  if (carrier === null) {
    return null;
  }
  const carried: TrackedFrame[] = [];
  const frames = outwards(job.frameIndex, job.range);
  for (const [done, frameIndex] of frames.entries()) {
    const boxes = await job.step(() => boxesOfTracks(job, frameIndex));
    const here = boxes.find(({ trackId }) => trackId === carrier.trackId);
    if (here !== undefined) {
      carried.push({ frameIndex, ...boxMotion(carrier.box, here.box) });
    }
    job.emit({ kind: 'progress', done: done + 1, total: frames.length });
  }
  return carried;
};
