/** What the cells of a frame look like: a row of unit length for each cell of the mask. */
export type CellFeatures = {
  /** cells * channels */
  readonly values: Float32Array;
  readonly channels: number;
};

/** Embeddings for finding a region again, names too for judging whether two things are alike. */
export type CellFeatureKind = 'embeddings' | 'embeddings-and-names';

/** What a region looks like: the mean over its cells, of unit length. */
export type RegionPrototype = Float32Array<ArrayBuffer>;

/** Scales in place; a vector of zeros stays one. */
export const normalizeInPlace = <T extends Float32Array>(values: T): T => {
  const length = Math.hypot(...values);
  if (length > 0) {
    for (let index = 0; index < values.length; index++) {
      values[index] = (values[index] ?? 0) / length;
    }
  }
  return values;
};

/** Null for a region without cells. @param cells those that are not 0 belong to the region. */
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
  return count === 0 ? null : normalizeInPlace(sum);
};

/** -1..1: cosine of two unit vectors. */
export const cosineSimilarity = (a: Float32Array, b: Float32Array): number => {
  let sum = 0;
  for (let index = 0; index < a.length; index++) {
    sum += (a[index] ?? 0) * (b[index] ?? 0);
  }
  return sum;
};

/** To the prototype that is nearest; -1 when there is none. */
export const maxSimilarity = (
  vector: Float32Array,
  prototypes: readonly RegionPrototype[],
): number => Math.max(-1, ...prototypes.map((prototype) => cosineSimilarity(vector, prototype)));
