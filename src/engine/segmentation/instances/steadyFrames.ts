import { boxAt, boxIou } from '../../../core/mask/boxes.ts';
import type { Box } from '../../../core/mask/boxes.ts';
import { firstFrameIndexFrom, wholeSecondOf } from '../../../core/time/frameTable.ts';
import type { FrameTable } from '../../../core/time/frameTable.ts';

/** Frames whose boxes lie between those of the frames beside them: no detector runs for them. */

/** Every so many frames of a second are always looked at; the others where their neighbours differ. */
const LOOKED_AT_EVERY = 4;
/** Frames farther apart than this tell too little of the one between them. */
const MAX_GAP_SECONDS = 0.17;
/** What is meant moves so little between the neighbours that the mean of its boxes fits. */
const MIN_STEADY_IOU = 0.7;

/** Tracked instances of a frame. */
export type TrackedBoxes = {
  /** [n, 4] */
  readonly boxes: Float32Array;
  /** [n, detectorClasses] */
  readonly classScores: Float32Array;
  /** The track of each instance; null for one that belongs to no track. */
  readonly trackIds: readonly (number | null)[];
};

/**
 * The two frames between which this one lies, both of its own second and not looked at because of
 * it: of frames 0 to 4 of a second, 1 and 3 lie between their neighbours and 2 between 0 and 4.
 * Null for a frame that is always looked at.
 */
export const neighboursOf = (
  ptsSeconds: FrameTable,
  frameIndex: number,
): readonly [number, number] | null => {
  const second = wholeSecondOf(ptsSeconds, frameIndex);
  const position = frameIndex - firstFrameIndexFrom(ptsSeconds, second);
  if (position % LOOKED_AT_EVERY === 0) {
    return null;
  }
  const distance = position % 2 === 0 ? 2 : 1;
  const [before, after] = [frameIndex - distance, frameIndex + distance];
  const gap = (ptsSeconds[after] ?? Number.POSITIVE_INFINITY) - (ptsSeconds[before] ?? 0);
  return gap <= MAX_GAP_SECONDS && wholeSecondOf(ptsSeconds, after) === second
    ? [before, after]
    : null;
};

const boxOfTrack = ({ boxes, trackIds }: TrackedBoxes, trackId: number): Box | null => {
  const row = trackIds.indexOf(trackId);
  return row === -1 ? null : boxAt(boxes, row);
};

/** Whether two frames show these tracks, and each hardly moved from one to the other. */
export const isSteady = (
  before: TrackedBoxes,
  after: TrackedBoxes,
  trackIds: readonly number[],
): boolean =>
  trackIds.every((trackId) => {
    const [earlier, later] = [boxOfTrack(before, trackId), boxOfTrack(after, trackId)];
    return earlier !== null && later !== null && boxIou(earlier, later) >= MIN_STEADY_IOU;
  });

/**
 * The tracks that both frames show, between them.
 * @param share of the way from `before` to `after`, 0..1
 */
export const boxesBetween = (
  before: TrackedBoxes,
  after: TrackedBoxes,
  share: number,
): TrackedBoxes => {
  const rowsAfter = new Map(after.trackIds.map((trackId, row) => [trackId, row]));
  const pairs = before.trackIds.flatMap((trackId, row) => {
    const rowAfter = trackId === null ? undefined : rowsAfter.get(trackId);
    return rowAfter === undefined ? [] : [{ trackId, row, rowAfter }];
  });
  const between = (valuesBefore: Float32Array, valuesAfter: Float32Array, columns: number) =>
    Float32Array.from({ length: pairs.length * columns }, (_, index) => {
      const { row, rowAfter } = pairs[Math.floor(index / columns)] ?? { row: 0, rowAfter: 0 };
      const column = index % columns;
      const [low, high] = [
        valuesBefore[row * columns + column] ?? 0,
        valuesAfter[rowAfter * columns + column] ?? 0,
      ];
      return low + (high - low) * share;
    });
  const classCount = before.classScores.length / Math.max(1, before.trackIds.length);
  return {
    boxes: between(before.boxes, after.boxes, 4),
    classScores: between(before.classScores, after.classScores, classCount),
    trackIds: pairs.map(({ trackId }) => trackId),
  };
};
