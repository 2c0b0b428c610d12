/** Pixels of one row that lie side by side and have the same value; `end` is the first after them. */
export type MaskRun = { readonly y: number; readonly start: number; readonly end: number };

/** A piece of a mask whose pixels hang together. */
export type ConnectedComponent = {
  readonly runs: readonly MaskRun[];
  readonly area: number;
  readonly touchesBorder: boolean;
};

/** Runs of `value` in a mask of zeros and ones, row by row. */
export const maskRuns = (mask: Uint8Array, width: number, value: 0 | 1): MaskRun[] => {
  const runs: MaskRun[] = [];
  const other = value === 1 ? 0 : 1;
  const height = mask.length / width;
  for (let y = 0; y < height; y++) {
    const row = mask.subarray(y * width, (y + 1) * width);
    for (let start = row.indexOf(value); start !== -1; start = row.indexOf(value, start)) {
      const next = row.indexOf(other, start);
      const end = next === -1 ? width : next;
      runs.push({ y, start, end });
      start = end;
    }
  }
  return runs;
};

/**
 * Pieces of `value`. Things hang together over corners too, so that a thin slanted line is one
 * piece; what surrounds them does not, so that such a line has no gaps for it.
 */
export const connectedComponents = (
  mask: Uint8Array,
  width: number,
  value: 0 | 1,
): ConnectedComponent[] => {
  const height = mask.length / width;
  const runs = maskRuns(mask, width, value);
  const reach = value === 1 ? 1 : 0;
  /** Each run's parent in the forest of what hangs together; a root is its own. */
  const parents = runs.map((_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    while (parents[root] !== root) {
      root = parents[root] ?? root;
    }
    // Shorten the way for those who come after.
    for (let at = index; at !== root; ) {
      const next = parents[at] ?? root;
      parents[at] = root;
      at = next;
    }
    return root;
  };
  let above = 0;
  for (const [index, run] of runs.entries()) {
    while ((runs[above]?.y ?? run.y) < run.y - 1) {
      above++;
    }
    for (let other = above; other < index; other++) {
      const { y, start, end } = runs[other] ?? run;
      if (y === run.y || start >= run.end + reach) {
        break;
      }
      if (end + reach > run.start) {
        parents[rootOf(other)] = rootOf(index);
      }
    }
  }
  const pieces = new Map<number, MaskRun[]>();
  for (const [index, run] of runs.entries()) {
    const root = rootOf(index);
    const piece = pieces.get(root);
    if (piece) {
      piece.push(run);
    } else {
      pieces.set(root, [run]);
    }
  }
  return Array.from(pieces.values(), (piece) => ({
    runs: piece,
    area: piece.reduce((sum, { start, end }) => sum + end - start, 0),
    touchesBorder: piece.some(
      ({ y, start, end }) => y === 0 || y === height - 1 || start === 0 || end === width,
    ),
  }));
};
