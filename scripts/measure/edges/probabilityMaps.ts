/** Probability maps made of hand-drawn masks, side x side bytes. */

/** The share of each cell that the mask covers. */
export const areaAverage = (
  mask: Uint8Array,
  width: number,
  height: number,
  side: number,
): Uint8Array => {
  const along = (length: number): { cell: number; weight: number }[][] =>
    Array.from({ length }, (_, pixel) => {
      const [start, end] = [(pixel * side) / length, ((pixel + 1) * side) / length];
      const cells = [];
      for (let cell = Math.floor(start); cell < end; cell++) {
        cells.push({ cell, weight: Math.min(end, cell + 1) - Math.max(start, cell) });
      }
      return cells;
    });
  const [columns, rows] = [along(width), along(height)];
  const covered = new Float64Array(side * side);
  for (let index = mask.indexOf(1); index !== -1; index = mask.indexOf(1, index + 1)) {
    for (const row of rows[Math.floor(index / width)] ?? []) {
      for (const column of columns[index % width] ?? []) {
        const at = row.cell * side + column.cell;
        covered[at] = (covered[at] ?? 0) + row.weight * column.weight;
      }
    }
  }
  return Uint8Array.from(covered, (share) => Math.round(255 * Math.min(1, share)));
};

/** Standard deviation of the blur, in cells. */
const BLUR_SIGMA_CELLS = 1.5;
/** Standard deviation of the errors, in log-odds; they are as smooth as the blur. */
const ERROR_SIGMA_LOG_ODDS = 0.7;
const MIN_PROBABILITY = 0.02;

/** The same, blurred and with smooth errors: what a model's softness does to it. */
export const degradeMap = (map: Uint8Array, side: number, gaussian: () => number): Uint8Array => {
  const blurred = gaussianBlur(
    Float64Array.from(map, (value) => value / 255),
    side,
  );
  const errors = gaussianBlur(Float64Array.from(map, gaussian), side);
  const spread = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
  return Uint8Array.from(blurred, (share, index) => {
    const odds = (share + MIN_PROBABILITY) / (1 + MIN_PROBABILITY - share);
    const error = (ERROR_SIGMA_LOG_ODDS * (errors[index] ?? 0)) / spread;
    return Math.round(255 / (1 + Math.exp(-Math.log(odds) - error)));
  });
};

const gaussianBlur = (values: Float64Array, side: number): Float64Array => {
  const reach = Math.ceil(3 * BLUR_SIGMA_CELLS);
  const pass = (source: Float64Array, alongX: boolean): Float64Array =>
    source.map((_, index) => {
      const [x, y] = [index % side, Math.floor(index / side)];
      let [sum, total] = [0, 0];
      for (let offset = -reach; offset <= reach; offset++) {
        const weight = Math.exp(-0.5 * (offset / BLUR_SIGMA_CELLS) ** 2);
        const inside = Math.min(Math.max((alongX ? x : y) + offset, 0), side - 1);
        sum += weight * (source[alongX ? y * side + inside : inside * side + x] ?? 0);
        total += weight;
      }
      return sum / total;
    });
  return pass(pass(values, true), false);
};
