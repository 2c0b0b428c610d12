import type { CellFeatureKind, CellFeatures } from '../../core/mask/regionFeatures.ts';
import { MODEL_SHAPE } from '../../core/model/manifest.ts';
import type { FrameFeatures } from './visualEncoder.ts';

const { maskSize, gridSize, pixelWidth, nameWidth } = MODEL_SHAPE;
/** Mask cells a cell of the name map, along one side. */
const CELLS_PER_GRID_CELL = maskSize / gridSize;

/** Writes one cell's channels at unit length times `weight`; `from` has a plane a channel. */
const writeNormalized = (
  to: Float32Array,
  offset: number,
  from: Float32Array,
  at: number,
  planes: { readonly count: number; readonly size: number; readonly weight: number },
): void => {
  let squares = 0;
  for (let channel = 0; channel < planes.count; channel++) {
    const value = from[channel * planes.size + at] ?? 0;
    to[offset + channel] = value;
    squares += value * value;
  }
  const scale = squares > 0 ? planes.weight / Math.sqrt(squares) : 0;
  for (let channel = 0; channel < planes.count; channel++) {
    to[offset + channel] = (to[offset + channel] ?? 0) * scale;
  }
};

/**
 * Pixel embeddings of a frame, a row a mask cell, alone or with names; then each makes up one half
 * of a cosine. Embeddings say where an object is and ends, names what it is. The tensors stay where
 * they are.
 */
export const readCellFeatures = async (
  frame: FrameFeatures,
  kind: CellFeatureKind,
): Promise<CellFeatures> => {
  const cells = maskSize * maskSize;
  const hasNames = kind === 'embeddings-and-names';
  const channels = hasNames ? pixelWidth + nameWidth : pixelWidth;
  const weight = hasNames ? Math.SQRT1_2 : 1;
  const pixels = (await frame.pixel_embeddings.getData(false)) as Float32Array;
  const names = hasNames ? ((await frame.name_map.getData(false)) as Float32Array) : null;
  const values = new Float32Array(cells * channels);
  for (let cell = 0; cell < cells; cell++) {
    const offset = cell * channels;
    writeNormalized(values, offset, pixels, cell, { count: pixelWidth, size: cells, weight });
    if (names) {
      const column = cell % maskSize;
      const row = (cell - column) / maskSize;
      const coarse =
        Math.floor(row / CELLS_PER_GRID_CELL) * gridSize + Math.floor(column / CELLS_PER_GRID_CELL);
      const planes = { count: nameWidth, size: gridSize * gridSize, weight };
      writeNormalized(values, offset + pixelWidth, names, coarse, planes);
    }
  }
  return { values, channels };
};
