import type { MaskPart } from './maskParts.ts';
import { nearestLabels } from './nearestLabel.ts';

/** What a person said of a cell's thing, or what follows from it. */
export const NO_LABEL = 0;
export const WANTED = 1;
export const UNWANTED = 2;
export type ThingLabel = typeof WANTED | typeof UNWANTED;

/** Where two things have run together, the smaller one has at least this share of their part. */
const LEAST_SHARE_OF_PART = 0.05;

const countInside = (part: MaskPart, labels: Uint8Array, label: ThingLabel): number => {
  let count = 0;
  for (let cell = 0; cell < labels.length; cell++) {
    count += part.cells[cell] === 1 && labels[cell] === label ? 1 : 0;
  }
  return count;
};

/**
 * Labels the parts of a mask by the labels of a frame just before or after: a thing is where it
 * was. Where a wanted and an unwanted one have run together, each keeps what is nearest to it.
 * @param before labels of that frame, a cell each; null when there is none so near in time.
 * @param judge asked for a part that overlaps with nothing labelled.
 * @returns a label for each cell of the mask; NO_LABEL outside.
 */
export const labelParts = async (
  parts: readonly MaskPart[],
  before: Uint8Array | null,
  width: number,
  judge: (part: MaskPart) => Promise<ThingLabel>,
): Promise<Uint8Array<ArrayBuffer>> => {
  const labels = new Uint8Array(width * width);
  const put = (part: MaskPart, labelOf: (cell: number) => number): void => {
    for (let cell = 0; cell < labels.length; cell++) {
      if (part.cells[cell] === 1) {
        labels[cell] = labelOf(cell);
      }
    }
  };
  for (const part of parts) {
    const wanted = before ? countInside(part, before, WANTED) : 0;
    const unwanted = before ? countInside(part, before, UNWANTED) : 0;
    if (before === null || wanted + unwanted === 0) {
      const label = await judge(part);
      put(part, () => label);
    } else if (Math.min(wanted, unwanted) < LEAST_SHARE_OF_PART * part.area) {
      put(part, () => (wanted > unwanted ? WANTED : UNWANTED));
    } else {
      const inPart = before.map((label, cell) => (part.cells[cell] === 1 ? label : NO_LABEL));
      const nearest = nearestLabels(inPart, width);
      put(part, (cell) => nearest[cell] ?? NO_LABEL);
    }
  }
  return labels;
};

/** The map without what is unwanted, and without the soft surroundings of that. */
export const withoutUnwanted = (
  probability: Uint8Array,
  labels: Uint8Array,
  width: number,
): Uint8Array<ArrayBuffer> => {
  const nearest = nearestLabels(labels, width);
  return Uint8Array.from(probability, (value, cell) => (nearest[cell] === UNWANTED ? 0 : value));
};
