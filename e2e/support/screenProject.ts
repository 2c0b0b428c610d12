import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { MASK_CELL_COUNT, MASK_GRID_SIDE } from '../../src/core/mask/instanceSelection.ts';
import { computeClipId } from '../../src/engine/media/clipId.ts';
import { encodeProjectFile } from '../../src/editor/persistence/projectFile/projectFile.ts';

const ROOT = join(import.meta.dirname, '../..');
const CLIP = 'paddock.mp4';
const CLIP_FRAMES = 200;
const QUERY = 'the animal';

/** Ellipses in shares of the picture: the sheep's body and head, and the pig. */
const ELLIPSES = [
  { x: 0.4, y: 0.58, radiusX: 0.25, radiusY: 0.47 },
  { x: 0.53, y: 0.2, radiusX: 0.09, radiusY: 0.16 },
  { x: 0.84, y: 0.76, radiusX: 0.12, radiusY: 0.14 },
] as const;

/** How fast the probability falls at an ellipse's edge. */
const EDGE_STEEPNESS = 12;

/** Probabilities of 0 to 255, row by row, as the model's decoder gives them. */
function drawnProbability(highest: number): Uint8Array {
  return Uint8Array.from({ length: MASK_CELL_COUNT }, (_, cell) => {
    const x = ((cell % MASK_GRID_SIDE) + 0.5) / MASK_GRID_SIDE;
    const y = (Math.floor(cell / MASK_GRID_SIDE) + 0.5) / MASK_GRID_SIDE;
    const nearest = Math.min(
      ...ELLIPSES.map((ellipse) =>
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

type ScreenProjectOptions = {
  /** 0..1, of the three frames. */
  readonly presence?: number;
  /** Highest probability of their masks, 0..1. */
  readonly highest?: number;
  /** Null: of a clip of the person's own. */
  readonly sampleFile?: string | null;
};

/**
 * A project with masks that were drawn instead of found, so that no picture of the editor depends
 * on what a model says: two animals in the first three frames of a sample.
 */
export async function screenProject({
  presence = 0.99,
  highest = 1,
  sampleFile = CLIP,
}: ScreenProjectOptions = {}): Promise<Uint8Array> {
  const clip = readFileSync(join(ROOT, 'public/samples', CLIP));
  const clipId = await computeClipId(new Blob([clip]));
  const probability = drawnProbability(highest);
  const masks = [0, 1, 2].map((frameIndex) => ({
    header: {
      frameIndex,
      presence,
      cueWeights: { sound: 0.07, sight: 0.9, words: 0.03 },
      objectScores: [presence],
      maskWidth: MASK_GRID_SIDE,
      maskHeight: MASK_GRID_SIDE,
    },
    deflated: new Uint8Array(deflateRawSync(probability)),
  }));
  return encodeProjectFile({
    clip: { clipId, fileName: CLIP, frameCount: CLIP_FRAMES, sampleFile },
    objects: [
      {
        id: 'animal',
        expression: QUERY,
        name: null,
        category: null,
        lookIndex: 0,
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
      },
    ],
    selectedId: 'animal',
    soloId: null,
    range: { first: 0, last: 2 },
    results: [
      {
        key: {
          clipId,
          expression: QUERY,
          bundle: bundleId(),
          provider: 'wasm',
          switches: { sound: true, words: true, memory: true, modality: true },
        },
        hasOverview: true,
        masks,
      },
    ],
  });
}
