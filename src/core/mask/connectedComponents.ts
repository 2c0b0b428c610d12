/** Neighbouring pixels of one row that have the same value; `end` is exclusive. */
export type MaskRun = { readonly y: number; readonly start: number; readonly end: number };

/** A connected component of a mask. */
type ConnectedComponent = {
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
 * Connected components of `value`, by union-find over runs. Foreground (1) is 8-connected, so that a
 * thin slanted line is one component; background (0) is 4-connected, so that it does not leak
 * through such a line.
 */
export const connectedComponents = (
  mask: Uint8Array,
  width: number,
  value: 0 | 1,
): ConnectedComponent[] => {
  const height = mask.length / width;
  const runs = maskRuns(mask, width, value);
  const cornerReach = value === 1 ? 1 : 0;
  /** Parent of each run in the union-find forest; a root is its own parent. */
  const parents = runs.map((_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    while (parents[root] !== root) {
      root = parents[root] ?? root;
    }
    // Path compression.
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
      if (y === run.y || start >= run.end + cornerReach) {
        break;
      }
      if (end + cornerReach > run.start) {
        parents[rootOf(other)] = rootOf(index);
      }
    }
  }
  const components = new Map<number, MaskRun[]>();
  for (const [index, run] of runs.entries()) {
    const root = rootOf(index);
    const component = components.get(root);
    if (component) {
      component.push(run);
    } else {
      components.set(root, [run]);
    }
  }
  return Array.from(components.values(), (component) => ({
    runs: component,
    area: component.reduce((sum, { start, end }) => sum + end - start, 0),
    touchesBorder: component.some(
      ({ y, start, end }) => y === 0 || y === height - 1 || start === 0 || end === width,
    ),
  }));
};
