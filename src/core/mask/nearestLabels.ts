/**
 * Spreads labels over a grid: every cell gets the label of the labelled cell that is the fewest
 * steps away, around nothing. Cells stay 0 when there is no label at all.
 * @param labels width * height values; 0 is none.
 */
export const nearestLabels = (labels: Uint8Array, width: number): Uint8Array<ArrayBuffer> => {
  const spread = new Uint8Array(labels);
  const height = labels.length / width;
  let front = Array.from(labels.keys()).filter((cell) => labels[cell] !== 0);
  while (front.length > 0) {
    const next: number[] = [];
    for (const cell of front) {
      const x = cell % width;
      const y = (cell - x) / width;
      const label = spread[cell] ?? 0;
      const claim = (neighbour: number, isInside: boolean): void => {
        if (isInside && spread[neighbour] === 0) {
          spread[neighbour] = label;
          next.push(neighbour);
        }
      };
      claim(cell - 1, x > 0);
      claim(cell + 1, x < width - 1);
      claim(cell - width, y > 0);
      claim(cell + width, y < height - 1);
    }
    front = next;
  }
  return spread;
};
