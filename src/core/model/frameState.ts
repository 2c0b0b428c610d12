/** "Not computed", "empty" and "present" are three different states everywhere: lane, overlay, export. */
export type FrameState = 'not-computed' | 'empty' | 'present';

/**
 * State of a frame from its presence score.
 * @param presence 0..1, or undefined when the frame was not computed.
 * @param presenceThreshold 0..1; at or above it the thing is there.
 */
export const frameState = (presence: number | undefined, presenceThreshold: number): FrameState => {
  if (presence === undefined) {
    return 'not-computed';
  }
  return presence >= presenceThreshold ? 'present' : 'empty';
};

/**
 * The least presence that float32 can hold and that is not below the threshold: rounded to float32,
 * 0.77 lies below itself.
 */
export const float32PresenceThreshold = (presenceThreshold: number): number => {
  const rounded = Math.fround(presenceThreshold);
  return rounded < presenceThreshold ? rounded + 2 ** -23 : rounded;
};
