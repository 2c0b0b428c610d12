import type { InstanceSelection, RunLengths } from '../core/mask/instanceSelection.ts';

/** A frame to which a region was tracked. */
export type TrackedFrame = {
  readonly frameIndex: number;
  /** Motion of the region, in shares of the picture's width and height. */
  readonly right: number;
  readonly down: number;
};

/** The mask of one instance, as probabilities 0..255; the frame is stretched to the square. */
export type InstanceMask = {
  readonly trackId: number;
  readonly probability: Uint8Array<ArrayBuffer>;
};

/** Requests about corrections; part of `Requests`. */
export type CorrectionRequests = {
  /**
   * Selects instances in the masks of a result by an object's examples. The selection is a result of
   * its own, which is read and exported like any other; it has the frames that its base has now.
   */
  'select-instances': {
    body: {
      readonly resultId: string;
      readonly examples: readonly InstanceSelection[];
      /** 0..1; connected components above it are instances. */
      readonly maskThreshold: number;
      readonly presenceThreshold: number;
      /** Id of an earlier selection that is discarded. */
      readonly replaces: string | null;
    };
    event: { readonly kind: 'progress'; readonly done: number; readonly total: number };
    result: {
      readonly resultId: string;
      /** By frame index; NaN where the base is not computed, 0 where no instance is selected. */
      readonly presence: Float32Array<ArrayBuffer>;
    };
  };
  /**
   * The masks of the instances that the query means in a frame, one each. Empty when another model
   * made the result, or one whose masks are not made of instances.
   */
  'read-instance-masks': {
    body: { readonly resultId: string; readonly frameIndex: number };
    event: never;
    result: readonly InstanceMask[];
  };
  /**
   * Tracks a region of one frame forwards and backwards, frame by frame, until it no longer matches.
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
