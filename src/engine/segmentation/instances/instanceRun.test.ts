import { describe, expect, test } from 'vitest';
import { encodeRunLengths } from '../../../core/mask/instanceSelection.ts';
import type { InstanceManifest, InstanceSizes } from '../../../core/model/manifestInstances.ts';
import { pointPrompt } from '../../../core/model/pointPrompt.ts';
import type { PointPrompt } from '../../../core/model/pointPrompt.ts';
import { EarmarkError } from '../../../core/util/errors.ts';
import { createMutex } from '../../../core/util/mutex.ts';
import type { RequestEvent, ResultKey } from '../../../protocol/requests.ts';
import { trackBoxJob } from '../../corrections/trackBoxJob.ts';
import { selectTracksJob } from '../../corrections/selectTracksJob.ts';
import type { EncodedInstances } from '../../inference/instances/instanceEncoder.ts';
import type { InstancePipeline } from '../../inference/instances/instancePipeline.ts';
import type { DecodedFrame, MediaClip } from '../../media/mediaClip.ts';
import { createMaskStore } from '../../results/maskStore.ts';
import { createResultStore } from '../../results/resultStore.ts';
import { createSeededRandom } from '../../../core/util/seededRandom.ts';
import { createAudioWindows } from '../audioWindows.ts';
import { runSegmentJob } from '../segmentJob.ts';
import { describeCells } from './cellPixels.ts';
import type { FrameRasters } from './frameRasters.ts';
import { createInstanceClip } from './instanceClip.ts';

const SIZES = {
  width: 2,
  windowSeconds: 2,
  detectorClasses: 1,
  cropSize: 8,
  maskSize: 8,
} as InstanceSizes;
const SECONDS = 6;
const FRAMES_PER_SECOND = 4;
const PTS = Float64Array.from(
  { length: SECONDS * FRAMES_PER_SECOND },
  (_, frame) => frame / FRAMES_PER_SECOND,
);
const LEFT_HALF = Array.from({ length: 64 }, (_, pixel) => (pixel % 8 < 4 ? 255 : 0));
const NOTHING = Array(64).fill(0);
const SIZE = { width: 32, height: 16 };

/** The same picture in every frame. */
const random = createSeededRandom('still');
const STILL = describeCells(
  Uint8Array.from({ length: 96 * 96 * 3 }, () => 256 * random()),
  96,
);

const openPixels = () => ({ read: async () => STILL });

/** Left half: object 0; right half: object 1. */
const BOTH: EncodedInstances = {
  count: 2,
  colours: Float32Array.of(1),
  boxes: Float32Array.of(0, 0, 0.5, 1, 0.5, 0, 1, 1),
  classScores: Float32Array.of(0.5, 0.5),
  tokens: Float32Array.of(1, 0, 0, 1),
  nameVectors: Float32Array.of(1, 0, 0, 1),
};

/** A clip of six seconds and a model that means the object in the left half. */
const open = (
  damaged: readonly number[] = [],
  seenIn: (frame: number) => EncodedInstances = () => BOTH,
) => {
  const decoded: number[] = [];
  const counts = { detected: 0, encoded: 0, fused: 0, crops: 0 };
  const frameAt = async (frameIndex: number): Promise<DecodedFrame> => {
    if (damaged.includes(frameIndex)) {
      throw new EarmarkError('corrupt', 'Damaged.');
    }
    decoded.push(frameIndex);
    return { frameIndex, close: () => undefined } as DecodedFrame;
  };
  const clip = {
    info: {
      clipId: 'clip',
      ptsSeconds: PTS,
      durationSeconds: SECONDS,
      audioCodec: null,
      ...SIZE,
    },
    frameAt,
    async *framesAt(frames: readonly number[]) {
      for (const frame of frames) {
        yield await frameAt(frame);
      }
    },
  } as unknown as MediaClip;
  const encoded = new Set<number>();
  const detected = new Set<number>();
  const graphs: Pick<
    InstancePipeline,
    'isEncoded' | 'isDetected' | 'encodeInstances' | 'detect' | 'masks'
  > = {
    isEncoded: ({ frameIndex }) => encoded.has(frameIndex),
    isDetected: ({ frameIndex }) => detected.has(frameIndex),
    encodeInstances: async ({ frameIndex }, read) => {
      if (!encoded.has(frameIndex)) {
        await read();
        encoded.add(frameIndex);
        counts.encoded += 1;
      }
      return seenIn(frameIndex);
    },
    detect: async ({ frameIndex }, read) => {
      if (!detected.has(frameIndex)) {
        await read();
        detected.add(frameIndex);
        counts.detected += 1;
      }
      return seenIn(frameIndex);
    },
    masks: {
      drawMasks: async (crops) => {
        counts.crops += crops.length;
        return crops.map(() => new Float32Array(64).fill(40));
      },
    },
  };
  const pipeline = {
    ...graphs,
    kind: 'instances',
    manifest: {
      sizes: SIZES,
      cropContext: 1,
      thresholds: { mask: 0.5, instance: 0.5, presence: 0.4 },
    } as InstanceManifest,
    audioSizes: { sampleRate: 16000, windowSeconds: 2, width: 2, nameWidth: 2 },
    encodeText: async () => ({}),
    fuse: async () => {
      counts.fused += 1;
      return {
        meantLogits: Float32Array.of(3, -3),
        presence: 0.95,
        cueWeights: { sound: 0, sight: 1, words: 0 },
        visualAttended: new Float32Array(4),
        audioAttended: new Float32Array(4),
      };
    },
    statistics: () => ({ runs: {} }),
  } as unknown as InstancePipeline;
  const audio = createAudioWindows(
    {
      readAudio: () => Promise.reject(new Error('There is no sound.')),
      encodeAudio: () => Promise.reject(new Error('There is no sound.')),
    },
    pipeline.audioSizes,
  );
  const rasterFrames: number[] = [];
  const rasters: FrameRasters = {
    size: SIZE,
    rasterOf: async (frameIndex, decode) => {
      if (!rasterFrames.includes(frameIndex)) {
        (await decode()).close();
        rasterFrames.push(frameIndex);
        rasterFrames.splice(0, rasterFrames.length - 6);
      }
      return {
        ...SIZE,
        draw: () => undefined,
        read: (part) => ({ ...part, data: new Uint8Array(part.width * part.height * 4) }),
      };
    },
  };
  const instanceClip = createInstanceClip(clip, pipeline, audio, rasters, openPixels);
  const results = createResultStore();
  const segment = async (
    expression: string,
    frames: readonly number[] | null = null,
    points: readonly PointPrompt[] = [],
  ) => {
    const events: RequestEvent<'segment'>[] = [];
    const key = {
      clipId: 'clip',
      expression,
      ...(points.length > 0 && { points }),
      switches: { sound: false, words: true, memory: true, modality: true },
    } as ResultKey;
    const result = results.open(key);
    await runSegmentJob({
      pipeline,
      instanceClip,
      clip,
      audio,
      result,
      frames,
      range: [0, PTS.length - 1],
      playhead: () => 0,
      yieldToEventLoop: () => Promise.resolve(),
      emit: (event) => events.push(event),
      signal: new AbortController().signal,
    });
    return { result, events };
  };
  return { clip, instanceClip, counts, decoded, segment };
};

describe('a segmentation over instances', () => {
  test.each([
    [0, 5],
    [5, 6],
    [11, 7],
    [17, 7],
    [23, 7],
  ])(
    'a frame that is asked for alone is the first answer: %i, of %i looked at',
    async (frame, looked) => {
      const { segment, counts } = open();
      const { events } = await segment('the left', [frame]);
      const masks = events.flatMap((event) =>
        event.kind === 'mask' ? [event.mask.frameIndex] : [],
      );
      expect(masks).toEqual([frame]);
      expect(counts.encoded + counts.detected).toBe(looked);
    },
  );

  test('computes every frame; a second query costs cue fusion alone', async () => {
    const { segment, counts, decoded } = open();
    const first = await segment('the left');
    expect(first.result.masks.count).toBe(PTS.length);
    for (const frameIndex of PTS.keys()) {
      const mask = await first.result.masks.get(frameIndex);
      expect(Array.from(mask?.probability ?? [])).toEqual(LEFT_HALF);
      expect(mask?.instances?.map(({ isMeant }) => isMeant)).toEqual([true, false]);
    }
    expect(counts).toEqual({ detected: 18, encoded: 6, fused: 6, crops: 24 });
    // Masks of overview frames are drawn from the frames that were decoded for their boxes.
    expect(new Set(decoded).size).toBe(decoded.length);
    const second = await segment('the other');
    expect(second.result.masks.count).toBe(PTS.length);
    expect(counts).toEqual({ detected: 18, encoded: 6, fused: 12, crops: 24 });
    expect(decoded).toHaveLength(PTS.length);
  });

  test('gives single frames the same masks as a whole run', async () => {
    const whole = await open().segment('the left');
    const single = await open().segment('the left', [13, 18]);
    expect(single.result.masks.count).toBe(2);
    for (const frameIndex of [13, 18]) {
      expect(await single.result.masks.get(frameIndex)).toEqual(
        await whole.result.masks.get(frameIndex),
      );
    }
  });

  test('passes over damaged frames, and fails when no other is named', async () => {
    // Frame 6 is the overview frame of second 1; frame 3 lies between two.
    const { segment } = open([3, 6]);
    const { result, events } = await segment('the left');
    expect(result.masks.count).toBe(PTS.length - 2);
    expect(
      events.flatMap((event) => (event.kind === 'undecodable' ? event.frameIndex : [])),
    ).toEqual([6, 3]);
    await expect(segment('the left', [6])).rejects.toMatchObject({ kind: 'corrupt' });
    await expect(segment('the left', [3])).rejects.toMatchObject({ kind: 'corrupt' });
  });

  test('keeps the good frames of those that are named, and says why of the bad ones', async () => {
    const { result, events } = await open([3, 6]).segment('the left', [2, 3, 6, 7]);
    expect([2, 3, 6, 7].filter((frameIndex) => result.masks.has(frameIndex))).toEqual([2, 7]);
    expect(events.filter(({ kind }) => kind === 'undecodable')).toEqual([
      { kind: 'undecodable', frameIndex: 6, message: expect.any(String) },
      { kind: 'undecodable', frameIndex: 3, message: 'Damaged.' },
    ]);
  });
});

const maps = async (
  { result }: Awaited<ReturnType<ReturnType<typeof open>['segment']>>,
  frames: readonly number[],
): Promise<number[][]> => {
  const masks = await Promise.all(frames.map((frame) => result.masks.get(frame)));
  return masks.map((mask) => Array.from(mask?.probability ?? []));
};

describe('points', () => {
  const LEFT = [0.02, 0, 0.5, 1] as const;
  const RIGHT = [0.5, 0, 1, 1] as const;
  const RIGHT_HALF = LEFT_HALF.map((value) => 255 - value);
  test('draw the frame that was pointed at first, from its boxes alone', async () => {
    const { segment, counts } = open();
    const first = await segment('', [21], [pointPrompt('include', 21, RIGHT)]);
    expect(await maps(first, [21])).toEqual([RIGHT_HALF]);
    expect(counts).toEqual({ detected: 1, encoded: 0, fused: 0, crops: 1 });
    const whole = await segment('', null, [pointPrompt('include', 21, RIGHT)]);
    expect(whole.result).toBe(first.result);
    expect(whole.result.masks.count).toBe(PTS.length);
    expect(await maps(whole, [0, 2, 13, 23])).toEqual(Array(4).fill(RIGHT_HALF));
    expect((await whole.result.masks.get(2))?.presence).toBe(1);
    expect(counts.fused).toBe(0);
  });

  test('add to and remove from what a query means, everywhere', async () => {
    const { segment } = open();
    const added = await segment('the left', null, [pointPrompt('include', 9, RIGHT)]);
    expect(await maps(added, [0, 9, 23])).toEqual(Array(3).fill(Array(64).fill(255)));
    const removed = await segment('the left', null, [pointPrompt('exclude', 9, LEFT)]);
    expect(await maps(removed, [0, 9, 23])).toEqual(Array(3).fill(NOTHING));
    expect((await removed.result.masks.get(23))?.presence).toBe(0);
  });

  test('of one track the nearest in time decides', async () => {
    const points = [pointPrompt('include', 4, LEFT), pointPrompt('exclude', 16, LEFT)];
    const run = await open().segment('', null, points);
    expect(await maps(run, [0, 9, 11, 23])).toEqual([LEFT_HALF, LEFT_HALF, NOTHING, NOTHING]);
  });

  test('a box that no instance fits is drawn as it is, and followed for five seconds', async () => {
    const run = await open().segment('', null, [pointPrompt('include', 2, [0.25, 0, 0.5, 0.25])]);
    const [own, before, after, far] = await maps(run, [2, 0, 22, 23]);
    expect(own?.filter((value) => value > 127).length).toBeGreaterThan(0);
    expect(own?.[63]).toBe(0);
    expect([before, after]).toEqual([own, own]);
    expect(far).toEqual(NOTHING);
    expect((await run.result.masks.get(22))?.instances?.[0]).toMatchObject({
      trackId: -1,
      score: 1,
    });
  });

  test('of boxes on one place the nearest in time decides, an excluded one too', async () => {
    const box = [0.25, 0, 0.5, 0.25] as const;
    const points = [
      pointPrompt('include', 2, box),
      pointPrompt('include', 6, [0.26, 0, 0.5, 0.25]),
      pointPrompt('exclude', 14, box),
    ];
    const { segment, counts } = open();
    const run = await segment('', null, points);
    const [own, nearSecond, nearEnd, later] = await maps(run, [2, 9, 11, 20]);
    expect(nearSecond).not.toEqual(NOTHING);
    expect(own).not.toEqual(NOTHING);
    expect([nearEnd, later]).toEqual([NOTHING, NOTHING]);
    // One box a frame through frame 10, and of the excluded one what shows where it is.
    expect(counts.crops).toBe(11 + 1);
  });

  test('a box that fits an instance where it is carried to takes its mask there', async () => {
    const narrow = Float32Array.of(0, 0, 0.2, 1, 0.8, 0, 1, 1);
    const seenIn = (frame: number) => (frame === 9 ? BOTH : { ...BOTH, boxes: narrow });
    const run = await open([], seenIn).segment('', null, [pointPrompt('include', 7, LEFT)]);
    const instances = (await run.result.masks.get(9))?.instances ?? [];
    expect(instances.filter(({ isMeant }) => isMeant).map(({ box }) => box)).toEqual([
      [0, 0, 0.5, 1],
    ]);
  });
});

/** The left instance moves to the right and grows, a frame at a time. */
const moving = (frame: number): EncodedInstances => ({
  ...BOTH,
  boxes: Float32Array.of(0.01 * frame, 0, 0.2 + 0.02 * frame, 0.5, 0.8, 0, 1, 1),
});

const carry = (isIn: (x: number, y: number) => boolean) => {
  const { instanceClip, clip } = open([], moving);
  const signal = new AbortController().signal;
  const read = (frame: number) => clip.frameAt(frame, { signal });
  return trackBoxJob({
    frameIndex: 5,
    region: encodeRunLengths(
      Uint8Array.from({ length: 400 }, (_, cell) =>
        Number(isIn((cell % 20) / 20, Math.floor(cell / 20) / 20)),
      ),
    ),
    resultId: null,
    range: [3, 8],
    instanceClip,
    result: null,
    step: (work) => instanceClip.reading({ read, signal }, work),
    emit: () => undefined,
  });
};

describe('a region on an instance', () => {
  test('moves and grows with its box, outwards from where it was painted', async () => {
    const carried = await carry((x, y) => x >= 0.1 && x < 0.2 && y < 0.3);
    expect(carried?.map(({ frameIndex }) => frameIndex)).toEqual([6, 7, 8, 4, 3]);
    for (const { frameIndex, right, widthScale, heightScale } of carried ?? []) {
      // The left and the right side of the box of frame 5 lead to those of this frame.
      expect(0.05 * widthScale + right).toBeCloseTo(0.01 * frameIndex);
      expect(0.3 * widthScale + right).toBeCloseTo(0.2 + 0.02 * frameIndex);
      expect(heightScale).toBe(1);
    }
  });

  test('is not carried where no instance is', async () => {
    expect(await carry((x, y) => x > 0.4 && x < 0.6 && y > 0.6)).toBe(null);
  });
});

const select = async (kind: 'not-this' | 'only-this') => {
  const { segment, clip, instanceClip } = open();
  const { result } = await segment('the left');
  const selected = createMaskStore();
  // A region of another size than the masks.
  const left = encodeRunLengths(Uint8Array.from({ length: 16 }, (_, cell) => Number(cell % 4 < 2)));
  const none = encodeRunLengths(new Uint8Array(16));
  const presence = await selectTracksJob({
    clip,
    instanceClip,
    base: result,
    selected,
    mutex: createMutex(),
    examples: [
      {
        id: 'e',
        kind,
        frameIndex: 5,
        wanted: kind === 'only-this' ? left : none,
        unwanted: kind === 'only-this' ? none : left,
      },
    ],
    yieldToEventLoop: () => Promise.resolve(),
    emit: () => undefined,
    signal: new AbortController().signal,
  });
  const mask = await selected.get(20);
  return { presence, map: Array.from(mask?.probability ?? []) };
};

describe('a selection of tracks', () => {
  test('leaves out what is not meant, in all frames', async () => {
    const { presence, map } = await select('not-this');
    expect(Array.from(presence)).toEqual(Array(PTS.length).fill(0));
    expect(map).toEqual(NOTHING);
  });

  test('keeps what is meant', async () => {
    const { presence, map } = await select('only-this');
    expect(presence.every((value) => value > 0.9)).toBe(true);
    expect(map).toEqual(LEFT_HALF);
  });
});
