import type { BrushStroke } from './brushStroke.ts';
import type { PostprocessSettings } from './postprocessSettings.ts';
import { connectedComponents, maskRuns, type MaskRun } from './connectedComponents.ts';
import { clamp } from '../util/math.ts';
import { paintStrokes } from './paintStrokes.ts';

/** All of these take and give masks of zeros and ones with `width` columns, and change no input. */
type MaskBytes = Uint8Array<ArrayBuffer>;

const fillRuns = (mask: MaskBytes, width: number, runs: readonly MaskRun[], value: 0 | 1): void => {
  for (const { y, start, end } of runs) {
    mask.fill(value, y * width + start, y * width + end);
  }
};

/** Fills holes of at most `mostPixels`; what reaches the picture's border is no hole. */
export const fillHoles = (mask: MaskBytes, width: number, mostPixels: number): MaskBytes => {
  const filled = mask.slice();
  for (const { runs, area, touchesBorder } of connectedComponents(mask, width, 0)) {
    if (!touchesBorder && area <= mostPixels) {
      fillRuns(filled, width, runs, 1);
    }
  }
  return filled;
};

/** Drops pieces of at most `mostPixels`; the largest always stays, or small things would vanish. */
export const removeSmallComponents = (
  mask: MaskBytes,
  width: number,
  mostPixels: number,
): MaskBytes => {
  const pieces = connectedComponents(mask, width, 1).toSorted((a, b) => b.area - a.area);
  const kept = mask.slice();
  for (const { runs, area } of pieces.slice(1)) {
    if (area <= mostPixels) {
      fillRuns(kept, width, runs, 0);
    }
  }
  return kept;
};

/** Runs laid out wider by a disc: every pixel within `radius` of the value takes it. */
const dilateValue = (mask: MaskBytes, width: number, radius: number, value: 0 | 1): MaskBytes => {
  const height = mask.length / width;
  const grown = mask.slice();
  const reach = Math.floor(radius);
  const halfWidths = Array.from({ length: 2 * reach + 1 }, (_, index) =>
    Math.floor(Math.sqrt(radius * radius - (index - reach) ** 2)),
  );
  for (const { y, start, end } of maskRuns(mask, width, value)) {
    for (const [index, half] of halfWidths.entries()) {
      const row = y + index - reach;
      if (row >= 0 && row < height) {
        const from = Math.max(0, start - half);
        const to = Math.min(width, end + half);
        grown.fill(value, row * width + from, row * width + to);
      }
    }
  }
  return grown;
};

/**
 * Moves the edge outwards by a disc of this radius, inwards when it is negative. The picture's own
 * border is no edge: what is cut by it is not drawn back from it.
 */
export const dilateOrErode = (mask: MaskBytes, width: number, radius: number): MaskBytes =>
  radius >= 0 ? dilateValue(mask, width, radius, 1) : dilateValue(mask, width, -radius, 0);

/** Mean over 2 * radius + 1 pixels along each row; the ends repeat. */
const boxBlurRows = (from: Float32Array, to: Float32Array, width: number, radius: number): void => {
  const scale = 1 / (2 * radius + 1);
  for (let first = 0; first < from.length; first += width) {
    const row = from.subarray(first, first + width);
    let sum = 0;
    for (let x = -radius; x <= radius; x++) {
      sum += row[clamp(x, 0, width - 1)] ?? 0;
    }
    for (let x = 0; x < width; x++) {
      to[first + x] = sum * scale;
      sum +=
        (row[clamp(x + radius + 1, 0, width - 1)] ?? 0) -
        (row[clamp(x - radius, 0, width - 1)] ?? 0);
    }
  }
};

/** The same along each column, a row at a time, as memory lies. */
const boxBlurColumns = (
  from: Float32Array,
  to: Float32Array,
  width: number,
  radius: number,
): void => {
  const height = from.length / width;
  const scale = 1 / (2 * radius + 1);
  const rowAt = (y: number): Float32Array => {
    const row = clamp(y, 0, height - 1);
    return from.subarray(row * width, (row + 1) * width);
  };
  const sums = new Float32Array(width);
  const add = (row: Float32Array, sign: 1 | -1): void => {
    for (let x = 0; x < width; x++) {
      sums[x] = (sums[x] ?? 0) + sign * (row[x] ?? 0);
    }
  };
  for (let y = -radius; y <= radius; y++) {
    add(rowAt(y), 1);
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      to[y * width + x] = (sums[x] ?? 0) * scale;
    }
    add(rowAt(y + radius + 1), 1);
    add(rowAt(y - radius), -1);
  }
};

/**
 * The mask with a soft edge: how much of each pixel is covered, 0..255. Half of the edge's width
 * lies outside of the mask; the picture's border stays as it is.
 */
export const featherMask = (mask: MaskBytes, width: number, featherPixels: number): MaskBytes => {
  // Two box filters after one another fade over four times their radius.
  const radius = Math.round(featherPixels / 4);
  if (radius < 1) {
    return mask.map((value) => value * 255);
  }
  const cover = Float32Array.from(mask);
  const alongRows = new Float32Array(mask.length);
  for (let pass = 0; pass < 2; pass++) {
    boxBlurRows(cover, alongRows, width, radius);
    boxBlurColumns(alongRows, cover, width, radius);
  }
  const bytes = new Uint8Array(mask.length);
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = Math.round((cover[index] ?? 0) * 255);
  }
  return bytes;
};

/** Whether a finish leaves the mask as it is. */
export const isPostprocessIdentity = (finish: PostprocessSettings): boolean =>
  finish.growPixels === 0 &&
  finish.featherPixels === 0 &&
  finish.fillHolesShare === 0 &&
  finish.dropSpecksShare === 0;

/**
 * A mask with specks dropped, holes filled and its edge moved, in this order; still hard.
 * @param scale width of this mask over the clip's own width: pixels of a finish are the clip's.
 */
export const applyMorphology = (
  mask: MaskBytes,
  width: number,
  finish: PostprocessSettings,
  scale: number,
): MaskBytes => {
  const { dropSpecksShare, fillHolesShare, growPixels } = finish;
  let finished = mask;
  if (dropSpecksShare > 0) {
    finished = removeSmallComponents(finished, width, dropSpecksShare * mask.length);
  }
  if (fillHolesShare > 0) {
    finished = fillHoles(finished, width, fillHolesShare * mask.length);
  }
  if (growPixels !== 0) {
    finished = dilateOrErode(finished, width, growPixels * scale);
  }
  return finished;
};

/** The hard mask, and the soft one where its edge is feathered. */
export type PostprocessOutput = { readonly mask: MaskBytes; readonly cover: MaskBytes | null };

/**
 * All that corrects a mask after its threshold: canvas and exports use this function. Strokes are
 * painted on the finished mask, so that a person gets what they painted; only a feather comes after.
 * @param strokes of the mask's own frame.
 */
export const postprocessMask = (
  mask: MaskBytes,
  width: number,
  finish: PostprocessSettings,
  scale: number,
  strokes: readonly BrushStroke[],
): PostprocessOutput => {
  const hard = paintStrokes(applyMorphology(mask, width, finish, scale), width, strokes);
  const cover =
    finish.featherPixels > 0 ? featherMask(hard, width, finish.featherPixels * scale) : null;
  return { mask: hard, cover };
};
