/** Corners of a closed polygon: x and y in turn, in any unit that is the same along both. */
export type Outline = readonly number[];

const distanceFromLine = (
  outline: Outline,
  at: number,
  [fromX, fromY]: readonly [number, number],
  [toX, toY]: readonly [number, number],
): number => {
  const [x, y] = [outline[2 * at] ?? 0, outline[2 * at + 1] ?? 0];
  const [dx, dy] = [toX - fromX, toY - fromY];
  const length = Math.hypot(dx, dy);
  return length === 0
    ? Math.hypot(x - fromX, y - fromY)
    : Math.abs(dx * (y - fromY) - dy * (x - fromX)) / length;
};

/**
 * Ramer, Douglas and Peucker's simplification of a closed polygon.
 * Two corners are left of one that is flat.
 * @param tolerance how far it may run from the corners that are left out
 */
export const simplifyOutline = (outline: Outline, tolerance: number): Outline => {
  const count = outline.length / 2;
  const pointAt = (at: number): readonly [number, number] => [
    outline[2 * (at % count)] ?? 0,
    outline[2 * (at % count) + 1] ?? 0,
  ];
  const farthest = (first: number, last: number): { at: number; distance: number } => {
    let found = { at: first, distance: -1 };
    for (let at = first + 1; at < last; at++) {
      const distance = distanceFromLine(outline, at, pointAt(first), pointAt(last));
      if (distance > found.distance) {
        found = { at, distance };
      }
    }
    return found;
  };
  const isKept = new Uint8Array(count + 1);
  const half = farthest(0, count).at;
  isKept[0] = 1;
  isKept[half] = 1;
  const spans: (readonly [number, number])[] = [
    [0, half],
    [half, count],
  ];
  for (let span = spans.pop(); span !== undefined; span = spans.pop()) {
    const { at, distance } = farthest(...span);
    if (distance > tolerance) {
      isKept[at] = 1;
      spans.push([span[0], at], [at, span[1]]);
    }
  }
  return outline.filter((_, place) => isKept[place >> 1] === 1);
};
