import { shallow } from 'zustand/shallow';
import { toEarmarkError } from '../../core/util/errors.ts';
import { fixedFrames, medianPresence } from '../../core/mask/temporalMedian.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { BundleLoader } from '../session/bundleLoader.ts';
import { notify } from '../session/notices.ts';
import { resultIdOf } from '../search/objectViews.ts';
import { objectName, type ProjectDocument, type ProjectObject } from './projectDocument.ts';
import { planSelections, type SelectionInputs } from './selectionPlan.ts';
import {
  announce,
  findResult,
  thresholdsOf,
  type ObjectSelection,
  type SessionStore,
} from '../session/sessionStore.ts';

/** Keeps the selected instances of each object that has examples. */
export type SelectionController = {
  /** Resolves when no selection is running. */
  whenSettled(): Promise<void>;
  /** The object keeps the selection before, or the whole result, until its examples change. */
  cancel(objectId: string): void;
  dispose(): void;
};

type SelectionControllerDeps = {
  readonly engine: EngineClient;
  readonly session: SessionStore;
  readonly project: ProjectDocument;
  readonly bundles: BundleLoader;
};

const setSelection = (
  session: SessionStore,
  id: string,
  change: (before: ObjectSelection | undefined) => ObjectSelection,
): void =>
  session.setState(({ selections }) => ({
    selections: { ...selections, [id]: change(selections[id]) },
  }));

const setStatus = (session: SessionStore, id: string, status: ObjectSelection['status']): void =>
  setSelection(session, id, (before) => ({ ...(before as ObjectSelection), status }));

/** Runs the selection of an object and stores it. */
const select = async (
  { engine, session, bundles }: SelectionControllerDeps,
  object: ProjectObject,
  { baseResultId, examples, presenceThreshold, maskThreshold }: SelectionInputs,
  signal: AbortSignal,
): Promise<void> => {
  const { id } = object;
  try {
    await bundles.ensureOpen();
    const replaces = session.getState().selections[id]?.selected?.resultId ?? null;
    const { resultId, presence } = await engine.request(
      'select-instances',
      { resultId: baseResultId, examples, maskThreshold, presenceThreshold, replaces },
      {
        signal,
        onEvent: ({ done, total }) => {
          if (!signal.aborted) {
            setStatus(session, id, { kind: 'running', done, total });
          }
        },
      },
    );
    const ptsSeconds = session.getState().clip?.info.ptsSeconds;
    if (!signal.aborted && ptsSeconds) {
      const selected = {
        resultId,
        presence: medianPresence(ptsSeconds, presence, fixedFrames(object.points)),
      };
      setSelection(session, id, (before) => ({
        ...(before as ObjectSelection),
        selected,
        status: { kind: 'done' },
      }));
      announce(session, `“${objectName(object)}” now shows what was meant, in all frames.`);
    }
  } catch (error) {
    if (!signal.aborted) {
      setStatus(session, id, { kind: 'stopped' });
      if (toEarmarkError(error).kind !== 'aborted') {
        notify(session, error);
      }
    }
  }
};

export const createSelectionController = (deps: SelectionControllerDeps): SelectionController => {
  const { session, project } = deps;
  const running = new Map<
    string,
    { readonly controller: AbortController; readonly end: Promise<void> }
  >();

  const start = (object: ProjectObject, inputs: SelectionInputs): void => {
    running.get(object.id)?.controller.abort();
    const controller = new AbortController();
    setSelection(session, object.id, (before) => ({
      inputs,
      selected: before?.inputs.baseResultId === inputs.baseResultId ? before.selected : null,
      status: { kind: 'running', done: 0, total: 0 },
    }));
    const end = select(deps, object, inputs, controller.signal).finally(() => {
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
    const state = session.getState();
    const { start: starting, remove } = planSelections({
      objects: project.store.getState().objects,
      baseOf: (object) => findResult(state, resultIdOf(object)),
      selections: state.selections,
      thresholds: thresholdsOf(state),
    });
    for (const { object, inputs } of starting) {
      start(object, inputs);
    }
    remove.forEach(removeSelection);
  };

  const stopProject = project.store.subscribe(({ objects }) => objects, syncSelections);
  const stopSession = session.subscribe(
    (state) => [state.results, thresholdsOf(state)],
    syncSelections,
    { equalityFn: shallow },
  );

  return {
    whenSettled: async () => {
      while (running.size > 0) {
        await Promise.all(Array.from(running.values(), ({ end }) => end));
      }
    },
    cancel(objectId) {
      running.get(objectId)?.controller.abort();
      if (session.getState().selections[objectId]?.status.kind === 'running') {
        setStatus(session, objectId, { kind: 'stopped' });
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
