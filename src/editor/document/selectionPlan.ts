import type { QueryResult } from '../search/queryResult.ts';
import type { ObjectSelection } from '../session/sessionStore.ts';
import type { ProjectObject } from './projectDocument.ts';

/** All that the selection of an object's instances depends on. */
export type SelectionInputs = ObjectSelection['inputs'];

type SelectionSource = {
  readonly objects: readonly ProjectObject[];
  /** The result of an object's query, before corrections; null when there is none. */
  readonly baseOf: (object: ProjectObject) => QueryResult | null;
  readonly selections: Readonly<Record<string, ObjectSelection>>;
  /** The bundle's own. */
  readonly thresholds: { readonly mask: number; readonly presence: number };
};

type SelectionPlan = {
  /** Objects whose instances are to be selected. */
  readonly start: readonly { readonly object: ProjectObject; readonly inputs: SelectionInputs }[];
  /** Ids of objects that have no examples any more, or are gone. */
  readonly remove: readonly string[];
};

/** Null while there is nothing to select from. */
const inputsOf = (
  object: ProjectObject,
  { baseOf, selections, thresholds }: SelectionSource,
): SelectionInputs | null => {
  const base = baseOf(object);
  if (object.examples.length === 0 || !base?.engineResultId) {
    return null;
  }
  const before = selections[object.id]?.inputs;
  const isRunning = base.status === 'running' || base.status === 'waiting';
  const isSameBase = before?.baseResultId === base.engineResultId;
  return {
    examples: object.examples,
    baseResultId: base.engineResultId,
    // Frames that come in are selected from when the run has ended.
    computed:
      isRunning && isSameBase
        ? before.computed
        : base.presence.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0),
    presenceThreshold: object.presenceThreshold ?? thresholds.presence,
    maskThreshold: thresholds.mask,
  };
};

const isSameInputs = (a: SelectionInputs | undefined, b: SelectionInputs): boolean =>
  a !== undefined &&
  a.examples === b.examples &&
  a.baseResultId === b.baseResultId &&
  a.computed === b.computed &&
  a.presenceThreshold === b.presenceThreshold &&
  a.maskThreshold === b.maskThreshold;

/** The selections to start and to remove for all objects to show what their examples select. */
export const planSelections = (source: SelectionSource): SelectionPlan => {
  const { objects, selections } = source;
  const start = objects.flatMap((object) => {
    const inputs = inputsOf(object, source);
    return inputs && !isSameInputs(selections[object.id]?.inputs, inputs)
      ? [{ object, inputs }]
      : [];
  });
  const kept = new Set(objects.filter(({ examples }) => examples.length > 0).map(({ id }) => id));
  return { start, remove: Object.keys(selections).filter((id) => !kept.has(id)) };
};
