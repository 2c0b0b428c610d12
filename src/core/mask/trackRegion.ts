import { clamp } from '../util/math.ts';
import type { CellFeatures } from './regionFeatures.ts';

/** A translation in cells of the mask, with fractions. */
export type CellOffset = { readonly right: number; readonly down: number };

type TrackedRegion = {
  readonly offset: CellOffset;
  /** Mean cosine similarity of the template's cells and those at the offset, -1..1. */
  readonly similarity: number;
};

/** A region of one frame and that frame's features. */
export type RegionTemplate = {
  readonly cells: readonly number[];
  readonly features: CellFeatures;
};

/** More do not improve the match, and each costs a dot product at every offset. */
const MAX_TEMPLATE_CELLS = 400;
/** Largest offset from the guess along each axis. */
const SEARCH_RADIUS_CELLS = 4;
/** An offset at which less of the region is inside the picture does not match. */
const MIN_VISIBLE_SHARE = 0.5;
/** Prefers the nearer of two equal matches. */
const DISTANCE_PENALTY_PER_CELL = 0.002;

/**
 * Only cells of the region: background that is included would hold the match in place.
 * @param region cells that are not 0 belong to it.
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
  let visibleCells = 0;
  for (const cell of cells) {
    const x = (cell % width) + right;
    const y = Math.floor(cell / width) + down;
    if (x < 0 || x >= width || y < 0 || y >= height) {
      continue;
    }
    visibleCells += 1;
    const from = cell * channels;
    const to = (y * width + x) * channels;
    for (let channel = 0; channel < channels; channel++) {
      sum += (features.values[from + channel] ?? 0) * (frame.values[to + channel] ?? 0);
    }
  }
  return visibleCells < MIN_VISIBLE_SHARE * cells.length ? -1 : sum / visibleCells;
};

/** Offset of the peak of the parabola through three neighbouring values from the searchCentre one. */
const parabolaPeakOffset = (before: number, middle: number, after: number): number => {
  const curvature = before - 2 * middle + after;
  return curvature >= 0 ? 0 : clamp((before - after) / (2 * curvature), -0.5, 0.5);
};

/**
 * Exhaustive template matching around a guess, refined to fractions of a cell.
 * @param guess expected offset from the template's own position.
 */
export const trackRegion = (
  template: RegionTemplate,
  frame: CellFeatures,
  width: number,
  guess: CellOffset,
): TrackedRegion => {
  const similarityCache = new Map<string, number>();
  const at = (right: number, down: number): number => {
    const key = `${right}/${down}`;
    const value = similarityCache.get(key) ?? similarityAt(template, frame, width, right, down);
    similarityCache.set(key, value);
    return value;
  };
  const searchCentre = { right: Math.round(guess.right), down: Math.round(guess.down) };
  let best = { ...searchCentre, score: Number.NEGATIVE_INFINITY };
  for (
    let down = searchCentre.down - SEARCH_RADIUS_CELLS;
    down <= searchCentre.down + SEARCH_RADIUS_CELLS;
    down++
  ) {
    for (
      let right = searchCentre.right - SEARCH_RADIUS_CELLS;
      right <= searchCentre.right + SEARCH_RADIUS_CELLS;
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
  const peak = at(right, down);
  return {
    similarity: peak,
    offset: {
      right: right + parabolaPeakOffset(at(right - 1, down), peak, at(right + 1, down)),
      down: down + parabolaPeakOffset(at(right, down - 1), peak, at(right, down + 1)),
    },
  };
};
