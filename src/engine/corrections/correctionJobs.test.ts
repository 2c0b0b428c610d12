import { expect, test } from 'vitest';
import {
  MASK_CELL_COUNT,
  MASK_GRID_SIDE,
  encodeRunLengths,
  type InstanceSelection,
} from '../../core/mask/instanceSelection.ts';
import type { CellFeatures } from '../../core/mask/regionFeatures.ts';
import { unitVector } from '../../core/util/vectors.ts';
import { emptyMask } from '../../protocol/results.ts';
import { trackRegionJob } from './trackRegionJob.ts';
import { createMaskStore, type MaskStore } from '../results/maskStore.ts';
import { selectInstancesJob } from './selectInstancesJob.ts';

const SIDE = MASK_GRID_SIDE;
const CHANNELS = 8;
type Box = readonly [left: number, top: number, right: number, bottom: number];

const boxCells = (...boxes: readonly Box[]): Uint8Array =>
  Uint8Array.from({ length: MASK_CELL_COUNT }, (_, cell) => {
    const [x, y] = [cell % SIDE, Math.floor(cell / SIDE)];
    const isInside = ([left, top, right, bottom]: Box) =>
      x >= left && x < right && y >= top && y < bottom;
    return boxes.some(isInside) ? 1 : 0;
  });

/** Two objects that near each other, touch in frame 4 and part again; a gap of a second, then both. */
const LEFT = (frame: number): Box => [10 + 5 * frame, 20, 30 + 5 * frame, 40];
const RIGHT: Box = [50, 20, 70, 40];
const PTS = Float64Array.from([0, 0.1, 0.2, 0.3, 0.4, 0.5, 2, 2.1]);
const thingsOf = (frame: number): readonly Box[] => [
  frame === 5 ? LEFT(3) : frame > 5 ? [10, 60, 30, 80] : LEFT(frame),
  frame > 5 ? [60, 60, 80, 80] : RIGHT,
];

/** Objects look alike by their place in the list of boxes, and not like the ground. */
const featuresOf = (boxes: readonly Box[]): CellFeatures => {
  const values = new Float32Array(MASK_CELL_COUNT * CHANNELS);
  const masks = boxes.map((box) => boxCells(box));
  for (let cell = 0; cell < MASK_CELL_COUNT; cell++) {
    const kind = masks.findIndex((mask) => mask[cell] === 1);
    const row = values.subarray(cell * CHANNELS, (cell + 1) * CHANNELS);
    row[kind + 1] = 1;
    row[CHANNELS - 1] = 0.3 * Math.sin(cell);
    unitVector(row);
  }
  return { values, channels: CHANNELS };
};

const baseMasks = async (): Promise<MaskStore> => {
  const masks = createMaskStore();
  for (const frameIndex of PTS.keys()) {
    const probability = boxCells(...thingsOf(frameIndex)).map((value) => 255 * value);
    await masks.put({ ...emptyMask(frameIndex), presence: 0.9, probability });
  }
  return masks;
};

const select = async (
  example: Omit<InstanceSelection, 'id'>,
  signal = new AbortController().signal,
) => {
  const selected = createMaskStore();
  const judged: number[] = [];
  const presence = await selectInstancesJob({
    examples: [{ ...example, id: 'e' }],
    maskThreshold: 0.5,
    presenceThreshold: 0.5,
    ptsSeconds: PTS,
    base: await baseMasks(),
    selected,
    features: {
      read: (frameIndex) => {
        judged.push(frameIndex);
        return Promise.resolve(featuresOf(thingsOf(frameIndex)));
      },
    },
    yieldToEventLoop: () => Promise.resolve(),
    emit: () => undefined,
    signal,
  });
  const kept = async (frameIndex: number): Promise<Uint8Array | undefined> =>
    (await selected.get(frameIndex))?.probability.map((value) => (value > 127 ? 1 : 0));
  return { presence, kept, judged };
};

test.each(['not-this', 'only-this'] as const)(
  '%s: an object is followed by its place, parted where it touches, known again by its looks',
  async (kind) => {
    const [left, right] = [encodeRunLengths(boxCells(LEFT(1))), encodeRunLengths(boxCells(RIGHT))];
    const { presence, kept, judged } = await select({
      kind,
      frameIndex: 1,
      wanted: right,
      unwanted: left,
    });
    for (const frameIndex of [0, 1, 2, 3]) {
      expect(await kept(frameIndex)).toEqual(boxCells(RIGHT));
    }
    // Together they are one part; what was the right one's is still kept.
    const together = await kept(4);
    expect(together?.[30 * SIDE + 65]).toBe(1);
    expect(together?.[30 * SIDE + 32]).toBe(0);
    for (const frameIndex of [6, 7]) {
      expect(await kept(frameIndex)).toEqual(boxCells([60, 60, 80, 80]));
    }
    expect(Array.from(presence)).toEqual(Array(PTS.length).fill(Math.fround(0.9)));
    // The example's frame, and the one after the gap, once an object; no other needs the model.
    expect(new Set(judged)).toEqual(new Set([1, 6]));
  },
);

test('where nothing meant is left, nothing is there', async () => {
  const both = encodeRunLengths(boxCells(...thingsOf(0)));
  const nothing = encodeRunLengths(new Uint8Array(MASK_CELL_COUNT));
  const { presence } = await select({
    kind: 'not-this',
    frameIndex: 0,
    wanted: nothing,
    unwanted: both,
  });
  expect(Array.from(presence)).toEqual(Array(PTS.length).fill(0));
});

test('a cancelled selection is no selection', async () => {
  const controller = new AbortController();
  controller.abort();
  const runs = encodeRunLengths(boxCells(RIGHT));
  const cancelled = select(
    { kind: 'not-this', frameIndex: 0, wanted: runs, unwanted: runs },
    controller.signal,
  );
  await expect(cancelled).rejects.toMatchObject({ kind: 'aborted' });
});

/** An object on its way. */
const boxAt = (frame: number): Box => [20 + 3 * frame, 30 + frame, 32 + 3 * frame, 44 + frame];

test('a region is followed to both sides, until something else is there', async () => {
  const progress: number[] = [];
  const followed = await trackRegionJob({
    frameIndex: 4,
    region: encodeRunLengths(boxCells(boxAt(4))),
    range: [0, 11],
    features: {
      read: (frame) =>
        Promise.resolve(
          featuresOf(
            frame < 9
              ? [boxAt(frame)]
              : [
                  [0, 0, 0, 0],
                  [0, 0, SIDE, SIDE],
                ],
          ),
        ),
    },
    emit: ({ done }) => progress.push(done),
    signal: new AbortController().signal,
  });
  expect(followed.map(({ frameIndex }) => frameIndex)).toEqual([5, 6, 7, 8, 3, 2, 1, 0]);
  for (const { frameIndex, right, down } of followed) {
    expect(right * SIDE).toBeCloseTo(3 * (frameIndex - 4), 0);
    expect(down * SIDE).toBeCloseTo(frameIndex - 4, 0);
  }
  expect(progress).toHaveLength(8);
});
