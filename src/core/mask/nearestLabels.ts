/**
 * The label nearest to each cell, by a breadth-first search from all labels at once over
 * 4-neighbours. All cells are 0 when there is no label.
 * @param labels width * height values; 0 is none.
 */
export const nearestLabels = (labels: Uint8Array, width: number): Uint8Array<ArrayBuffer> => {
  const nearest = new Uint8Array(labels);
  const height = labels.length / width;
  let front = Array.from(labels.keys()).filter((cell) => labels[cell] !== 0);
  while (front.length > 0) {
    const next: number[] = [];
    for (const cell of front) {
      const x = cell % width;
      const y = (cell - x) / width;
      const label = nearest[cell] ?? 0;
      const assign = (neighbour: number, isInside: boolean): void => {
        if (isInside && nearest[neighbour] === 0) {
          nearest[neighbour] = label;
          next.push(neighbour);
        }
      };
      assign(cell - 1, x > 0);
      assign(cell + 1, x < width - 1);
      assign(cell - width, y > 0);
      assign(cell + width, y < height - 1);
    }
    front = next;
  }
  return nearest;
};
