import type { InstanceSelection, RunLengths } from '../core/mask/instanceSelection.ts';

/** One frame on which a region was found again. */
export type TrackedFrame = {
  readonly frameIndex: number;
  /** Shares of the picture's width and height that the region has moved by. */
  readonly right: number;
  readonly down: number;
};

/** Requests about what a person corrects; they join those of `protocol.ts`. */
export type CorrectionRequests = {
  /**
   * Of the masks of a result, keeps what an object's examples mean. What was selected is a result
   * of its own, read and exported as any other; it has the frames that its base has now.
   */
  'select-instances': {
    body: {
      readonly resultId: string;
      readonly examples: readonly InstanceSelection[];
      /** 0..1; what hangs together above it is one thing. */
      readonly maskThreshold: number;
      readonly presenceThreshold: number;
      /** A selection that nobody looks at any more. */
      readonly replaces: string | null;
    };
    event: { readonly kind: 'progress'; readonly done: number; readonly total: number };
    result: {
      readonly resultId: string;
      /** By frame index; NaN where the base is not computed, 0 where nothing meant is left. */
      readonly presence: Float32Array<ArrayBuffer>;
    };
  };
  /**
   * Follows a region of one frame to both sides, frame by frame, until what is seen there is no
   * longer like it.
   */
  'track-region': {
    body: {
      readonly frameIndex: number;
      readonly region: RunLengths;
      /** First and last frame index, both included. */
      readonly range: readonly [number, number];
    };
    event: { readonly kind: 'progress'; readonly done: number; readonly total: number };
    result: readonly TrackedFrame[];
  };
};
