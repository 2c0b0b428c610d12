import { isPaintedIn, strokeFrames } from '../core/brushStroke.ts';
import { leastPresence } from '../core/frameState.ts';
import type { ProjectObject } from './project.ts';
import type { Result } from './result.ts';
import type { ObjectSelection } from './sessionStore.ts';

type Corrected = {
  readonly selected: ObjectSelection['selected'];
  readonly strokes: ProjectObject['strokes'];
  readonly presenceThreshold: number;
  readonly result: Result;
};

/** By object: the same inputs give the same result again, so that what is drawn of it is kept. */
const known = new WeakMap<Result, Map<string, Corrected>>();

const correct = (
  base: Result,
  objectId: string,
  { selected, strokes, presenceThreshold }: Omit<Corrected, 'result'>,
): Result => {
  const presence = Float32Array.from(selected?.presence ?? base.presence);
  const least = leastPresence(presenceThreshold);
  for (const frameIndex of strokeFrames(strokes)) {
    if (isPaintedIn(strokes, frameIndex)) {
      presence[frameIndex] = Math.max(presence[frameIndex] || 0, least);
    }
  }
  return {
    ...base,
    // Another object may have the same base with other corrections.
    id: `${base.id}/${objectId}`,
    engineResultId: selected?.resultId ?? base.engineResultId,
    presence,
  };
};

/**
 * What an object shows of a result: the things that its examples mean, and what was painted. As
 * long as a selection is being made it shows the one before, or the base.
 */
export const correctedResult = (
  base: Result,
  { id, examples, strokes }: ProjectObject,
  selection: ObjectSelection | undefined,
  presenceThreshold: number,
): Result => {
  const selected = examples.length > 0 ? (selection?.selected ?? null) : null;
  if (selected === null && strokes.length === 0) {
    return base;
  }
  const objects = known.get(base) ?? new Map<string, Corrected>();
  known.set(base, objects);
  const before = objects.get(id);
  if (
    before?.selected === selected &&
    before.strokes === strokes &&
    before.presenceThreshold === presenceThreshold
  ) {
    return before.result;
  }
  const inputs = { selected, strokes, presenceThreshold };
  const result = correct(base, id, inputs);
  objects.set(id, { ...inputs, result });
  return result;
};
