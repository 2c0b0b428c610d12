import { boxIou } from '../mask/boxes.ts';
import type { Box } from '../mask/boxes.ts';

/**
 * What a person pointed at: an instance of one frame, by its box. Stored in projects. A box names the
 * instance for any model; a box that no instance fits is drawn as it is, and followed by its pixels.
 */
export type PointPrompt = {
  readonly kind: 'include' | 'exclude';
  readonly frameIndex: number;
  /** In 0..1 of the frame. */
  readonly box: Box;
};

/** For an object. */
export const MAX_POINTS = 64;
/** At or above it a box names an instance. */
const SAME_INSTANCE_IOU = 0.5;
/** A box of no track is followed through frames at most so far away. */
export const MAX_CARRIED_SECONDS = 5;
/** Sides of a box are rounded to it, so that they are short in a file. */
const BOX_UNITS = 10_000;

const side = (value: number): number =>
  Math.round(Math.min(1, Math.max(0, value)) * BOX_UNITS) / BOX_UNITS;

export const pointPrompt = (
  kind: PointPrompt['kind'],
  frameIndex: number,
  box: Box,
): PointPrompt => {
  return { kind, frameIndex, box: [side(box[0]), side(box[1]), side(box[2]), side(box[3])] };
};

/** The index of the box that fits best, at least {@link SAME_INSTANCE_IOU}; null without one. */
export const bestFit = (box: Box, boxes: readonly Box[]): number | null => {
  const ious = boxes.map((other) => boxIou(box, other));
  const best = ious.indexOf(Math.max(...ious));
  return (ious[best] ?? 0) >= SAME_INSTANCE_IOU ? best : null;
};
