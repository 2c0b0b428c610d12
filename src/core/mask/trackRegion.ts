import { clamp } from '../util/math.ts';
import type { CellFeatures } from './regionFeatures.ts';

/** A move in cells of the mask; fractions are between two cells. */
export type CellOffset = { readonly right: number; readonly down: number };

export type TrackedRegion = {
  readonly offset: CellOffset;
  /** -1..1: mean cosine of the region's cells and of those that it was found on. */
  readonly similarity: number;
};

/** A region as one frame shows it. */
export type RegionTemplate = {
  readonly cells: readonly number[];
  readonly features: CellFeatures;
};

/** More say nothing new, and each costs a cosine at every place. */
const MAX_TEMPLATE_CELLS = 400;
/** How far from the guess a region is looked for, in cells, along each side. */
const SEARCH_RADIUS_CELLS = 4;
/** A region that leaves the picture is followed as long as this share of it can be seen. */
const MIN_VISIBLE_SHARE = 0.5;
/** Of two places that fit as well, the nearer one: a cell of distance costs this much. */
const DISTANCE_PENALTY_PER_CELL = 0.002;

/**
 * Nothing around the region counts: what a thing moves over stays where it is, and would hold it.
 * @param region those cells that are not 0.
 */
export const createRegionTemplate = (
  features: CellFeatures,
  region: Uint8Array,
): RegionTemplate => {
  const all = Array.from(region.keys()).filter((cell) => region[cell] !== 0);
  const step = Math.max(1, all.length / MAX_TEMPLATE_CELLS);
  const count = Math.min(all.length, MAX_TEMPLATE_CELLS);
  return {
    cells: Array.from({ length: count }, (_, index) => all[Math.floor(index * step)] ?? 0),
    features,
  };
};

const similarityAt = (
  { cells, features }: RegionTemplate,
  frame: CellFeatures,
  width: number,
  right: number,
  down: number,
): number => {
  const { channels } = features;
  const height = frame.values.length / channels / width;
  let sum = 0;
  let seen = 0;
  for (const cell of cells) {
    const x = (cell % width) + right;
    const y = Math.floor(cell / width) + down;
    if (x < 0 || x >= width || y < 0 || y >= height) {
      continue;
    }
    seen += 1;
    const from = cell * channels;
    const to = (y * width + x) * channels;
    for (let channel = 0; channel < channels; channel++) {
      sum += (features.values[from + channel] ?? 0) * (frame.values[to + channel] ?? 0);
    }
  }
  return seen < MIN_VISIBLE_SHARE * cells.length ? -1 : sum / seen;
};

/** Top of the parabola through three values a step apart, as an offset from the middle one. */
const parabolaPeakOffset = (before: number, middle: number, after: number): number => {
  const curvature = before - 2 * middle + after;
  return curvature >= 0 ? 0 : clamp((before - after) / (2 * curvature), -0.5, 0.5);
};

/**
 * Finds in a frame what the template shows, around a guess.
 * @param guess where it should be, as a move from where the template was.
 */
export const trackRegion = (
  template: RegionTemplate,
  frame: CellFeatures,
  width: number,
  guess: CellOffset,
): TrackedRegion => {
  const known = new Map<string, number>();
  const at = (right: number, down: number): number => {
    const key = `${right}/${down}`;
    const value = known.get(key) ?? similarityAt(template, frame, width, right, down);
    known.set(key, value);
    return value;
  };
  const middle = { right: Math.round(guess.right), down: Math.round(guess.down) };
  let best = { ...middle, score: Number.NEGATIVE_INFINITY };
  for (
    let down = middle.down - SEARCH_RADIUS_CELLS;
    down <= middle.down + SEARCH_RADIUS_CELLS;
    down++
  ) {
    for (
      let right = middle.right - SEARCH_RADIUS_CELLS;
      right <= middle.right + SEARCH_RADIUS_CELLS;
      right++
    ) {
      const distance = Math.hypot(right - guess.right, down - guess.down);
      const score = at(right, down) - DISTANCE_PENALTY_PER_CELL * distance;
      if (score > best.score) {
        best = { right, down, score };
      }
    }
  }
  const { right, down } = best;
  const here = at(right, down);
  return {
    similarity: here,
    offset: {
      right: right + parabolaPeakOffset(at(right - 1, down), here, at(right + 1, down)),
      down: down + parabolaPeakOffset(at(right, down - 1), here, at(right, down + 1)),
    },
  };
};
