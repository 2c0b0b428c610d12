import type { BinaryMask } from './truthMask.ts';

/** Of the picture's diagonal, as DAVIS has it. */
const TOLERANCE = 0.008;

/** Pixels on the near side of a change to the right, below or both; DAVIS' seg2bmap. */
export const boundaryOf = ({ width, height, pixels }: BinaryMask): Uint8Array => {
  const boundary = new Uint8Array(width * height);
  const at = (x: number, y: number): number =>
    pixels[Math.min(y, height - 1) * width + Math.min(x, width - 1)] ?? 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const here = at(x, y);
      const changes = (here ^ at(x + 1, y)) | (here ^ at(x, y + 1)) | (here ^ at(x + 1, y + 1));
      boundary[y * width + x] = changes;
    }
  }
  return boundary;
};

/** Everything within `radius` of a set pixel. */
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

const sum = (mask: Uint8Array): number => mask.reduce((total, value) => total + value, 0);

/**
 * Boundary F: how much of each boundary lies within `radius` pixels of the other one (DAVIS: 0.8 %
 * of the diagonal); the harmonic mean of both shares. 1 when both masks have no boundary.
 */
export const boundaryF = (
  answer: BinaryMask,
  truth: BinaryMask,
  radius = Math.ceil(TOLERANCE * Math.hypot(truth.width, truth.height)),
): number => {
  const { width, height } = truth;
  if (answer.width !== width || answer.height !== height) {
    throw new RangeError('Masks of different sizes have no common boundary.');
  }
  const drawn = boundaryOf(answer);
  const wanted = boundaryOf(truth);
  const drawnLength = sum(drawn);
  const wantedLength = sum(wanted);
  if (drawnLength === 0 && wantedLength === 0) return 1;
  if (drawnLength === 0 || wantedLength === 0) return 0;
  const nearWanted = dilate(wanted, width, height, radius);
  const nearDrawn = dilate(drawn, width, height, radius);
  const precision =
    sum(drawn.map((pixel, index) => pixel & (nearWanted[index] ?? 0))) / drawnLength;
  const recall = sum(wanted.map((pixel, index) => pixel & (nearDrawn[index] ?? 0))) / wantedLength;
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
};
