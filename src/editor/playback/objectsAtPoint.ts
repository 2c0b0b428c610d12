/** A mask as it is drawn: row by row, not 0 where the object is. */
export type DrawnObjectMask = { readonly objectId: string; readonly mask: Uint8Array };

/**
 * Ids of the objects whose masks cover a point, the topmost first.
 * @param drawn the topmost first.
 * @param width of the masks.
 * @param x, y shares of the picture, 0..1.
 */
export const objectsAtPoint = (
  drawn: readonly DrawnObjectMask[],
  width: number,
  x: number,
  y: number,
): readonly string[] =>
  drawn.flatMap(({ objectId, mask }) => {
    const height = mask.length / Math.max(1, width);
    const column = Math.min(width - 1, Math.max(0, Math.floor(x * width)));
    const row = Math.min(height - 1, Math.max(0, Math.floor(y * height)));
    return (mask[row * width + column] ?? 0) > 0 ? [objectId] : [];
  });

/**
 * The object that a click selects: the topmost under the pointer, or the next one below the selected
 * one. Null where there is none, or only the selected one.
 */
export const objectToSelect = (
  underPointer: readonly string[],
  selectedId: string | null,
): string | null => {
  const next = underPointer[(underPointer.indexOf(selectedId ?? '') + 1) % underPointer.length];
  return next === undefined || next === selectedId ? null : next;
};
