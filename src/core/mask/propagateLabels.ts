import type { MaskComponent } from './significantComponents.ts';
import { nearestLabels } from './nearestLabels.ts';

/** Label of a cell, given by a person or propagated: belongs to the object, or to another one. */
const NO_LABEL = 0;
export const POSITIVE_LABEL = 1;
export const NEGATIVE_LABEL = 2;
export type InstanceLabel = typeof POSITIVE_LABEL | typeof NEGATIVE_LABEL;

/** In a component that merges two instances, the smaller has at least this share of the cells. */
const MIN_SHARE_OF_COMPONENT = 0.05;

const countLabelledCells = (
  component: MaskComponent,
  labels: Uint8Array,
  label: InstanceLabel,
): number => {
  let count = 0;
  for (let cell = 0; cell < labels.length; cell++) {
    count += component.cells[cell] === 1 && labels[cell] === label ? 1 : 0;
  }
  return count;
};

/**
 * Propagates positive and negative labels from a neighbouring frame to the components of a mask, by
 * overlap. A component that overlaps both is split: each cell takes the nearest label.
 * @param previousLabels labels of the neighbouring frame, one a cell; null without one.
 * @param classifyComponent called for a component that overlaps no label.
 * @returns a label for each cell of the mask; NO_LABEL outside.
 */
export const propagateLabels = async (
  components: readonly MaskComponent[],
  previousLabels: Uint8Array | null,
  width: number,
  classifyComponent: (component: MaskComponent) => Promise<InstanceLabel>,
): Promise<Uint8Array<ArrayBuffer>> => {
  const labels = new Uint8Array(width * width);
  const assign = (component: MaskComponent, labelOf: (cell: number) => number): void => {
    for (let cell = 0; cell < labels.length; cell++) {
      if (component.cells[cell] === 1) {
        labels[cell] = labelOf(cell);
      }
    }
  };
  for (const component of components) {
    const positive = previousLabels
      ? countLabelledCells(component, previousLabels, POSITIVE_LABEL)
      : 0;
    const negative = previousLabels
      ? countLabelledCells(component, previousLabels, NEGATIVE_LABEL)
      : 0;
    if (previousLabels === null || positive + negative === 0) {
      const label = await classifyComponent(component);
      assign(component, () => label);
    } else if (Math.min(positive, negative) < MIN_SHARE_OF_COMPONENT * component.area) {
      assign(component, () => (positive > negative ? POSITIVE_LABEL : NEGATIVE_LABEL));
    } else {
      const inComponent = previousLabels.map((label, cell) =>
        component.cells[cell] === 1 ? label : NO_LABEL,
      );
      const nearest = nearestLabels(inComponent, width);
      assign(component, (cell) => nearest[cell] ?? NO_LABEL);
    }
  }
  return labels;
};

/** The map with 0 wherever the nearest label is negative, soft edges included. */
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
