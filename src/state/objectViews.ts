import { frameState } from '../core/frameState.ts';
import { objectColour, objectPattern, type ObjectPattern, type Rgb } from '../core/palette.ts';
import type { CueSwitches } from '../engine/protocol.ts';
import {
  isShown,
  selectedObject,
  type ObjectCues,
  type ProjectObject,
  type ProjectState,
} from './project.ts';
import { correctedResult } from './correctedResult.ts';
import { resultId, type Result } from './result.ts';
import { thresholdsOf, type SessionState } from './sessionStore.ts';

/** An object with what was found for it and how it is drawn: canvas, lanes and exports all use it. */
export type ObjectView = {
  readonly object: ProjectObject;
  /** With its corrections; null before anything was looked for. */
  readonly result: Result | null;
  /** What the model says of each frame, without what was painted; NaN where not computed. */
  readonly foundPresence: Float32Array;
  /** Visible, and not hidden by another one's solo. */
  readonly isShown: boolean;
  readonly maskThreshold: number;
  /** At or above it the thing is there. */
  readonly presenceThreshold: number;
  readonly colour: Rgb;
  readonly pattern: ObjectPattern;
};

/** The part of the session that a view is made from. */
export type ViewSource = Pick<SessionState, 'results' | 'bundle' | 'selections'>;

/** The method's memory and modality tokens are always on in the editor. */
export const switchesOf = ({ sound, words }: ObjectCues): CueSwitches => ({
  sound,
  words,
  memory: true,
  modality: true,
});

export const resultIdOf = ({ expression, cues }: ProjectObject): string =>
  resultId(expression, switchesOf(cues));

const NOTHING = new Float32Array();

const objectView = (
  project: ProjectState,
  source: ViewSource,
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
    foundPresence: selected?.presence ?? base?.presence ?? NOTHING,
    isShown: isShown(project, object),
    maskThreshold: object.maskThreshold ?? usual.mask,
    presenceThreshold,
    colour: objectColour(object.lookIndex),
    pattern: objectPattern(object.lookIndex),
  };
};

/** The model found it in this frame, whatever was painted. */
export const isFoundIn = (view: ObjectView, frameIndex: number): boolean =>
  frameState(view.foundPresence[frameIndex], view.presenceThreshold) === 'present';

/** All objects, the one that is drawn on top first. */
export const objectViews = (project: ProjectState, source: ViewSource): readonly ObjectView[] =>
  project.objects.map((object) => objectView(project, source, object));

export const selectedView = (project: ProjectState, source: ViewSource): ObjectView | null => {
  const object = selectedObject(project);
  return object && objectView(project, source, object);
};
