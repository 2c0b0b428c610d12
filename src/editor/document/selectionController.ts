import { toEarmarkError } from '../../core/util/errors.ts';
import { medianPresence } from '../../core/mask/temporalMedian.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { BundleLoader } from '../session/bundleLoader.ts';
import { notify } from '../session/notices.ts';
import { resultIdOf } from '../search/objectViews.ts';
import { objectName, type ProjectDocument, type ProjectObject } from './projectDocument.ts';
import {
  announce,
  findResult,
  thresholdsOf,
  type ObjectSelection,
  type SessionStore,
} from '../session/sessionStore.ts';

/** Keeps, of each object with examples, the things that those mean. */
export type SelectionController = {
  /** Resolves when every object shows what its examples mean. */
  whenSettled(): Promise<void>;
  /** The object shows all that was found until its examples change. */
  cancel(objectId: string): void;
  dispose(): void;
};

export type SelectionControllerDeps = {
  readonly engine: EngineClient;
  readonly session: SessionStore;
  readonly project: ProjectDocument;
  readonly bundles: BundleLoader;
};

/** All that a selection depends on. */
type SelectionInputs = ObjectSelection['inputs'];

const isSameInputs = (a: SelectionInputs | undefined, b: SelectionInputs): boolean =>
  a !== undefined &&
  a.examples === b.examples &&
  a.baseResultId === b.baseResultId &&
  a.computed === b.computed &&
  a.presenceThreshold === b.presenceThreshold &&
  a.maskThreshold === b.maskThreshold;

export const createSelectionController = (deps: SelectionControllerDeps): SelectionController => {
  const { engine, session, project, bundles } = deps;
  const running = new Map<
    string,
    { readonly controller: AbortController; readonly end: Promise<void> }
  >();

  const selectionOf = (id: string): ObjectSelection | undefined =>
    session.getState().selections[id];

  const setSelection = (
    id: string,
    change: (before: ObjectSelection | undefined) => ObjectSelection,
  ): void =>
    session.setState(({ selections }) => ({
      selections: { ...selections, [id]: change(selections[id]) },
    }));

  /** Null while there is nothing to select from. */
  const inputsOf = (object: ProjectObject): SelectionInputs | null => {
    const state = session.getState();
    const base = findResult(state, resultIdOf(object));
    if (object.examples.length === 0 || !base?.engineResultId) {
      return null;
    }
    const thresholds = thresholdsOf(state);
    const before = selectionOf(object.id)?.inputs;
    const isComing = base.status === 'running' || base.status === 'waiting';
    const isSameBase = before?.baseResultId === base.engineResultId;
    return {
      examples: object.examples,
      baseResultId: base.engineResultId,
      // Frames that come in are selected from when the search rests.
      computed:
        isComing && isSameBase
          ? before.computed
          : base.presence.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0),
      presenceThreshold: object.presenceThreshold ?? thresholds.presence,
      maskThreshold: thresholds.mask,
    };
  };

  const select = async (
    object: ProjectObject,
    { baseResultId, examples, presenceThreshold, maskThreshold }: SelectionInputs,
    signal: AbortSignal,
  ): Promise<void> => {
    const { id } = object;
    const setStatus = (status: ObjectSelection['status']): void =>
      setSelection(id, (before) => ({ ...(before as ObjectSelection), status }));
    try {
      await bundles.ensureOpen();
      const replaces = selectionOf(id)?.selected?.resultId ?? null;
      const { resultId, presence } = await engine.request(
        'select-instances',
        { resultId: baseResultId, examples, maskThreshold, presenceThreshold, replaces },
        {
          signal,
          onEvent: ({ done, total }) => {
            if (!signal.aborted) {
              setStatus({ kind: 'running', done, total });
            }
          },
        },
      );
      const ptsSeconds = session.getState().clip?.info.ptsSeconds;
      if (!signal.aborted && ptsSeconds) {
        const selected = { resultId, presence: medianPresence(ptsSeconds, presence) };
        setSelection(id, (before) => ({
          ...(before as ObjectSelection),
          selected,
          status: { kind: 'done' },
        }));
        announce(session, `“${objectName(object)}” now shows what was meant, in all frames.`);
      }
    } catch (error) {
      if (!signal.aborted) {
        setStatus({ kind: 'stopped' });
        if (toEarmarkError(error).kind !== 'aborted') {
          notify(session, error);
        }
      }
    }
  };

  const start = (object: ProjectObject, inputs: SelectionInputs): void => {
    running.get(object.id)?.controller.abort();
    const controller = new AbortController();
    setSelection(object.id, (before) => ({
      inputs,
      selected: before?.inputs.baseResultId === inputs.baseResultId ? before.selected : null,
      status: { kind: 'running', done: 0, total: 0 },
    }));
    const end = select(object, inputs, controller.signal).finally(() => {
      if (running.get(object.id)?.controller === controller) {
        running.delete(object.id);
      }
    });
    running.set(object.id, { controller, end });
  };

  const removeSelection = (id: string): void => {
    running.get(id)?.controller.abort();
    session.setState(({ selections }) => ({
      selections: Object.fromEntries(Object.entries(selections).filter(([other]) => other !== id)),
    }));
  };

  const syncSelections = (): void => {
    const { objects } = project.store.getState();
    for (const object of objects) {
      const inputs = inputsOf(object);
      if (inputs && !isSameInputs(selectionOf(object.id)?.inputs, inputs)) {
        start(object, inputs);
      }
    }
    const kept = new Set(objects.filter(({ examples }) => examples.length > 0).map(({ id }) => id));
    for (const id of Object.keys(session.getState().selections)) {
      if (!kept.has(id)) {
        removeSelection(id);
      }
    }
  };

  const stopProject = project.store.subscribe((state, before) => {
    if (state.objects !== before.objects) {
      syncSelections();
    }
  });
  const stopSession = session.subscribe((state, before) => {
    if (state.results !== before.results || thresholdsOf(state) !== thresholdsOf(before)) {
      syncSelections();
    }
  });

  return {
    whenSettled: async () => {
      while (running.size > 0) {
        await Promise.all(Array.from(running.values(), ({ end }) => end));
      }
    },
    cancel(objectId) {
      running.get(objectId)?.controller.abort();
      if (selectionOf(objectId)?.status.kind === 'running') {
        setSelection(objectId, (before) => ({
          ...(before as ObjectSelection),
          status: { kind: 'stopped' },
        }));
      }
    },
    dispose() {
      stopProject();
      stopSession();
      for (const { controller } of running.values()) {
        controller.abort();
      }
    },
  };
};
