import { NO_POSTPROCESS } from '../../../src/core/mask/postprocessSettings.ts';
import { maskIou } from '../../../src/core/mask/maskStatistics.ts';
import { upsampleMask, type UpsampleInput } from '../../../src/core/mask/upsampleMask.ts';
import { boundaryF } from '../../../src/evaluation/metrics/boundaryF.ts';
import { createMaskRefiner, type MaskRefiner } from '../../../src/rendering/edges/maskRefiner.ts';
import { createCompositor } from '../../../src/rendering/compositor/compositor.ts';
import { DEFAULT_LOOK_SETTINGS } from '../../../src/rendering/looks/lookSettings.ts';
import { areaAverage, degradeMap } from './probabilityMaps.ts';

/** What `scripts/measure/edges.ts` asks of a page in a real browser. */

/** One noun of one photo. */
export type EdgeSample = {
  readonly photoUrl: string;
  /** Corners of each polygon, x and y in 0..1. */
  readonly polygons: readonly (readonly number[])[];
  /** A model's own map, 96 x 96, as a grey picture; null when there is none. */
  readonly mapUrl: string | null;
};

export type MapKind =
  | 'area average'
  | 'softened'
  | 'area average, 32 x 32'
  | 'softened, 32 x 32'
  | 'model';

export type Score = { readonly iou: number; readonly boundary: number };
export type EdgeScore = {
  readonly kind: MapKind;
  readonly plain: Score;
  readonly refined: Score;
  /** Share of pixels that differ when nothing but the noise of the camera differs. */
  readonly plainFlicker: number;
  readonly refinedFlicker: number;
};

const MAP_SIZE = 96;
const COARSE_MAP_SIZE = 32;
const TOLERANCE_PIXELS = 2;
/** Standard deviation of the noise of two frames of a still scene, in levels of 255. */
const CAMERA_NOISE_SIGMA = 3;
/** The model's map moves less: a level or so. */
const MAP_NOISE_SIGMA = 1;

const refiner = createMaskRefiner();
let seed = 1;

/** Seeded, so that two runs give the same figures. */
const nextRandom = (): number => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
};
const sampleGaussian = (): number =>
  Math.sqrt(-2 * Math.log(1 - nextRandom())) * Math.cos(2 * Math.PI * nextRandom());

const create2dContext = (width: number, height: number): OffscreenCanvasRenderingContext2D => {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) {
    throw new Error('The browser gives no 2D canvas.');
  }
  return context;
};

const readImage = async (url: string): Promise<ImageData> => {
  const bitmap = await createImageBitmap(await (await fetch(url)).blob());
  const context = create2dContext(bitmap.width, bitmap.height);
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
};

const rasterizePolygons = ({ polygons }: EdgeSample, width: number, height: number): Uint8Array => {
  const context = create2dContext(width, height);
  for (const corners of polygons) {
    context.beginPath();
    for (let corner = 0; corner < corners.length; corner += 2) {
      context.lineTo((corners[corner] ?? 0) * width, (corners[corner + 1] ?? 0) * height);
    }
    context.fill();
  }
  const { data } = context.getImageData(0, 0, width, height);
  return Uint8Array.from({ length: width * height }, (_, pixel) =>
    (data[4 * pixel + 3] ?? 0) >= 128 ? 1 : 0,
  );
};

const addCameraNoise = (image: ImageData): ImageData => {
  const { data, width, height } = image;
  return new ImageData(
    data.map((value) => value + CAMERA_NOISE_SIGMA * sampleGaussian()),
    width,
    height,
  );
};

const differingShare = (a: Uint8Array, b: Uint8Array): number =>
  a.filter((value, index) => value !== b[index]).length / a.length;

const scoreMap = (
  image: ImageData,
  truth: Uint8Array,
  kind: MapKind,
  raster: UpsampleInput,
): EdgeScore => {
  const { width, height } = raster;
  const score = (mask: Uint8Array): Score => ({
    iou: maskIou(mask, truth),
    boundary: boundaryF(
      { width, height, pixels: mask },
      { width, height, pixels: truth },
      TOLERANCE_PIXELS,
    ),
  });
  const probability = Uint8ClampedArray.from(
    raster.probability,
    (value) => value + MAP_NOISE_SIGMA * sampleGaussian(),
  );
  const next = { ...raster, probability: new Uint8Array(probability) };
  const plain = upsampleMask(raster);
  const refined = refiner.refine(raster, image).mask;
  return {
    kind,
    plain: score(plain),
    refined: score(refined),
    plainFlicker: differingShare(plain, upsampleMask(next)),
    refinedFlicker: differingShare(refined, refiner.refine(next, addCameraNoise(image)).mask),
  };
};

/** @param modelThreshold mask threshold of the bundle that the maps come from. */
export const scoreSample = async (
  question: EdgeSample,
  modelThreshold: number,
): Promise<EdgeScore[]> => {
  seed = 1;
  const image = await readImage(question.photoUrl);
  const { width, height } = image;
  const truth = rasterizePolygons(question, width, height);
  const raster = (probability: Uint8Array, threshold: number): UpsampleInput => {
    const side = Math.sqrt(probability.length);
    return { probability, maskWidth: side, maskHeight: side, width, height, threshold };
  };
  const fine = areaAverage(truth, width, height, MAP_SIZE);
  const coarse = areaAverage(truth, width, height, COARSE_MAP_SIZE);
  const answers = [
    scoreMap(image, truth, 'area average', raster(fine, 0.5)),
    scoreMap(image, truth, 'softened', raster(degradeMap(fine, MAP_SIZE, sampleGaussian), 0.5)),
    scoreMap(image, truth, 'area average, 32 x 32', raster(coarse, 0.5)),
    scoreMap(
      image,
      truth,
      'softened, 32 x 32',
      raster(degradeMap(coarse, COARSE_MAP_SIZE, sampleGaussian), 0.5),
    ),
  ];
  if (question.mapUrl !== null) {
    const { data } = await readImage(question.mapUrl);
    const probability = Uint8Array.from(
      { length: MAP_SIZE * MAP_SIZE },
      (_, cell) => data[4 * cell] ?? 0,
    );
    answers.push(scoreMap(image, truth, 'model', raster(probability, modelThreshold)));
  }
  return answers;
};

/** Milliseconds at 1920 x 1080: the least of the rounds, because other work may run beside. */
export type Timing = {
  readonly renderer: string;
  readonly plainRaster: number;
  /** The first mask of a picture, which is sent to the GPU for it. */
  readonly firstMask: number;
  readonly nextMask: number;
  /** Picture and one mask on the canvas: as it was without refining, moving, and at rest. */
  readonly drawPlain: number;
  readonly drawMoving: number;
  readonly drawResting: number;
};

const timeMilliseconds = (work: () => unknown): number => {
  const start = performance.now();
  work();
  return performance.now() - start;
};

const WARM_UP_ROUNDS = 4;
const TIMED_SIZE = { width: 1920, height: 1080 } as const;
const THRESHOLD = 0.5;

/** A soft disc: a longer edge than most things have. */
const discProbability = (radius: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: MAP_SIZE * MAP_SIZE }, (_, index) => {
    const distance = Math.hypot((index % MAP_SIZE) - 48, Math.floor(index / MAP_SIZE) - 48);
    return 255 / (1 + Math.exp(0.7 * (distance - radius)));
  });

const createTestFrame = (round: number): ImageBitmap => {
  const { width, height } = TIMED_SIZE;
  const context = new OffscreenCanvas(width, height).getContext('2d', { alpha: false });
  if (context === null) {
    throw new Error('The browser gives no 2D canvas.');
  }
  context.fillStyle = 'rgb(40 70 110)';
  context.fillRect(0, 0, width, height);
  context.fillStyle = 'rgb(220 150 40)';
  context.fillRect(560 + round, 240, 800, 600);
  return context.canvas.transferToImageBitmap();
};

const minOverRounds = (rounds: number, timeRound: (round: number) => number): number =>
  Math.min(...Array.from({ length: rounds }, (_, round) => timeRound(round)).slice(WARM_UP_ROUNDS));

const rendererName = (): string => {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  const names = gl?.getExtension('WEBGL_debug_renderer_info');
  return gl && names ? String(gl.getParameter(names.UNMASKED_RENDERER_WEBGL)) : 'no WebGL 2';
};

/** Draws what a drag across the timeline brings, each frame for the first time. */
const timeDrawing = (rounds: number, usedRefiner: MaskRefiner, isResting: boolean): number => {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, TIMED_SIZE);
  const compositor = createCompositor(canvas, usedRefiner, 1);
  const corner = canvas.getContext('2d');
  return minOverRounds(rounds, (round) => {
    const bitmap = createTestFrame(round);
    const mask = {
      frameIndex: round,
      presence: 1,
      cueWeights: { sound: 0, sight: 1, words: 0 },
      objectScores: [1],
      maskWidth: MAP_SIZE,
      maskHeight: MAP_SIZE,
      probability: discProbability(20 + (round % 5)),
    };
    const overlay = {
      mask,
      maskThreshold: THRESHOLD,
      finish: NO_POSTPROCESS,
      strokes: [],
      opacity: 0.5,
      colour: [255, 176, 0] as const,
      pattern: 'plain' as const,
    };
    return timeMilliseconds(() => {
      compositor.draw({ frameIndex: round, bitmap }, [overlay], DEFAULT_LOOK_SETTINGS, isResting);
      // Drawing is put off until somebody looks.
      corner?.getImageData(0, 0, 1, 1);
    });
  });
};

const plainRefiner: MaskRefiner = {
  problem: 'no-webgl',
  refine: (raster) => ({ mask: upsampleMask(raster), edges: 'plain' }),
  dispose: () => undefined,
};

export const measureTimings = (rounds: number): Timing => {
  const raster = {
    probability: discProbability(20),
    maskWidth: MAP_SIZE,
    maskHeight: MAP_SIZE,
    threshold: THRESHOLD,
    ...TIMED_SIZE,
  };
  return {
    renderer: rendererName(),
    plainRaster: minOverRounds(rounds, () => timeMilliseconds(() => upsampleMask(raster))),
    firstMask: minOverRounds(rounds, (round) => {
      const bitmap = createTestFrame(round);
      return timeMilliseconds(() => refiner.refine(raster, bitmap));
    }),
    nextMask: minOverRounds(rounds, (round) => {
      const bitmap = createTestFrame(round);
      refiner.refine(raster, bitmap);
      return timeMilliseconds(() => refiner.refine(raster, bitmap));
    }),
    drawPlain: timeDrawing(rounds, plainRefiner, false),
    drawMoving: timeDrawing(rounds, refiner, false),
    drawResting: timeDrawing(rounds, refiner, true),
  };
};
