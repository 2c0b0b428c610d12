import { boxList } from '../../../core/mask/boxes.ts';
import type { Box } from '../../../core/mask/boxes.ts';
import { overviewFrameIndices } from '../../../core/time/frameTable.ts';
import { nullIfCorrupt } from '../../../core/util/errors.ts';
import { createMutex } from '../../../core/util/mutex.ts';
import type { CueSwitches } from '../../../protocol/requests.ts';
import type { AudioWindow } from '../../inference/features.ts';
import type { EncodedInstances } from '../../inference/instances/instanceEncoder.ts';
import type { InstancePipeline } from '../../inference/instances/instancePipeline.ts';
import type { FrameSource } from '../../media/frameSource.ts';
import type { MediaClip } from '../../media/mediaClip.ts';
import type { SegmentResult } from '../../results/resultStore.ts';
import { silentWindow } from '../audioWindows.ts';
import type { AudioWindows } from '../audioWindows.ts';
import { createFrameIds } from '../frameIds.ts';
import { createCarriedBoxes } from './carriedBoxes.ts';
import { createCellPixels, type CellPixels } from './cellPixels.ts';
import { createFrameRasters } from './frameRasters.ts';
import type { FrameRaster, FrameRasters } from './frameRasters.ts';
import { createInstanceMasks } from './instanceMasks.ts';
import { composeFrameMask } from './pasteMask.ts';
import { createFrameQuery, locateTracks } from './lookAtFrame.ts';
import type { FrameQuery, InstanceFrame } from './lookAtFrame.ts';
import type { InstanceSegmentation } from './segmentInstances.ts';
import { neighboursOf } from './steadyFrames.ts';
import { createTrackedOverview } from './trackedOverview.ts';
import type { TrackedOverview } from './trackedOverview.ts';
import { createTrackedPoints } from './trackedPoints.ts';
import type { TrackedPoints } from './trackedPoints.ts';
import { createTrackedQuery } from './trackedQuery.ts';
import type { TrackedQuery } from './trackedQuery.ts';

/**
 * Of the presence threshold: from here on the best instance of a frame is drawn, so that a person can
 * lower the threshold without a run.
 */
const DRAWN_SHARE_OF_PRESENCE = 0.5;
/** About 2,500 masks of 64 kB. */
const MASK_BUDGET_BYTES = 160 * 1024 * 1024;

/** Where the frames come from while something is computed, and what ends it. */
type FrameReading = {
  readonly read: FrameSource['read'];
  readonly signal: AbortSignal;
};

/** One query over the clip, continued by every run of the same result. */
type ClipQuery = {
  readonly query: TrackedQuery;
  readonly frameQuery: FrameQuery;
  /** Seconds from the first on of which cue fusion was run. */
  fusedSeconds: number;
};

/** What a model of kind "instances" knows of one clip: boxes, tracks, masks, queries. */
export type InstanceClip = {
  readonly pipeline: InstancePipeline;
  /** The overview frame of each whole second. */
  readonly overview: readonly number[];
  readonly tracked: TrackedOverview;
  /**
   * Runs work that may need frames, after all such work before it; `work` does not call it again.
   */
  reading<T>(source: FrameReading, work: () => Promise<T>): Promise<T>;
  /** Whether the frame must be decoded for its boxes. Its masks may need it anyway. */
  isRead(frameIndex: number): boolean;
  /** Within `reading`. @throws EarmarkError those of the graphs and of the decoder. */
  encode(frameIndex: number): Promise<EncodedInstances>;
  frameOf(frameIndex: number): InstanceFrame;
  /** Null where points alone say what is meant. */
  queryOf(result: SegmentResult): ClipQuery | null;
  /** What a person pointed at; null without points. */
  pointsOf(result: SegmentResult): TrackedPoints | null;
  /** The mask of what a box shows, [maskSize * maskSize] of 0..255; within `reading`. */
  drawBox(frameIndex: number, box: Box): Promise<Uint8Array<ArrayBuffer>>;
  /** All that the masks of a result are made of; its methods need `reading`. */
  segmentationOf(result: SegmentResult): InstanceSegmentation;
};

type QueryInputs = {
  readonly tracked: TrackedOverview;
  readonly pipeline: InstancePipeline;
  readonly windowOf: (second: number, switches: CueSwitches) => Promise<AudioWindow>;
};

const createQuery = (
  { key }: SegmentResult,
  { tracked, pipeline, windowOf }: QueryInputs,
): TrackedQuery => {
  const { switches, expression, memoryRule } = key;
  const { manifest } = pipeline;
  const { windowSeconds } = manifest.sizes;
  return createTrackedQuery({
    overview: tracked,
    sizes: manifest.sizes,
    thresholds: {
      instance: manifest.thresholds.instance,
      presence: manifest.thresholds.presence * DRAWN_SHARE_OF_PRESENCE,
    },
    isMemoryOn: switches.memory,
    ...(memoryRule && { memoryRule }),
    fuse: async (second, { instances }, memory) => {
      const window = await windowOf(second, switches);
      const fused = await pipeline.fuse({
        instances,
        audio: window,
        secondInWindow: second % windowSeconds,
        text: await pipeline.encodeText(expression),
        memory,
        switches,
      });
      return { ...fused, audioMask: window.audioMask };
    },
  });
};
export const createInstanceClip = (
  clip: MediaClip,
  pipeline: InstancePipeline,
  audio: AudioWindows,
  rasters: FrameRasters = createFrameRasters(clip.info),
  openPixels: () => CellPixels = () => createCellPixels(clip),
): InstanceClip => {
  const { ptsSeconds, durationSeconds } = clip.info;
  const { manifest } = pipeline;
  const overview = overviewFrameIndices(ptsSeconds, durationSeconds);
  const secondOfFrame = new Map(
    overview.map((frame, second) => [frame, second] as const).toReversed(),
  );
  const idOf = createFrameIds(clip);
  const masks = createInstanceMasks(pipeline.masks, manifest, MASK_BUDGET_BYTES);
  const queries = new WeakMap<SegmentResult, ClipQuery>();
  const pointed = new WeakMap<SegmentResult, TrackedPoints>();
  const silence = silentWindow(pipeline.audioSizes);
  const mutex = createMutex();
  let current: FrameReading | null = null;

  const reading = (): FrameReading => {
    if (current === null) {
      throw new Error('Frames are read within `reading` only.');
    }
    return current;
  };
  const readable = new Set<number>();
  const rasterOf = async (frameIndex: number): Promise<FrameRaster> => {
    const raster = await rasters.rasterOf(frameIndex, () => reading().read(frameIndex));
    readable.add(frameIndex);
    return raster;
  };
  const encode: InstanceClip['encode'] = (frameIndex) =>
    pipeline.encodeInstances(idOf(frameIndex), () => rasterOf(frameIndex));

  const tracked = createTrackedOverview({
    overview,
    ptsSecondsOf: (frameIndex) => ptsSeconds[frameIndex] ?? 0,
    encode: (frameIndex) => nullIfCorrupt(() => encode(frameIndex)),
  });

  const windowOf: QueryInputs['windowOf'] = async (second, { sound }) =>
    sound
      ? audio.encodeWindow(Math.floor(second / manifest.sizes.windowSeconds), reading().signal)
      : silence;
  const queryOf: InstanceClip['queryOf'] = (result) => {
    if (result.key.expression === '') {
      return null;
    }
    const known = queries.get(result);
    if (known !== undefined) {
      return known;
    }
    const query = createQuery(result, { tracked, pipeline, windowOf });
    const created = { query, frameQuery: createFrameQuery(query, tracked), fusedSeconds: 0 };
    queries.set(result, created);
    return created;
  };

  const frameOf: InstanceClip['frameOf'] = (frameIndex) => ({
    frameIndex,
    ptsSeconds: ptsSeconds[frameIndex] ?? 0,
    frameKey: String(frameIndex),
    overviewSecond: secondOfFrame.get(frameIndex) ?? null,
    detect: () => pipeline.detect(idOf(frameIndex), () => rasterOf(frameIndex)),
    encode: () => encode(frameIndex),
    open: () => rasterOf(frameIndex),
    checkReadable: async () => {
      if (!readable.has(frameIndex)) {
        await rasterOf(frameIndex);
      }
    },
    neighbours: () =>
      secondOfFrame.has(frameIndex)
        ? []
        : (neighboursOf(ptsSeconds, frameIndex)?.map(frameOf) ?? []),
  });
  const drawBox: InstanceClip['drawBox'] = async (frameIndex, box) => {
    const { frameKey, open } = frameOf(frameIndex);
    const drawn = await masks.drawMasks(frameKey, [{ box }], open);
    return composeFrameMask(drawn, rasters.size, manifest.sizes.maskSize);
  };
  const carried = createCarriedBoxes({
    ptsSeconds,
    openReader: () => {
      const pixels = openPixels();
      return (frameIndex) => pixels.read(frameIndex, reading().signal);
    },
    drawBox,
  });
  const pointsOf: InstanceClip['pointsOf'] = (result) => {
    const { points = [] } = result.key;
    if (points.length === 0) {
      return null;
    }
    const known =
      pointed.get(result) ??
      createTrackedPoints({
        points,
        ptsSecondsOf: (frameIndex) => ptsSeconds[frameIndex] ?? 0,
        locate: async (frameIndex) => {
          const located = await locateTracks(tracked, frameOf(frameIndex));
          return located && { boxes: boxList(located.boxes), trackIds: located.trackIds };
        },
        carry: (point, frameIndex) => carried.boxIn(point, frameIndex),
      });
    pointed.set(result, known);
    return known;
  };

  return {
    pipeline,
    overview,
    tracked,
    reading: (source, work) =>
      mutex.run(async () => {
        current = source;
        try {
          return await work();
        } finally {
          current = null;
        }
      }),
    isRead: (frameIndex) =>
      secondOfFrame.has(frameIndex)
        ? pipeline.isEncoded(idOf(frameIndex))
        : pipeline.isDetected(idOf(frameIndex)),
    encode,
    frameOf,
    queryOf,
    pointsOf,
    drawBox,
    segmentationOf: (result) => ({
      overview: tracked,
      query: queryOf(result)?.frameQuery ?? null,
      points: pointsOf(result),
      masks,
      manifest,
      frameSize: rasters.size,
    }),
  };
};
