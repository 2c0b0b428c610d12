import { describe, expect, test } from 'vitest';
import type { InstanceSizes } from '../../../core/model/manifestInstances.ts';
import type { EncodedInstances } from '../../inference/instances/instanceEncoder.ts';
import { createInstanceMasks } from './instanceMasks.ts';
import type { FramePixels, InstanceMasks } from './instanceMasks.ts';
import { segmentInstances } from './segmentInstances.ts';
import { createFrameQuery } from './lookAtFrame.ts';
import type { InstanceFrame } from './lookAtFrame.ts';
import { createTrackedOverview } from './trackedOverview.ts';
import { createTrackedQuery } from './trackedQuery.ts';

const SIZES = {
  width: 2,
  windowSeconds: 2,
  detectorClasses: 1,
  cropSize: 8,
  maskSize: 8,
} as InstanceSizes;
const MANIFEST = { sizes: SIZES, cropContext: 1 };
const THRESHOLDS = { instance: 0.5, presence: 0.4 };
const FRAME_SIZE = { width: 32, height: 16 };
const MASK_BYTES = 8 * 8 * 4;

/** Left half: object 0; right half: object 1. */
const encode = (objects: readonly number[]): EncodedInstances => ({
  count: objects.length,
  colours: Float32Array.of(1),
  boxes: Float32Array.from(objects.flatMap((n) => [n / 2, 0, n / 2 + 0.5, 1])),
  classScores: Float32Array.from(objects, () => 0.5),
  tokens: Float32Array.from(objects.flatMap((n) => [1 - n, n])),
  nameVectors: Float32Array.from(objects.flatMap((n) => [1 - n, n])),
});

/** A frame whose red is 200 in the left half. */
const framePixels: FramePixels = {
  ...FRAME_SIZE,
  read: (part) => {
    const data = new Uint8ClampedArray(part.width * part.height * 4);
    for (let pixel = 0; pixel < part.width * part.height; pixel++) {
      data[pixel * 4] = part.left + (pixel % part.width) < 16 ? 200 : 0;
    }
    return { ...part, data };
  },
};

/** Masks are full where the crop's first pixel is red, else empty. */
const createMasks = (budgetBytes = 10 * MASK_BYTES) => {
  const counts = { crops: 0, opened: 0 };
  const masks = createInstanceMasks(
    {
      drawMasks: async (crops) => {
        counts.crops += crops.length;
        return crops.map(({ pixels }) => new Float32Array(64).fill(pixels[0] === 200 ? 40 : -40));
      },
    },
    MANIFEST,
    budgetBytes,
  );
  const open = async (): Promise<FramePixels> => {
    counts.opened += 1;
    return framePixels;
  };
  return { masks, counts, open };
};

describe('masks by frame and box', () => {
  const [left, right] = [
    { trackId: 0, box: [0, 0, 0.5, 1] as const },
    { trackId: 1, box: [0.5, 0, 1, 1] as const },
  ];

  test('are computed once, those that are missing alone, in the order asked for', async () => {
    const { masks, counts, open } = createMasks();
    await masks.drawMasks('a', [left], open);
    const both = await Promise.all([
      masks.drawMasks('a', [right, left], open),
      masks.drawMasks('a', [left, right], open),
    ]);
    expect(both[0].map(({ square }) => square.left)).toEqual([16, 0]);
    expect(both[1].map(({ logits }) => logits[0])).toEqual([40, -40]);
    expect(counts).toEqual({ crops: 2, opened: 2 });
    await masks.drawMasks('b', [left], open);
    expect(counts.crops).toBe(3);
    expect([masks.count, masks.bytes]).toEqual([3, 3 * MASK_BYTES]);
  });

  test('beyond the byte budget are computed again', async () => {
    const { masks, counts, open } = createMasks(MASK_BYTES);
    await masks.drawMasks('a', [left, right], open);
    expect([masks.count, masks.bytes]).toEqual([1, MASK_BYTES]);
    expect(await masks.drawMasks('a', [left, right], open)).toHaveLength(2);
    expect(counts.crops).toBe(3);
  });

  test('of no instance need no frame', async () => {
    const { masks, counts, open } = createMasks();
    expect(await masks.drawMasks('a', [], open)).toEqual([]);
    expect(counts.opened).toBe(0);
  });
});

const createSegmentation = (
  overviewFrames: readonly (readonly number[] | null)[],
  masks: InstanceMasks,
) => {
  const overview = createTrackedOverview({
    overview: Array.from(overviewFrames.keys()),
    ptsSecondsOf: (frameIndex) => frameIndex + 0.5,
    encode: async (frameIndex) => {
      const objects = overviewFrames[frameIndex];
      return objects ? encode(objects) : null;
    },
  });
  const query = createTrackedQuery({
    overview,
    sizes: SIZES,
    thresholds: THRESHOLDS,
    isMemoryOn: true,
    fuse: async (_, { instances, trackIds }) => ({
      meantLogits: Float32Array.from(trackIds, (id) => (id === 0 ? 3 : -3)),
      presence: 1,
      cueWeights: { sound: 0, sight: 1, words: 0 },
      visualAttended: new Float32Array(instances.count * 2),
      audioAttended: new Float32Array(4),
      audioMask: new Float32Array(2),
    }),
  });
  return {
    overview,
    query: createFrameQuery(query, overview),
    masks,
    manifest: MANIFEST,
    frameSize: FRAME_SIZE,
  };
};

const frame = (
  ptsSeconds: number,
  overviewSecond: number | null,
  detected: readonly number[],
  open: InstanceFrame['open'],
  encoded?: EncodedInstances,
): InstanceFrame => ({
  frameIndex: ptsSeconds * 2,
  ptsSeconds,
  frameKey: String(ptsSeconds),
  overviewSecond,
  detect: async () => encoded ?? encode(detected),
  encode: async () => encoded ?? encode(detected),
  open,
  checkReadable: async () => undefined,
  neighbours: () => [],
});

describe('the mask of a frame', () => {
  const leftHalf = Array.from({ length: 64 }, (_, index) => (index % 8 < 4 ? 255 : 0));

  test('of the overview and between its frames shows the instances that are meant', async () => {
    const { masks, open } = createMasks();
    const segmentation = createSegmentation(
      [
        [0, 1],
        [0, 1],
      ],
      masks,
    );
    const overview = await segmentInstances(segmentation, frame(0.5, 0, [], open));
    const between = await segmentInstances(segmentation, frame(1, null, [1, 0], open));
    for (const mask of [overview, between]) {
      expect(Array.from(mask?.probability ?? [])).toEqual(leftHalf);
      expect(mask?.presence).toBeCloseTo(0.953, 3);
      expect(mask?.instances.map(({ trackId, isMeant }) => [trackId, isMeant])).toEqual([
        [0, true],
        [1, false],
      ]);
      expect(mask?.objectScores).toEqual(mask?.instances.map(({ score }) => score));
      expect(mask?.cueWeights.sight).toBe(1);
    }
  });

  test('that moved too far for its track is found by a full look, and only then', async () => {
    const { masks, open } = createMasks();
    const both = [
      [0, 1],
      [0, 1],
    ];
    let looks = 0;
    const looked = (boxes: readonly number[]): InstanceFrame => {
      const encoded = { ...encode([0, 1]), boxes: Float32Array.from(boxes) };
      const at = frame(1, null, [], open, encoded);
      return {
        ...at,
        encode: () => {
          looks += 1;
          return at.encode();
        },
      };
    };
    const whole = looked([0, 0, 0.5, 1, 0.5, 0, 1, 1]);
    await segmentInstances(createSegmentation(both, masks), whole);
    expect(looks).toBe(0);
    const tiny = [0, 0, 0.1, 0.1, 0.5, 0, 1, 1];
    const mask = await segmentInstances(createSegmentation(both, masks), looked(tiny));
    expect(looks).toBe(1);
    expect(mask?.instances.filter(({ isMeant }) => isMeant)).toEqual([
      { trackId: 0, box: expect.anything(), score: expect.closeTo(0.953, 3), isMeant: true },
    ]);
  });

  test('without instances, or with none that has a track, is empty and opens no frame', async () => {
    const { masks, counts, open } = createMasks();
    const segmentation = createSegmentation([[], []], masks);
    for (const detected of [[], [0]]) {
      const mask = await segmentInstances(segmentation, frame(1, null, detected, open));
      expect(mask).toMatchObject({ presence: 0, instances: [], objectScores: [] });
      expect(mask?.probability).toEqual(new Uint8Array(64));
    }
    expect(counts).toEqual({ crops: 0, opened: 0 });
  });

  test('of a damaged overview frame is null; its neighbours have theirs', async () => {
    const { masks, open } = createMasks();
    const segmentation = createSegmentation([[0], null, [0]], masks);
    expect(await segmentInstances(segmentation, frame(1.5, 1, [], open))).toBe(null);
    const after = await segmentInstances(segmentation, frame(2.5, 2, [], open));
    expect(after?.instances.map(({ trackId }) => trackId)).toEqual([0]);
  });
});
