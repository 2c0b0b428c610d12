import type { BinaryMask } from '../metrics/groundTruthMask.ts';
import { itemError } from '../scoring/itemRecord.ts';
import type { ItemScore } from '../scoring/itemRecord.ts';
import { OFFICIAL_MASK_PIXELS } from '../scoring/scoreItem.ts';

/** How many of the worst items have a picture. */
const MAX_GALLERY_ITEMS = 24;

type GalleryItem = {
  readonly key: string;
  readonly score: ItemScore;
  /** 0..1, 1 is worst. */
  readonly error: number;
};

/** Draws the worst frame of an item: ground truth and prediction over the open clip's picture. */
export type RenderFailure = (
  frameIndex: number,
  truth: BinaryMask,
  answer: BinaryMask,
) => Promise<Blob>;

/** The worst items so far, worst first; of equally bad ones the earlier. */
type WorstItems = {
  readonly items: readonly GalleryItem[];
  /** Whether this one is among them, and which one had to go. */
  offer(key: string, score: ItemScore): { readonly isIn: boolean; readonly dropped: string | null };
};

export const createWorstItems = (size = MAX_GALLERY_ITEMS): WorstItems => {
  const items: GalleryItem[] = [];
  return {
    items,
    offer: (key, score) => {
      const error = itemError(score, OFFICIAL_MASK_PIXELS);
      const place = items.findIndex((item) => item.error < error);
      items.splice(place === -1 ? items.length : place, 0, { key, score, error });
      const dropped = items.length > size ? items.pop() : undefined;
      return { isIn: dropped?.key !== key, dropped: dropped?.key ?? null };
    },
  };
};

/** The frame that costs an item most. */
export const worstFrameIndex = (score: ItemScore): number =>
  score.frames.reduce((worst, frame) => (frame.j < worst.j ? frame : worst), {
    j: Number.POSITIVE_INFINITY,
    frameIndex: 0,
  }).frameIndex;
