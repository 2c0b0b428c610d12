import type { BinaryMask } from './groundTruthMask.ts';

/** Boundary tolerance as a share of the picture's diagonal, as in DAVIS. */
const TOLERANCE_FRACTION = 0.008;

/** Pixels on the near side of a change to the right, below or both; DAVIS' seg2bmap. */
const maskBoundary = ({ width, height, pixels }: BinaryMask): Uint8Array => {
  const boundary = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const below = Math.min(y + 1, height - 1) * width;
    for (let x = 0; x < width; x++) {
      const right = Math.min(x + 1, width - 1);
      const here = pixels[row + x] ?? 0;
      const beside = pixels[row + right] ?? 0;
      const under = pixels[below + x] ?? 0;
      const across = pixels[below + right] ?? 0;
      boundary[row + x] = (here ^ beside) | (here ^ under) | (here ^ across);
    }
  }
  return boundary;
};

/** Dilates by a disc of `radius` pixels. */
const dilate = (mask: Uint8Array, width: number, height: number, radius: number): Uint8Array => {
  const result = new Uint8Array(mask.length);
  const reach = Array.from({ length: radius + 1 }, (_, dy) =>
    Math.floor(Math.sqrt(radius * radius - dy * dy)),
  );
  for (let index = mask.indexOf(1); index !== -1; index = mask.indexOf(1, index + 1)) {
    const x = index % width;
    const y = (index - x) / width;
    for (let dy = -radius; dy <= radius; dy++) {
      const row = y + dy;
      if (row < 0 || row >= height) continue;
      const half = reach[Math.abs(dy)] ?? 0;
      const start = row * width;
      result.fill(1, start + Math.max(x - half, 0), start + Math.min(x + half + 1, width));
    }
  }
  return result;
};

/** Set pixels of a mask that are set in the other one too. */
const countIntersection = (mask: Uint8Array, other: Uint8Array): number => {
  let count = 0;
  for (let index = 0; index < mask.length; index++) {
    count += (mask[index] ?? 0) & (other[index] ?? 0);
  }
  return count;
};

/**
 * Boundary F: how much of each boundary lies within `radius` pixels of the other one (DAVIS: 0.8 %
 * of the diagonal); the harmonic mean of both shares. 1 when both masks have no boundary.
 */
export const boundaryF = (
  answer: BinaryMask,
  truth: BinaryMask,
  radius = Math.ceil(TOLERANCE_FRACTION * Math.hypot(truth.width, truth.height)),
): number => {
  const { width, height } = truth;
  if (answer.width !== width || answer.height !== height) {
    throw new RangeError('Masks of different sizes have no common boundary.');
  }
  const drawn = maskBoundary(answer);
  const wanted = maskBoundary(truth);
  const drawnLength = countIntersection(drawn, drawn);
  const wantedLength = countIntersection(wanted, wanted);
  if (drawnLength === 0 && wantedLength === 0) return 1;
  if (drawnLength === 0 || wantedLength === 0) return 0;
  const nearWanted = dilate(wanted, width, height, radius);
  const nearDrawn = dilate(drawn, width, height, radius);
  const precision = countIntersection(drawn, nearWanted) / drawnLength;
  const recall = countIntersection(wanted, nearDrawn) / wantedLength;
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
};
