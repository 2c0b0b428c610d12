/** Frame indices, both included. */
export type PlaybackRange = { readonly first: number; readonly last: number };

type PlaybackSpanInputs = {
  readonly playheadFrameIndex: number;
  readonly frameCount: number;
  /** In and Out; null for the whole clip. */
  readonly range: PlaybackRange | null;
  readonly isLooping: boolean;
};

/**
 * Where forward playback begins and ends. It stays within In and Out: from a frame before Out it
 * ends there, from Out it starts again at In. Behind Out it plays on to the end of the clip, unless
 * it loops.
 */
export const playbackSpan = ({
  playheadFrameIndex: playhead,
  frameCount,
  range,
  isLooping,
}: PlaybackSpanInputs): { readonly from: number; readonly last: number } => {
  const end = Math.max(0, frameCount - 1);
  const { first, last } = range ?? { first: 0, last: end };
  if (isLooping && (playhead < first || playhead >= last)) {
    return { from: first, last };
  }
  if (playhead === last) {
    return { from: first, last };
  }
  return playhead > last
    ? { from: playhead < end ? playhead : first, last: playhead < end ? end : last }
    : { from: playhead, last };
};
