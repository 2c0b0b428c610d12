/** Vectors of any width; the two of a product have the same one. */
type Vector = Float32Array<ArrayBuffer>;

export const dot = (a: Float32Array, b: Float32Array): number => {
  let sum = 0;
  for (let index = 0; index < a.length; index++) {
    sum += (a[index] ?? 0) * (b[index] ?? 0);
  }
  return sum;
};

/** Of length 1; zeros stay zeros. */
export const unitVector = (vector: Float32Array): Vector => {
  const length = Math.sqrt(dot(vector, vector));
  return Float32Array.from(vector, (value) => (length === 0 ? 0 : value / length));
};

/** The unit vector of what is left without the mean: how fusion and mask decoder compare names. */
export const centredUnitVector = (vector: Float32Array, mean: Float32Array): Vector =>
  unitVector(Float32Array.from(vector, (value, index) => value - (mean[index] ?? 0)));

/** @param vectors at least one. */
export const meanVector = (vectors: readonly Float32Array[]): Vector => {
  const mean = new Float32Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) {
    for (let index = 0; index < mean.length; index++) {
      mean[index] = (mean[index] ?? 0) + (vector[index] ?? 0) / vectors.length;
    }
  }
  return mean;
};
