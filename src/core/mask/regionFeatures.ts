import { dot, unitVector } from '../util/vectors.ts';

/** Appearance of a frame: a vector of unit length for each cell of the mask. */
export type CellFeatures = {
  /** cells * channels */
  readonly values: Float32Array;
  readonly channels: number;
};

/** Mean appearance of a region's cells, of unit length. */
export type RegionPrototype = Float32Array<ArrayBuffer>;

/** @param cells those that are not 0 belong to the region. @returns null for a region without cells. */
export const computePrototype = (
  { values, channels }: CellFeatures,
  cells: Uint8Array,
): RegionPrototype | null => {
  const sum = new Float32Array(channels);
  let count = 0;
  for (let cell = 0; cell < cells.length; cell++) {
    if (cells[cell] !== 0) {
      count += 1;
      for (let channel = 0; channel < channels; channel++) {
        sum[channel] = (sum[channel] ?? 0) + (values[cell * channels + channel] ?? 0);
      }
    }
  }
  return count === 0 ? null : unitVector(sum);
};

/** Cosine similarity to the nearest prototype, -1..1; -1 when there is none. */
export const maxSimilarity = (
  vector: Float32Array,
  prototypes: readonly RegionPrototype[],
): number => Math.max(-1, ...prototypes.map((prototype) => dot(vector, prototype)));
