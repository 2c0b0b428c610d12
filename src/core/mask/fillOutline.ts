/** Where an outline crosses a row: at which x, and whether downwards (1) or upwards (-1). */
type Crossing = { readonly x: number; readonly turn: 1 | -1 };

/** @param corners x and y in turn, in pixels; the last is joined to the first. */
const rowCrossings = (corners: readonly number[], y: number): readonly Crossing[] => {
  const crossings: Crossing[] = [];
  for (let at = 0; at < corners.length; at += 2) {
    const next = (at + 2) % corners.length;
    const [fromX, fromY] = [corners[at] ?? 0, corners[at + 1] ?? 0];
    const [toX, toY] = [corners[next] ?? 0, corners[next + 1] ?? 0];
    // A corner on the row belongs to the side below it, so that it counts once.
    if (fromY <= y !== toY <= y) {
      const x = fromX + ((toX - fromX) * (y - fromY)) / (toY - fromY);
      crossings.push({ x, turn: fromY <= y ? 1 : -1 });
    }
  }
  return crossings.toSorted((a, b) => a.x - b.x);
};

/**
 * Writes a value to the pixels whose centres a closed outline surrounds, by the nonzero rule: a hand
 * that crosses its own line leaves no hole.
 * @param mask row by row; changed in place
 * @param corners x and y in turn, in pixels; may lie outside of the picture
 */
export const fillOutline = (
  mask: Uint8Array,
  width: number,
  corners: readonly number[],
  value: number,
): void => {
  const height = mask.length / width;
  const ys = corners.filter((_, place) => place % 2 === 1);
  const top = Math.max(0, Math.floor(ys.reduce((least, y) => Math.min(least, y), height)));
  const bottom = Math.min(height, Math.ceil(ys.reduce((most, y) => Math.max(most, y), 0)));
  for (let row = top; row < bottom; row++) {
    let winding = 0;
    let start = 0;
    for (const { x, turn } of rowCrossings(corners, row + 0.5)) {
      if (winding === 0) {
        start = x;
      }
      winding += turn;
      if (winding === 0) {
        const first = Math.max(0, Math.ceil(start - 0.5));
        const end = Math.min(width, Math.ceil(x - 0.5));
        if (first < end) {
          mask.fill(value, row * width + first, row * width + end);
        }
      }
    }
  }
};
