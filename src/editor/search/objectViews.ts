import { frameState } from '../../core/model/frameState.ts';
import {
  objectColour,
  objectPattern,
  type ObjectPattern,
  type Rgb,
} from '../../core/mask/palette.ts';
import type { CueSwitches } from '../../protocol/requests.ts';
import {
  isObjectShown,
  selectedObject,
  type ObjectCues,
  type ProjectObject,
  type ProjectState,
} from '../document/projectDocument.ts';
import { correctedResult } from './correctedResult.ts';
import { queryResultId, type QueryResult, type ResultRequest } from './queryResult.ts';
import { thresholdsOf, type SessionState } from '../session/sessionStore.ts';

/** An object with its result and how it is drawn, for canvas, lanes and exports. */
export type ObjectView = {
  readonly object: ProjectObject;
  /** With its corrections; null before the first run. */
  readonly result: QueryResult | null;
  /** Presence by frame without strokes; NaN where not computed. */
  readonly modelPresence: Float32Array;
  /** Visible, and not hidden by another one's solo. */
  readonly isShown: boolean;
  readonly maskThreshold: number;
  /** The object is in frames of at least this presence. */
  readonly presenceThreshold: number;
  /** The bundle's own, from which a match counts as found. */
  readonly usualPresenceThreshold: number;
  readonly colour: Rgb;
  readonly pattern: ObjectPattern;
};

/** The part of the session that a view is made from. */
type ObjectViewSource = Pick<SessionState, 'results' | 'manifest' | 'selections'>;

/** The method's memory and modality tokens are always on in the editor. */
export const cueSwitchesOf = ({ sound, words }: ObjectCues): CueSwitches => ({
  sound,
  words,
  memory: true,
  modality: true,
});

/** What an object asks for, with its own cues or others. */
export const resultRequestOf = (
  { expression, points, ...object }: Pick<ProjectObject, 'expression' | 'points' | 'cues'>,
  cues: ObjectCues = object.cues,
): ResultRequest => ({ query: expression, switches: cueSwitchesOf(cues), points });

export const resultIdOf = (object: ProjectObject): string => queryResultId(resultRequestOf(object));

const NO_PRESENCE = new Float32Array();

const objectView = (
  project: ProjectState,
  source: ObjectViewSource,
  object: ProjectObject,
): ObjectView => {
  const id = resultIdOf(object);
  const usual = thresholdsOf(source);
  const presenceThreshold = object.presenceThreshold ?? usual.presence;
  const base = source.results.find((result) => result.id === id) ?? null;
  const selection = source.selections[object.id];
  const selected = object.examples.length > 0 ? selection?.selected : null;
  return {
    object,
    result: base && correctedResult(base, object, selection, presenceThreshold),
    modelPresence: selected?.presence ?? base?.presence ?? NO_PRESENCE,
    isShown: isObjectShown(project, object),
    maskThreshold: object.maskThreshold ?? usual.mask,
    presenceThreshold,
    usualPresenceThreshold: usual.presence,
    colour: objectColour(object.lookIndex),
    pattern: objectPattern(object.lookIndex),
  };
};

/** Whether the model found it in this frame, apart from strokes. */
export const isDetectedIn = (view: ObjectView, frameIndex: number): boolean =>
  frameState(view.modelPresence[frameIndex], view.presenceThreshold) === 'present';

/** All objects, the one that is drawn on top first. */
export const objectViews = (
  project: ProjectState,
  source: ObjectViewSource,
): readonly ObjectView[] => project.objects.map((object) => objectView(project, source, object));

export const selectedView = (
  project: ProjectState,
  source: ObjectViewSource,
): ObjectView | null => {
  const object = selectedObject(project);
  return object && objectView(project, source, object);
};
