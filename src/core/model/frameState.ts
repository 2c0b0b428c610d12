/** Three different states everywhere: on timeline lanes, in overlays, in exports. */
export type FrameState = 'not-computed' | 'empty' | 'present';

/**
 * State of a frame from its presence score.
 * @param presence 0..1, or undefined when the frame was not computed.
 * @param presenceThreshold 0..1; at or above it the object is present.
 */
export const frameState = (presence: number | undefined, presenceThreshold: number): FrameState => {
  if (presence === undefined) {
    return 'not-computed';
  }
  return presence >= presenceThreshold ? 'present' : 'empty';
};

/**
 * The smallest float32 that is not below the threshold. Rounding alone may give a smaller one, as it
 * does for 0.77.
 */
export const float32PresenceThreshold = (presenceThreshold: number): number => {
  const rounded = Math.fround(presenceThreshold);
  return rounded < presenceThreshold ? rounded + 2 ** -23 : rounded;
};
