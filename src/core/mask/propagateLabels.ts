import type { MaskComponent } from './significantComponents.ts';
import { nearestLabels } from './nearestLabels.ts';

/** What a person said of a cell's thing, or what follows from it. */
export const NO_LABEL = 0;
export const POSITIVE_LABEL = 1;
export const NEGATIVE_LABEL = 2;
export type InstanceLabel = typeof POSITIVE_LABEL | typeof NEGATIVE_LABEL;

/** Where two things have run together, the smaller one has at least this share of their part. */
const MIN_SHARE_OF_COMPONENT = 0.05;

const countLabelledCells = (
  part: MaskComponent,
  labels: Uint8Array,
  label: InstanceLabel,
): number => {
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
export const propagateLabels = async (
  parts: readonly MaskComponent[],
  before: Uint8Array | null,
  width: number,
  judge: (part: MaskComponent) => Promise<InstanceLabel>,
): Promise<Uint8Array<ArrayBuffer>> => {
  const labels = new Uint8Array(width * width);
  const put = (part: MaskComponent, labelOf: (cell: number) => number): void => {
    for (let cell = 0; cell < labels.length; cell++) {
      if (part.cells[cell] === 1) {
        labels[cell] = labelOf(cell);
      }
    }
  };
  for (const part of parts) {
    const wanted = before ? countLabelledCells(part, before, POSITIVE_LABEL) : 0;
    const unwanted = before ? countLabelledCells(part, before, NEGATIVE_LABEL) : 0;
    if (before === null || wanted + unwanted === 0) {
      const label = await judge(part);
      put(part, () => label);
    } else if (Math.min(wanted, unwanted) < MIN_SHARE_OF_COMPONENT * part.area) {
      put(part, () => (wanted > unwanted ? POSITIVE_LABEL : NEGATIVE_LABEL));
    } else {
      const inPart = before.map((label, cell) => (part.cells[cell] === 1 ? label : NO_LABEL));
      const nearest = nearestLabels(inPart, width);
      put(part, (cell) => nearest[cell] ?? NO_LABEL);
    }
  }
  return labels;
};

/** The map without what is unwanted, and without the soft surroundings of that. */
export const removeNegatives = (
  probability: Uint8Array,
  labels: Uint8Array,
  width: number,
): Uint8Array<ArrayBuffer> => {
  const nearest = nearestLabels(labels, width);
  return Uint8Array.from(probability, (value, cell) =>
    nearest[cell] === NEGATIVE_LABEL ? 0 : value,
  );
};
