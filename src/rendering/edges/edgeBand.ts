import type { UpsampleInput } from '../../core/mask/upsampleMask.ts';

/** Cells of one row of the map, side by side: `endColumn` is the first that is no longer part. */
export type CellRun = {
  readonly row: number;
  readonly startColumn: number;
  readonly endColumn: number;
};

/** The band in which a mask's edge may move, and how far the map is trusted in it. */
export type EdgeBand = {
  readonly runs: readonly CellRun[];
  /** maskWidth * maskHeight bytes: 0 keeps the map's edge as it is, 255 lets the colours decide. */
  readonly softness: Uint8Array;
};

/** Largest distance, in cells of the map, between the refined edge and the map's. */
const MAX_SHIFT_CELLS = 4;
/** Largest evidence of colours, in log-odds: pixels with a more certain map never change. */
export const MAX_EVIDENCE_LOG_ODDS = 3;
/**
 * Steps of probability from cell to cell. An edge this steep is known to a fraction of a cell, and
 * colours can only blur it; one this soft says little more than "somewhere here".
 */
const STEEP_STEP_PER_CELL = 0.5;
const SOFT_STEP_PER_CELL = 0.3;
/** Keeps the log-odds of 0 and 1 finite; as in the shaders. */
export const PROBABILITY_EPSILON = 0.004;

type ProbabilityMap = Pick<UpsampleInput, 'probability' | 'maskWidth' | 'maskHeight' | 'threshold'>;

/** Log-odds of a probability 0..1. */
export const logOdds = (probability: number): number =>
  Math.log((probability + PROBABILITY_EPSILON) / (1 + PROBABILITY_EPSILON - probability));

/** Cells near a place where the map crosses the threshold, is soft and is in doubt. */
export const findEdgeBand = (map: ProbabilityMap): EdgeBand => {
  const { probability, maskWidth, maskHeight, threshold } = map;
  const softness = computeSoftness(map);
  const limit = threshold * 255;
  const inside = probability.map((value) => (value > limit ? 1 : 0));
  const size = [maskWidth, maskHeight] as const;
  const nearInside = maximumFilter(inside, ...size, MAX_SHIFT_CELLS);
  const nearOutside = maximumFilter(
    inside.map((value) => 1 - value),
    ...size,
    MAX_SHIFT_CELLS,
  );
  const isDoubtful = uncertaintyTable(threshold);
  // A pixel between two cells is interpolated from both.
  const nearDoubt = maximumFilter(
    probability.map((value) => isDoubtful[value] ?? 0),
    ...size,
    1,
  );
  const nearSoft = maximumFilter(softness, ...size, 1);
  const isMovable = (index: number): boolean =>
    nearInside[index] === 1 &&
    nearOutside[index] === 1 &&
    nearDoubt[index] === 1 &&
    nearSoft[index] !== 0;
  return { runs: cellRunsOf(isMovable, maskWidth, maskHeight), softness };
};

/** 1 for each byte of probability that the colours can bring to the threshold. */
const uncertaintyTable = (threshold: number): Uint8Array => {
  const centre = logOdds(threshold);
  return Uint8Array.from({ length: 256 }, (_, value) =>
    Math.abs(logOdds(value / 255) - centre) < MAX_EVIDENCE_LOG_ODDS ? 1 : 0,
  );
};

const cellRunsOf = (
  isMovable: (index: number) => boolean,
  maskWidth: number,
  maskHeight: number,
): CellRun[] => {
  const runs: CellRun[] = [];
  for (let row = 0; row < maskHeight; row++) {
    let startColumn = -1;
    for (let column = 0; column <= maskWidth; column++) {
      const isPart = column < maskWidth && isMovable(row * maskWidth + column);
      if (isPart && startColumn < 0) {
        startColumn = column;
      } else if (!isPart && startColumn >= 0) {
        runs.push({ row, startColumn, endColumn: column });
        startColumn = -1;
      }
    }
  }
  return runs;
};

/** Steepest step of the neighbourhood, smoothed so that the trust has no jumps. */
const computeSoftness = ({ probability, maskWidth, maskHeight }: ProbabilityMap): Uint8Array => {
  const steps = new Uint8Array(probability.length);
  const raise = (index: number, other: number): void => {
    const step = Math.abs((probability[index] ?? 0) - (probability[other] ?? 0));
    steps[index] = Math.max(steps[index] ?? 0, step);
    steps[other] = Math.max(steps[other] ?? 0, step);
  };
  for (let row = 0; row < maskHeight; row++) {
    for (let column = 0; column < maskWidth; column++) {
      const index = row * maskWidth + column;
      if (column + 1 < maskWidth) {
        raise(index, index + 1);
      }
      if (row + 1 < maskHeight) {
        raise(index, index + maskWidth);
      }
    }
  }
  const steepest = maximumFilter(steps, maskWidth, maskHeight, 1);
  return meanFilter(steepest, maskWidth, maskHeight).map((step) => {
    const share = (STEEP_STEP_PER_CELL - step / 255) / (STEEP_STEP_PER_CELL - SOFT_STEP_PER_CELL);
    return Math.round(255 * Math.min(1, Math.max(0, share)));
  });
};

/** Reduces the neighbours inside the map, from `first` to `last`: along rows, then along columns. */
const separableFilter = (
  values: Uint8Array,
  maskWidth: number,
  maskHeight: number,
  reach: number,
  reduce: (source: Uint8Array, first: number, last: number, step: number) => number,
): Uint8Array => {
  const pass = (source: Uint8Array, length: number, step: number): Uint8Array => {
    const result = new Uint8Array(source.length);
    for (let index = 0; index < source.length; index++) {
      const place = Math.floor(index / step) % length;
      const first = index - Math.min(reach, place) * step;
      const last = index + Math.min(reach, length - 1 - place) * step;
      result[index] = reduce(source, first, last, step);
    }
    return result;
  };
  return pass(pass(values, maskWidth, 1), maskHeight, maskWidth);
};

const maximumFilter = (
  values: Uint8Array,
  maskWidth: number,
  maskHeight: number,
  reach: number,
): Uint8Array =>
  separableFilter(values, maskWidth, maskHeight, reach, (source, first, last, step) => {
    let most = 0;
    for (let index = first; index <= last; index += step) {
      most = Math.max(most, source[index] ?? 0);
    }
    return most;
  });

const meanFilter = (values: Uint8Array, maskWidth: number, maskHeight: number): Uint8Array =>
  separableFilter(values, maskWidth, maskHeight, 1, (source, first, last, step) => {
    let sum = 0;
    let count = 0;
    for (let index = first; index <= last; index += step) {
      sum += source[index] ?? 0;
      count += 1;
    }
    return Math.round(sum / count);
  });
