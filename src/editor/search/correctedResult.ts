import { hasAddStroke, framesWithStrokes } from '../../core/mask/brushStroke.ts';
import { float32PresenceThreshold } from '../../core/model/frameState.ts';
import type { ProjectObject } from '../document/projectDocument.ts';
import type { QueryResult } from './queryResult.ts';
import type { ObjectSelection } from '../session/sessionStore.ts';

type CachedCorrection = {
  readonly selected: ObjectSelection['selected'];
  readonly strokes: ProjectObject['strokes'];
  readonly presenceThreshold: number;
  readonly result: QueryResult;
};

/** By object: the same inputs give the identical result, so that caches by identity hold. */
const cache = new WeakMap<QueryResult, Map<string, CachedCorrection>>();

const applyCorrections = (
  base: QueryResult,
  objectId: string,
  { selected, strokes, presenceThreshold }: Omit<CachedCorrection, 'result'>,
): QueryResult => {
  const presence = Float32Array.from(selected?.presence ?? base.presence);
  const least = float32PresenceThreshold(presenceThreshold);
  for (const frameIndex of framesWithStrokes(strokes)) {
    if (hasAddStroke(strokes, frameIndex)) {
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
 * A result with an object's corrections: the instances that its examples select, and its strokes.
 * While a selection is computed this is the selection before, or the base.
 */
export const correctedResult = (
  base: QueryResult,
  { id, examples, strokes }: ProjectObject,
  selection: ObjectSelection | undefined,
  presenceThreshold: number,
): QueryResult => {
  const selected = examples.length > 0 ? (selection?.selected ?? null) : null;
  if (selected === null && strokes.length === 0) {
    return base;
  }
  const objects = cache.get(base) ?? new Map<string, CachedCorrection>();
  cache.set(base, objects);
  const before = objects.get(id);
  if (
    before?.selected === selected &&
    before.strokes === strokes &&
    before.presenceThreshold === presenceThreshold
  ) {
    return before.result;
  }
  const inputs = { selected, strokes, presenceThreshold };
  const result = applyCorrections(base, id, inputs);
  objects.set(id, { ...inputs, result });
  return result;
};
