/**
 * Presentation timestamps in seconds, ascending; the index is the frame index, the app's unit of
 * time. Never seek by index / fps: real clips have variable frame rates and late first frames.
 */
export type FrameTable = Float64Array | readonly number[];

/**
 * The frame on screen at a time: the last one whose timestamp is not after it.
 * Before the first frame that is frame 0. -1 only for an empty table.
 */
export const frameIndexAt = (ptsSeconds: FrameTable, seconds: number): number => {
  let low = 0;
  let high = ptsSeconds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ptsSeconds[middle] ?? 0) <= seconds) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return Math.min(Math.max(low - 1, 0), ptsSeconds.length - 1);
};

/** The whole second tau (from 0) in which a frame begins: the sound and the memory that it sees. */
export const wholeSecondOf = (ptsSeconds: FrameTable, frameIndex: number): number =>
  Math.max(0, Math.floor(ptsSeconds[frameIndex] ?? 0));

/** The first frame that begins in this whole second or a later one; the frame count if none does. */
export const firstFrameIndexFrom = (ptsSeconds: FrameTable, second: number): number => {
  if (second <= 0) {
    return 0; // timestamps before zero belong to second 0
  }
  let frame = frameIndexAt(ptsSeconds, second);
  while ((ptsSeconds[frame - 1] ?? -1) >= second) {
    frame--; // frames of one timestamp
  }
  return wholeSecondOf(ptsSeconds, frame) < second ? frame + 1 : frame;
};

/** The frame whose timestamp is nearest; of two as near, the earlier. */
export const nearestFrameIndex = (ptsSeconds: FrameTable, seconds: number): number => {
  const before = frameIndexAt(ptsSeconds, seconds);
  const after = Math.min(before + 1, ptsSeconds.length - 1);
  const distance = (index: number): number => Math.abs((ptsSeconds[index] ?? 0) - seconds);
  return distance(after) < distance(before) ? after : before;
};

/**
 * One frame for each whole second of the clip, the method's own rate: entry tau is the frame
 * nearest to the middle of second tau (of what is left of the clip, in the last one). A second
 * without a frame of its own gets the nearest of its neighbours, so entries can repeat.
 */
export const overviewFrameIndices = (ptsSeconds: FrameTable, durationSeconds: number): number[] => {
  if (ptsSeconds.length === 0) {
    return [];
  }
  const lastSecond = wholeSecondOf(ptsSeconds, ptsSeconds.length - 1);
  const seconds = Math.max(Math.ceil(durationSeconds), lastSecond + 1);
  return Array.from({ length: seconds }, (_, tau) => {
    const end = Math.min(tau + 1, Math.max(durationSeconds, tau));
    return nearestFrameIndex(ptsSeconds, (tau + end) / 2);
  });
};
