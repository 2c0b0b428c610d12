import type { FrameRange } from '../document/projectDocument.ts';

/** How much of a clip a query is searched in. */
export const SEARCH_EXTENTS = ['all', 'shot', 'frame'] as const;
export type SearchExtent = (typeof SEARCH_EXTENTS)[number];

/** First and last frame of the shot that a frame is in. @param cuts first frames of shots, ascending */
const shotAround = (
  cuts: readonly number[],
  frameIndex: number,
  frameCount: number,
): FrameRange => ({
  first: cuts.findLast((cut) => cut <= frameIndex) ?? 0,
  last: (cuts.find((cut) => cut > frameIndex) ?? frameCount) - 1,
});

type ExtentSource = {
  /** Null while they are looked for: the shot is then all of the clip. */
  readonly cuts: readonly number[] | null;
  readonly playheadFrameIndex: number;
  readonly frameCount: number;
  /** In and Out. */
  readonly range: FrameRange | null;
};

/**
 * The frames of an extent; null for all, which In and Out bound. A shot is what In and Out leave of
 * it, unless the playhead is outside of them.
 */
export const extentRange = (
  extent: SearchExtent,
  { cuts, playheadFrameIndex, frameCount, range }: ExtentSource,
): FrameRange | null => {
  switch (extent) {
    case 'all':
      return null;
    case 'frame':
      return { first: playheadFrameIndex, last: playheadFrameIndex };
    default: {
      const shot = shotAround(cuts ?? [], playheadFrameIndex, frameCount);
      const isInside =
        range !== null && playheadFrameIndex >= range.first && playheadFrameIndex <= range.last;
      return isInside
        ? { first: Math.max(shot.first, range.first), last: Math.min(shot.last, range.last) }
        : shot;
    }
  }
};
