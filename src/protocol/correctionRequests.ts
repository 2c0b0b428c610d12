import type { Box } from '../core/mask/boxes.ts';
import type { InstanceSelection, RunLengths } from '../core/mask/instanceSelection.ts';

/**
 * A frame to which a region was tracked: in shares of the picture, x becomes x * widthScale + right and
 * y becomes y * heightScale + down.
 */
export type TrackedFrame = {
  readonly frameIndex: number;
  readonly right: number;
  readonly down: number;
  readonly widthScale: number;
  readonly heightScale: number;
};

/** The mask of one instance, as probabilities 0..255; the frame is stretched to the square. */
export type InstanceMask = {
  readonly trackId: number;
  readonly probability: Uint8Array<ArrayBuffer>;
};

/** An instance that the model sees in a frame, whatever was asked for. */
export type SeenInstance = {
  /** In 0..1 of the frame. */
  readonly box: Box;
  /** What the detector takes it for; null where it is not sure. */
  readonly name: string | null;
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
  /** All that the model sees in a frame, from left to right; nothing of bundles of kind "paper". */
  'read-seen-instances': {
    body: { readonly frameIndex: number };
    event: never;
    result: readonly SeenInstance[];
  };
  /**
   * The mask of what a box shows in a frame, as probabilities 0..255; the frame is stretched to the
   * square. Null of bundles of kind "paper".
   */
  'read-box-mask': {
    body: { readonly frameIndex: number; readonly box: Box };
    event: never;
    result: Uint8Array<ArrayBuffer> | null;
  };
  /**
   * Tracks a region of one frame forwards and backwards. It moves and grows with the instance that it
   * lies on; where there is none, it is compared frame by frame until it no longer matches.
   */
  'track-region': {
    body: {
      readonly frameIndex: number;
      readonly region: RunLengths;
      /** Of the object that the region corrects: its own instances carry it before others. */
      readonly resultId: string | null;
      /** First and last frame index, both included. */
      readonly range: readonly [number, number];
    };
    event: { readonly kind: 'progress'; readonly done: number; readonly total: number };
    result: readonly TrackedFrame[];
  };
};
