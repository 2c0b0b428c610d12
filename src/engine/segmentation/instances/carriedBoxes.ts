import type { Box } from '../../../core/mask/boxes.ts';
import { MASK_GRID_SIDE } from '../../../core/mask/instanceSelection.ts';
import { followRegion } from '../../../core/mask/followRegion.ts';
import type { CellFeatures } from '../../../core/mask/regionFeatures.ts';
import { createRegionTemplate } from '../../../core/mask/trackRegion.ts';
import { MAX_CARRIED_SECONDS, type PointPrompt } from '../../../core/model/pointPrompt.ts';
import { toEarmarkError } from '../../../core/util/errors.ts';

/** Cells along a side of the picture. */
const SIDE = MASK_GRID_SIDE;

type BoxInFrame = Pick<PointPrompt, 'frameIndex' | 'box'>;

/** Boxes that a person drew around what the detector has no track of, in other frames. */
type CarriedBoxes = {
  /**
   * Where the content of the box is in a frame, by its pixels; null where it is lost on the way, or
   * more than {@link MAX_CARRIED_SECONDS} away. Its size stays. One call at a time.
   * @throws EarmarkError `aborted`; those of the media and of the model but `corrupt`, which ends the way
   */
  boxIn(drawn: BoxInFrame, frameIndex: number): Promise<Box | null>;
};

/** As far as it was needed. */
type Way = {
  readonly boxes: Map<number, Box>;
  readonly steps: AsyncGenerator<readonly [frameIndex: number, box: Box], void>;
  isOver: boolean;
};

type CarriedBoxSource = {
  readonly ptsSeconds: ArrayLike<number>;
  /** Reads the pixels of frames, for one way through them. */
  readonly openReader: () => (frameIndex: number) => Promise<CellFeatures>;
  /** The mask of what a box shows, [side * side] of 0..255. */
  readonly drawBox: (frameIndex: number, box: Box) => Promise<Uint8Array>;
};

/**
 * The cells that the mask of a box covers within it; all within it where the mask is empty.
 * @param mask [side * side] of 0..255
 */
export const cellsOfBox = (mask: Uint8Array, box: Box): Uint8Array => {
  const maskSide = Math.sqrt(mask.length);
  const [inBox, inMask] = [new Uint8Array(SIDE * SIDE), new Uint8Array(SIDE * SIDE)];
  const clampToSide = (cell: number): number => Math.min(SIDE - 1, Math.max(0, cell));
  const [left, top] = [
    clampToSide(Math.floor(box[0] * SIDE)),
    clampToSide(Math.floor(box[1] * SIDE)),
  ];
  const [right, bottom] = [Math.ceil(box[2] * SIDE), Math.ceil(box[3] * SIDE)].map((end) =>
    clampToSide(end - 1),
  ) as [number, number];
  let covered = 0;
  for (let y = top; y <= Math.max(top, bottom); y++) {
    for (let x = left; x <= Math.max(left, right); x++) {
      const [maskX, maskY] = [x, y].map((cell) => Math.floor(((cell + 0.5) / SIDE) * maskSide));
      const isCovered = Number((mask[(maskY ?? 0) * maskSide + (maskX ?? 0)] ?? 0) > 127);
      inBox[y * SIDE + x] = 1;
      inMask[y * SIDE + x] = isCovered;
      covered += isCovered;
    }
  }
  return covered > 0 ? inMask : inBox;
};

export const createCarriedBoxes = ({
  ptsSeconds,
  openReader,
  drawBox,
}: CarriedBoxSource): CarriedBoxes => {
  /** By box, frame and direction. */
  const ways = new Map<string, Way>();

  const framesFrom = (start: number, step: 1 | -1): number[] => {
    const frames: number[] = [];
    const isNear = (frameIndex: number): boolean =>
      Math.abs((ptsSeconds[frameIndex] ?? Infinity) - (ptsSeconds[start] ?? 0)) <=
      MAX_CARRIED_SECONDS;
    for (let frameIndex = start + step; isNear(frameIndex); frameIndex += step) {
      frames.push(frameIndex);
    }
    return frames;
  };

  /** Boxes of the frames in this direction, one after another, until the content is lost. */
  async function* walk(
    { frameIndex: start, box }: BoxInFrame,
    step: 1 | -1,
  ): AsyncGenerator<readonly [frameIndex: number, box: Box], void> {
    try {
      const region = cellsOfBox(await drawBox(start, box), box);
      const read = openReader();
      const template = createRegionTemplate(await read(start), region);
      const followed = followRegion(template, framesFrom(start, step), SIDE, read);
      for await (const { frameIndex, offset } of followed) {
        const [right, down] = [offset.right / SIDE, offset.down / SIDE];
        yield [frameIndex, [box[0] + right, box[1] + down, box[2] + right, box[3] + down]];
      }
    } catch (thrown) {
      if (toEarmarkError(thrown).kind !== 'corrupt') {
        throw thrown;
      }
    }
  }

  return {
    boxIn: async (drawn, frameIndex) => {
      const seconds = (ptsSeconds[frameIndex] ?? 0) - (ptsSeconds[drawn.frameIndex] ?? 0);
      if (Math.abs(seconds) > MAX_CARRIED_SECONDS) {
        return null;
      }
      const step = frameIndex > drawn.frameIndex ? 1 : -1;
      const key = [step, drawn.frameIndex, ...drawn.box].join('/');
      const way = ways.get(key) ?? { boxes: new Map(), steps: walk(drawn, step), isOver: false };
      ways.set(key, way);
      try {
        while (!way.boxes.has(frameIndex) && !way.isOver) {
          const { value } = await way.steps.next();
          if (value === undefined) {
            way.isOver = true;
          } else {
            way.boxes.set(...value);
          }
        }
      } catch (thrown) {
        // Aborted: the next run goes the way anew.
        ways.delete(key);
        throw thrown;
      }
      return way.boxes.get(frameIndex) ?? null;
    },
  };
};
