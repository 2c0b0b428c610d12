import * as v from 'valibot';
import { MAX_CATEGORY_LENGTH } from '../../../core/labels/categoryOf.ts';
import { BRUSH_LIMITS, MIN_OUTLINE_CORNERS } from '../../../core/mask/brushStroke.ts';
import { MAX_POINTS } from '../../../core/model/pointPrompt.ts';
import { POSTPROCESS_LIMITS, NO_POSTPROCESS } from '../../../core/mask/postprocessSettings.ts';
import { isSquareOfCells, MAX_SELECTIONS } from '../../../core/mask/instanceSelection.ts';
import {
  MAX_CLIP_FRAMES,
  MAX_PROJECT_OBJECTS,
  MAX_PROJECT_RESULTS,
  MAX_QUERY_LENGTH,
  MAX_SELECTION_SIDE,
} from '../../../core/limits.ts';

/** Grows only when a reader of the version before could not make sense of the file any more. */
export const PROJECT_VERSION = 3;
/** Of a file without outlines of the lasso, which the reader before understands. */
export const VERSION_WITHOUT_OUTLINES = 2;
/** Of one without objects that a person pointed at either. */
export const VERSION_WITHOUT_POINTED_OBJECTS = 1;

const Share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const Index = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_CLIP_FRAMES));
const ShortText = v.pipe(v.string(), v.maxLength(255));
const Id = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
/** Empty where a person pointed at the object. */
const QueryText = v.pipe(v.string(), v.maxLength(MAX_QUERY_LENGTH));

const within = (least: number, most: number) =>
  v.pipe(v.number(), v.minValue(least), v.maxValue(most));

const MAX_CELLS = MAX_SELECTION_SIDE ** 2;

/** Lengths of runs that together are all cells of a mask. */
const RunLengths = v.pipe(
  v.array(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_CELLS))),
  v.maxLength(MAX_CELLS + 1),
  v.check((runs) => isSquareOfCells(runs), 'A region is no square of cells'),
  v.readonly(),
);

const Postprocess = v.object({
  growPixels: within(-POSTPROCESS_LIMITS.growPixels, POSTPROCESS_LIMITS.growPixels),
  featherPixels: within(0, POSTPROCESS_LIMITS.featherPixels),
  fillHolesShare: within(0, POSTPROCESS_LIMITS.fillHolesShare),
  dropSpecksShare: within(0, POSTPROCESS_LIMITS.dropSpecksShare),
});

const InstanceSelection = v.object({
  id: Id,
  kind: v.picklist(['not-this', 'only-this']),
  frameIndex: Index,
  wanted: RunLengths,
  unwanted: RunLengths,
});

const Point = v.object({
  kind: v.picklist(['include', 'exclude']),
  frameIndex: Index,
  box: v.pipe(
    v.tuple([Share, Share, Share, Share]),
    v.check(([left, top, right, bottom]) => left < right && top < bottom, 'A box has no area'),
    v.readonly(),
  ),
});
const Points = v.pipe(v.array(Point), v.maxLength(MAX_POINTS), v.readonly());

/** Something says what is meant. */
const isAsked = ({
  expression,
  points = [],
}: {
  readonly expression: string;
  readonly points?: readonly unknown[] | undefined;
}): boolean => expression !== '' || points.length > 0;
const NOTHING_ASKED = 'Neither a sentence nor a point says what is meant';

const StrokeParts = v.object({
  frameIndex: Index,
  mode: v.picklist(['add', 'erase']),
  radius: within(BRUSH_LIMITS.minRadius, BRUSH_LIMITS.maxRadius),
  points: v.pipe(
    v.array(v.pipe(within(BRUSH_LIMITS.minCoordinate, BRUSH_LIMITS.maxCoordinate), v.integer())),
    v.minLength(2),
    v.maxLength(2 * BRUSH_LIMITS.maxPointsPerStroke),
    v.check((points) => points.length % 2 === 0, 'A point has x and y'),
    v.readonly(),
  ),
  isOutline: v.exactOptional(v.literal(true)),
  carriedFrom: v.nullable(Index),
});
const Stroke = v.pipe(
  StrokeParts,
  v.check(
    ({ isOutline, points }) => isOutline === undefined || points.length >= 2 * MIN_OUTLINE_CORNERS,
    'An outline has corners',
  ),
);

const ProjectObject = v.pipe(
  v.object({
    id: Id,
    expression: QueryText,
    name: v.nullable(v.pipe(v.string(), v.maxLength(80))),
    category: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(MAX_CATEGORY_LENGTH))), null),
    lookIndex: Index,
    cues: v.object({ sound: v.boolean(), words: v.boolean() }),
    isVisible: v.boolean(),
    isLocked: v.boolean(),
    maskThreshold: v.nullable(Share),
    presenceThreshold: v.nullable(Share),
    finish: v.optional(Postprocess, NO_POSTPROCESS),
    points: v.optional(Points, []),
    examples: v.optional(
      v.pipe(v.array(InstanceSelection), v.maxLength(MAX_SELECTIONS), v.readonly()),
      [],
    ),
    strokes: v.optional(
      v.pipe(
        v.array(Stroke),
        v.maxLength(BRUSH_LIMITS.maxStrokes),
        v.check(
          (strokes) =>
            strokes.reduce((sum, { points }) => sum + points.length / 2, 0) <=
            BRUSH_LIMITS.maxPointsPerObject,
          'An object has too many strokes',
        ),
        v.readonly(),
      ),
      [],
    ),
  }),
  v.check((asked) => isAsked(asked), NOTHING_ASKED),
);

const Clip = v.object({
  clipId: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  fileName: ShortText,
  frameCount: v.pipe(Index, v.minValue(1)),
  /** Set when the clip came with the app. */
  sampleFile: v.nullable(ShortText),
});

const ResultKey = v.pipe(
  v.object({
    clipId: v.string(),
    expression: QueryText,
    points: v.exactOptional(Points),
    bundle: ShortText,
    provider: v.picklist(['webgpu', 'wasm']),
    switches: v.object({
      sound: v.boolean(),
      words: v.boolean(),
      memory: v.boolean(),
      modality: v.boolean(),
    }),
  }),
  v.check((asked) => isAsked(asked), NOTHING_ASKED),
);

/** `project.json`. Fields that are not named here come from newer versions and are passed over. */
export const ProjectJson = v.object({
  version: v.picklist([VERSION_WITHOUT_POINTED_OBJECTS, VERSION_WITHOUT_OUTLINES, PROJECT_VERSION]),
  clip: Clip,
  objects: v.pipe(v.array(ProjectObject), v.maxLength(MAX_PROJECT_OBJECTS)),
  selectedId: v.nullable(Id),
  soloId: v.nullable(Id),
  range: v.nullable(
    v.pipe(
      v.object({ first: Index, last: Index }),
      v.check(({ first, last }) => first <= last, 'In is after Out'),
    ),
  ),
  results: v.pipe(
    v.array(
      v.object({
        key: ResultKey,
        hasOverview: v.boolean(),
        /** Name of the entry with its masks. */
        masks: v.pipe(v.string(), v.regex(/^masks\/\d{1,4}\.bin$/)),
        /** Name of the entry with the instances that the masks consist of, where there are some. */
        instances: v.optional(v.pipe(v.string(), v.regex(/^instances\/\d{1,4}\.bin$/))),
      }),
    ),
    v.maxLength(MAX_PROJECT_RESULTS),
  ),
});
export type ProjectJson = v.InferOutput<typeof ProjectJson>;
