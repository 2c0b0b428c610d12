import type { BinaryMask } from '../metrics/truthMask.ts';
import { itemError } from '../score/record.ts';
import type { ItemScore } from '../score/record.ts';
import { BENCH_PIXELS } from '../score/scoreItem.ts';

/** How many of the worst items have a picture. */
export const GALLERY_SIZE = 24;

export type Failure = {
  readonly key: string;
  readonly score: ItemScore;
  /** 0..1, 1 is worst. */
  readonly error: number;
};

/** Draws the worst frame of an item: truth and answer over the picture of the open clip. */
export type PaintFailure = (
  frameIndex: number,
  truth: BinaryMask,
  answer: BinaryMask,
) => Promise<Blob>;

/** The worst items so far, worst first; of equally bad ones the earlier. */
export type WorstItems = {
  readonly items: readonly Failure[];
  /** Whether this one is among them, and which one had to go. */
  offer(key: string, score: ItemScore): { readonly isIn: boolean; readonly dropped: string | null };
};

export const createWorstItems = (size = GALLERY_SIZE): WorstItems => {
  const items: Failure[] = [];
  return {
    items,
    offer: (key, score) => {
      const error = itemError(score, BENCH_PIXELS);
      const place = items.findIndex((item) => item.error < error);
      items.splice(place === -1 ? items.length : place, 0, { key, score, error });
      const dropped = items.length > size ? items.pop() : undefined;
      return { isIn: dropped?.key !== key, dropped: dropped?.key ?? null };
    },
  };
};

/** The frame that costs an item most. */
export const worstFrame = (score: ItemScore): number =>
  score.frames.reduce((worst, frame) => (frame.j < worst.j ? frame : worst), {
    j: Number.POSITIVE_INFINITY,
    frameIndex: 0,
  }).frameIndex;
