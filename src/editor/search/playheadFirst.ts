import { overviewFrameIndices, wholeSecondOf } from '../../core/time/frameTable.ts';
import type { ClipInfo } from '../../protocol/requests.ts';
import type { FrameRange } from '../document/projectDocument.ts';
import { presenceAt, type QueryResult } from './queryResult.ts';

/** With more seconds before the playhead, their overview frames are answered on the way to it. */
const MAX_SILENT_SECONDS = 60;

/**
 * The frames to segment before the rest of a clip, so that the frame on the screen is answered
 * first: itself alone, though its cached memory is made of the overview frames of the seconds before
 * it. Where these are many, their answers come on the way. What was pointed at on it alone needs no
 * other frame. Null when it has its answer, is outside of In and Out, or comes first anyway.
 */
export const framesBeforeRest = (
  { ptsSeconds, durationSeconds }: Pick<ClipInfo, 'ptsSeconds' | 'durationSeconds'>,
  result: QueryResult,
  range: FrameRange | null,
  playheadFrameIndex: number,
): readonly number[] | null => {
  const second = wholeSecondOf(ptsSeconds, playheadFrameIndex);
  const isOutside =
    range !== null && (playheadFrameIndex < range.first || playheadFrameIndex > range.last);
  const isAnswered =
    presenceAt(result, playheadFrameIndex) !== undefined ||
    result.undecodable.includes(playheadFrameIndex);
  const overview = overviewFrameIndices(ptsSeconds, durationSeconds);
  const isSaidHere =
    result.query === '' &&
    result.points.every(({ frameIndex }) => frameIndex === playheadFrameIndex);
  if (isOutside || isAnswered || (overview[0] === playheadFrameIndex && !isSaidHere)) {
    return null;
  }
  if (isSaidHere) {
    return [playheadFrameIndex];
  }
  const before = overview
    .slice(0, second > MAX_SILENT_SECONDS ? second : 0)
    .filter(
      (frameIndex) => range === null || (frameIndex >= range.first && frameIndex <= range.last),
    );
  return [...new Set([...before, playheadFrameIndex])];
};
