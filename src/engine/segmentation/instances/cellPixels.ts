import { MASK_GRID_SIDE } from '../../../core/mask/instanceSelection.ts';
import type { CellFeatures } from '../../../core/mask/regionFeatures.ts';
import { createPixelReader } from '../../inference/pixelReader.ts';
import type { MediaClip } from '../../media/mediaClip.ts';

/** Cells along a side, as regions are given. */
const SIDE = MASK_GRID_SIDE;
/** Cells on each side that describe a cell together with it. */
const REACH = 2;
/** Frames that are decoded at once on the way backwards. */
const FRAMES_PER_PASS = 24;

/** The pixels around each cell of a frame, to follow a region without a model. */
export type CellPixels = {
  /** @throws EarmarkError those of the media. */
  read(frameIndex: number, signal: AbortSignal): Promise<CellFeatures>;
};

/**
 * RGB of the cells around each cell, less the frame's mean, of unit length.
 * @param rgb [side, side, 3]; beyond its border the nearest cell is repeated.
 */
export const describeCells = (rgb: Uint8Array, side: number): CellFeatures => {
  const width = 2 * REACH + 1;
  const channels = width * width * 3;
  const mean = rgb.reduce((sum, value) => sum + value, 0) / rgb.length;
  const values = new Float32Array(side * side * channels);
  const inside = (position: number): number => Math.min(side - 1, Math.max(0, position));
  for (let cell = 0; cell < side * side; cell++) {
    const [x, y] = [cell % side, Math.floor(cell / side)];
    const own = values.subarray(cell * channels, (cell + 1) * channels);
    let at = 0;
    let squares = 0;
    for (let down = -REACH; down <= REACH; down++) {
      for (let right = -REACH; right <= REACH; right++) {
        const from = (inside(y + down) * side + inside(x + right)) * 3;
        for (let colour = 0; colour < 3; colour++) {
          const value = (rgb[from + colour] ?? 0) - mean;
          own[at] = value;
          squares += value * value;
          at += 1;
        }
      }
    }
    const length = Math.sqrt(squares);
    if (length > 0) {
      for (let index = 0; index < channels; index++) {
        own[index] = (own[index] ?? 0) / length;
      }
    }
  }
  return { values, channels };
};

export const createCellPixels = (clip: MediaClip): CellPixels => {
  const reader = createPixelReader(SIDE);
  const known = new Map<number, Uint8Array>();
  let last = 0;
  return {
    read: async (frameIndex, signal) => {
      if (!known.has(frameIndex)) {
        // Decoders run forwards: on the way backwards a frame brings those before it.
        const first =
          frameIndex < last ? Math.max(0, frameIndex - FRAMES_PER_PASS + 1) : frameIndex;
        const frames = Array.from({ length: frameIndex - first + 1 }, (_, index) => first + index);
        known.clear();
        for await (const frame of clip.framesAt(frames, { signal })) {
          known.set(frame.frameIndex, reader.read(frame).slice());
          frame.close();
        }
      }
      last = frameIndex;
      return describeCells(known.get(frameIndex) ?? new Uint8Array(SIDE * SIDE * 3), SIDE);
    },
  };
};
