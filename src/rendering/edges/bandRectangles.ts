import type { UpsampleInput } from '../../core/mask/upsampleMask.ts';
import type { CellRun } from './edgeBand.ts';

/** Pixels: left and top included, right and bottom not. */
export type PixelRectangle = {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
};

/** First pixel whose centre is in this cell or behind it. */
const firstPixelOfCell = (cell: number, cells: number, pixels: number): number =>
  Math.ceil((2 * cell * pixels - cells) / (2 * cells));

/** The pixels whose centres lie in the cells of each run; runs that hold none are left out. */
export const bandRectangles = (
  runs: readonly CellRun[],
  { maskWidth, maskHeight, width, height }: UpsampleInput,
): PixelRectangle[] =>
  runs
    .map(({ row, startColumn, endColumn }) => ({
      left: firstPixelOfCell(startColumn, maskWidth, width),
      top: firstPixelOfCell(row, maskHeight, height),
      right: firstPixelOfCell(endColumn, maskWidth, width),
      bottom: firstPixelOfCell(row + 1, maskHeight, height),
    }))
    .filter(({ left, top, right, bottom }) => left < right && top < bottom);
