import type { BrushStroke } from './brushStroke.ts';
import type { PostprocessSettings } from './postprocessSettings.ts';
import { connectedComponents, maskRuns, type MaskRun } from './connectedComponents.ts';
import { clamp } from '../util/math.ts';
import { paintStrokes } from './paintStrokes.ts';

/** A mask of zeros and ones with `width` columns, row by row. No function here changes its input. */
type MaskBytes = Uint8Array<ArrayBuffer>;

const fillRuns = (mask: MaskBytes, width: number, runs: readonly MaskRun[], value: 0 | 1): void => {
  for (const { y, start, end } of runs) {
    mask.fill(value, y * width + start, y * width + end);
  }
};

/** Fills background components of at most `maxPixels` that do not touch the picture's border. */
export const fillHoles = (mask: MaskBytes, width: number, maxPixels: number): MaskBytes => {
  const filled = mask.slice();
  for (const { runs, area, touchesBorder } of connectedComponents(mask, width, 0)) {
    if (!touchesBorder && area <= maxPixels) {
      fillRuns(filled, width, runs, 1);
    }
  }
  return filled;
};

/** Removes components of at most `maxPixels`, except the largest: small objects would vanish. */
export const removeSmallComponents = (
  mask: MaskBytes,
  width: number,
  maxPixels: number,
): MaskBytes => {
  const components = connectedComponents(mask, width, 1).toSorted((a, b) => b.area - a.area);
  const remaining = mask.slice();
  for (const { runs, area } of components.slice(1)) {
    if (area <= maxPixels) {
      fillRuns(remaining, width, runs, 0);
    }
  }
  return remaining;
};

/** Dilates `value` by a disc, run by run: every pixel within `radius` of the value takes it. */
const dilateValue = (mask: MaskBytes, width: number, radius: number, value: 0 | 1): MaskBytes => {
  const height = mask.length / width;
  const dilated = mask.slice();
  const maxOffset = Math.floor(radius);
  const halfWidths = Array.from({ length: 2 * maxOffset + 1 }, (_, index) =>
    Math.floor(Math.sqrt(radius * radius - (index - maxOffset) ** 2)),
  );
  for (const { y, start, end } of maskRuns(mask, width, value)) {
    for (const [index, half] of halfWidths.entries()) {
      const row = y + index - maxOffset;
      if (row >= 0 && row < height) {
        const from = Math.max(0, start - half);
        const to = Math.min(width, end + half);
        dilated.fill(value, row * width + from, row * width + to);
      }
    }
  }
  return dilated;
};

/**
 * Dilates the mask by a disc of this radius, or erodes it when the radius is negative. The picture's
 * border is not eroded: an object that is cut by it stays at it.
 */
export const dilateOrErode = (mask: MaskBytes, width: number, radius: number): MaskBytes =>
  radius >= 0 ? dilateValue(mask, width, radius, 1) : dilateValue(mask, width, -radius, 0);

/** Box blur over 2 * radius + 1 pixels along each row; edge pixels repeat. */
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

/** The same along each column, processed row by row for cache locality. */
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
 * Coverage of each pixel, 0..255: the mask blurred by two box filters, which approximate a triangular
 * kernel. Half of the soft edge's width lies outside of the mask; the picture's border stays hard.
 */
export const featherMask = (mask: MaskBytes, width: number, featherPixels: number): MaskBytes => {
  // Two box filters in a row fade over four times their radius.
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

/** Whether the settings leave every mask as it is. */
export const isPostprocessIdentity = (settings: PostprocessSettings): boolean =>
  settings.growPixels === 0 &&
  settings.featherPixels === 0 &&
  settings.fillHolesShare === 0 &&
  settings.dropSpecksShare === 0;

/**
 * Removes specks, fills holes, then grows or shrinks the mask; it stays hard.
 * @param scale width of this mask over the clip's width: settings count pixels of the clip.
 */
export const applyMorphology = (
  mask: MaskBytes,
  width: number,
  settings: PostprocessSettings,
  scale: number,
): MaskBytes => {
  const { dropSpecksShare, fillHolesShare, growPixels } = settings;
  let result = mask;
  if (dropSpecksShare > 0) {
    result = removeSmallComponents(result, width, dropSpecksShare * mask.length);
  }
  if (fillHolesShare > 0) {
    result = fillHoles(result, width, fillHolesShare * mask.length);
  }
  if (growPixels !== 0) {
    result = dilateOrErode(result, width, growPixels * scale);
  }
  return result;
};

/** The hard mask, and the coverage 0..255 where its edge is feathered. */
type PostprocessOutput = { readonly mask: MaskBytes; readonly cover: MaskBytes | null };

/**
 * Postprocesses a thresholded mask, for the canvas and for exports. Strokes are painted after the
 * morphology, so that it does not change them, and before the feather.
 * @param scale width of this mask over the clip's width.
 * @param strokes those of the mask's frame.
 */
export const postprocessMask = (
  mask: MaskBytes,
  width: number,
  settings: PostprocessSettings,
  scale: number,
  strokes: readonly BrushStroke[],
): PostprocessOutput => {
  const hard = paintStrokes(applyMorphology(mask, width, settings, scale), width, strokes);
  const cover =
    settings.featherPixels > 0 ? featherMask(hard, width, settings.featherPixels * scale) : null;
  return { mask: hard, cover };
};
