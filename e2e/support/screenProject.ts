import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { MASK_CELL_COUNT, MASK_GRID_SIDE } from '../../src/core/mask/instanceSelection.ts';
import { computeClipId } from '../../src/engine/media/clipId.ts';
import type { FrameInstance, StoredMask } from '../../src/protocol/results.ts';
import { encodeProjectFile } from '../../src/editor/persistence/projectFile/projectFile.ts';

const ROOT = join(import.meta.dirname, '../..');
const CLIP = 'paddock.mp4';
const CLIP_FRAMES = 200;
const QUERY = 'the animal';

type Ellipse = {
  readonly x: number;
  readonly y: number;
  readonly radiusX: number;
  readonly radiusY: number;
};

/** In shares of the picture: the sheep's body and head, and the pig. */
const ELLIPSES: readonly Ellipse[] = [
  { x: 0.4, y: 0.58, radiusX: 0.25, radiusY: 0.47 },
  { x: 0.53, y: 0.2, radiusX: 0.09, radiusY: 0.16 },
  { x: 0.84, y: 0.76, radiusX: 0.12, radiusY: 0.14 },
];

/** How fast the probability falls at an ellipse's edge. */
const EDGE_STEEPNESS = 12;

/** Probabilities of 0 to 255, row by row, as the model's decoder gives them. */
function drawnProbability(ellipses: readonly Ellipse[], highest: number): Uint8Array {
  return Uint8Array.from({ length: MASK_CELL_COUNT }, (_, cell) => {
    const x = ((cell % MASK_GRID_SIDE) + 0.5) / MASK_GRID_SIDE;
    const y = (Math.floor(cell / MASK_GRID_SIDE) + 0.5) / MASK_GRID_SIDE;
    const nearest = Math.min(
      ...ellipses.map((ellipse) =>
        Math.hypot((x - ellipse.x) / ellipse.radiusX, (y - ellipse.y) / ellipse.radiusY),
      ),
    );
    return Math.round((255 * highest) / (1 + Math.exp(EDGE_STEEPNESS * (nearest - 1))));
  });
}

function bundleId(): string {
  const path = join(ROOT, 'dist/models/lite/manifest.json');
  const { name, version } = JSON.parse(readFileSync(path, 'utf8'));
  return `${name}@${version}`;
}

/** A frame of an object; without ellipses it was searched and shows nothing. */
type DrawnFrame = {
  readonly frameIndex: number;
  readonly ellipses: readonly Ellipse[];
  readonly instances?: readonly FrameInstance[];
};

export type DrawnObject = {
  readonly id: string;
  readonly query: string;
  readonly category: string | null;
  readonly frames: readonly DrawnFrame[];
};

type ScreenProjectOptions = {
  /** 0..1, of the frames that show something. */
  readonly presence?: number;
  /** Highest probability of their masks, 0..1. */
  readonly highest?: number;
  /** Null: of a clip of the person's own. */
  readonly sampleFile?: string | null;
};

const drawMask = (
  { frameIndex, ellipses, instances }: DrawnFrame,
  presence: number,
  highest: number,
): StoredMask => ({
  header: {
    frameIndex,
    presence: ellipses.length === 0 ? 0 : presence,
    cueWeights: { sound: 0.07, sight: 0.9, words: 0.03 },
    objectScores: [presence],
    ...(instances && { instances }),
    maskWidth: MASK_GRID_SIDE,
    maskHeight: MASK_GRID_SIDE,
  },
  deflated: new Uint8Array(deflateRawSync(drawnProbability(ellipses, highest))),
});

/**
 * A project of a sample with masks that were drawn instead of found.
 *
 * @param last frame of In and Out, which begin with the first one
 */
export async function encodeDrawnProject(
  objects: readonly DrawnObject[],
  last: number,
  { presence = 0.99, highest = 1, sampleFile = CLIP }: ScreenProjectOptions = {},
): Promise<Uint8Array> {
  const clip = readFileSync(join(ROOT, 'public/samples', CLIP));
  const clipId = await computeClipId(new Blob([clip]));
  return encodeProjectFile({
    clip: { clipId, fileName: CLIP, frameCount: CLIP_FRAMES, sampleFile },
    objects: objects.map(({ id, query, category }, lookIndex) => ({
      id,
      expression: query,
      name: null,
      category,
      lookIndex,
      cues: { sound: true, words: true },
      isVisible: true,
      isLocked: false,
      maskThreshold: highest === 1 ? 0.5 : null,
      // Of its own, so that no picture depends on a bundle's; above it, so that none is called lowered.
      presenceThreshold: highest === 1 ? 0.9 : null,
      finish: { growPixels: 0, featherPixels: 0, fillHolesShare: 0, dropSpecksShare: 0 },
      points: [],
      examples: [],
      strokes: [],
    })),
    selectedId: objects[0]?.id ?? null,
    soloId: null,
    range: { first: 0, last },
    results: objects.map(({ query, frames }) => ({
      key: {
        clipId,
        expression: query,
        bundle: bundleId(),
        provider: 'wasm',
        switches: { sound: true, words: true, memory: true, modality: true },
      },
      hasOverview: true,
      masks: frames.map((frame) => drawMask(frame, presence, highest)),
    })),
  });
}

/**
 * A project with masks that were drawn instead of found, so that no picture of the editor depends
 * on what a model says: two animals in the first three frames of a sample.
 */
export const screenProject = (options: ScreenProjectOptions = {}): Promise<Uint8Array> =>
  encodeDrawnProject(
    [
      {
        id: 'animal',
        query: QUERY,
        category: null,
        frames: [0, 1, 2].map((frameIndex) => ({ frameIndex, ellipses: ELLIPSES })),
      },
    ],
    2,
    options,
  );
