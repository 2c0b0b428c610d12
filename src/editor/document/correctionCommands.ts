import {
  BRUSH_LIMITS,
  countStrokePoints,
  strokesOfFrame,
  moveStroke,
  storableStrokes,
  type BrushStroke,
} from '../../core/mask/brushStroke.ts';
import { throwIfAborted } from '../../core/util/errors.ts';
import type { MaskComponent } from '../../core/mask/significantComponents.ts';
import {
  MASK_CELL_COUNT,
  MASK_GRID_SIDE,
  MAX_SELECTIONS,
  encodeRunLengths,
  type InstanceSelection,
} from '../../core/mask/instanceSelection.ts';
import { paintStrokes } from '../../core/mask/paintStrokes.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { TrackedFrame } from '../../protocol/requests.ts';
import type { Player } from '../playback/player.ts';
import type { BundleLoader } from '../session/bundleLoader.ts';
import { notify } from '../session/notices.ts';
import { isDetectedIn, objectViews, type ObjectView } from '../search/objectViews.ts';
import { readFrameComponents } from './frameComponents.ts';
import type { FrameComponents } from './frameComponents.ts';
import type { ObjectCommands } from './objectCommands.ts';
import { objectName, type ProjectDocument, type ProjectObject } from './projectDocument.ts';
import { showWeakGuess } from './showWeakGuess.ts';
import { announceVisibly, thresholdsOf, type SessionStore } from '../session/sessionStore.ts';

/** Corrections by hand. Each change is one step of undo; a locked object refuses. */
export type CorrectionCommands = {
  /** The components of the mask in a frame; none where the object is not detected. */
  componentsIn(objectId: string, frameIndex: number, signal: AbortSignal): Promise<FrameComponents>;
  /** Adds a `not-this` example: the component and its like are removed from all frames. */
  excludeComponent(objectId: string, things: FrameComponents, part: MaskComponent): void;
  /** Adds an `only-this` example. */
  keepOnlyComponent(objectId: string, things: FrameComponents, part: MaskComponent): void;
  /** `excludeComponent` for the component at a point. @param x, y shares of the picture. */
  excludeAt(objectId: string, frameIndex: number, x: number, y: number): Promise<void>;
  removeSelection(objectId: string, exampleId: string): void;
  /**
   * Lowers the object's thresholds until its best frame shows something, and goes there. It is no
   * match: the answer calls it a weak guess.
   */
  showWeakGuess(objectId: string): Promise<void>;
  paint(objectId: string, stroke: Omit<BrushStroke, 'carriedFrom'>): void;
  /** Removes the strokes of a frame, and those that were propagated from it. */
  clearFrameStrokes(objectId: string, frameIndex: number): void;
  clearStrokes(objectId: string): void;
  /** Propagates a frame's strokes along the tracked region. */
  propagateStrokes(objectId: string, frameIndex: number): Promise<void>;
  cancelPropagation(): void;
};

type CorrectionCommandsDeps = {
  readonly engine: EngineClient;
  readonly session: SessionStore;
  readonly project: ProjectDocument;
  readonly bundles: BundleLoader;
  readonly player: Player;
  readonly objects: Pick<ObjectCommands, 'setThresholds'>;
};

/** The cells that strokes of either mode cover. */
const strokedCells = (strokes: readonly BrushStroke[]): Uint8Array =>
  paintStrokes(
    new Uint8Array(MASK_CELL_COUNT),
    MASK_GRID_SIDE,
    strokes.map((stroke) => ({ ...stroke, mode: 'add' })),
  );

export const createCorrectionCommands = (deps: CorrectionCommandsDeps): CorrectionCommands => {
  const { engine, session, project, bundles, player } = deps;
  let propagation: AbortController | null = null;

  const viewOf = (id: string): ObjectView | undefined =>
    objectViews(project.store.getState(), session.getState()).find(
      ({ object }) => object.id === id,
    );

  /** The object, unless it is locked, which is then announced. */
  const unlockedObject = (id: string): ProjectObject | undefined => {
    const object = project.store.getState().objects.find((candidate) => candidate.id === id);
    if (object?.isLocked) {
      announceVisibly(session, `“${objectName(object)}” is locked.`);
      return undefined;
    }
    return object;
  };

  const editObject = (id: string, label: string, component: Partial<ProjectObject>): void =>
    project.edit({ label }, ({ objects }) => ({
      objects: objects.map((object) => (object.id === id ? { ...object, ...component } : object)),
    }));

  const addExample = (
    id: string,
    kind: InstanceSelection['kind'],
    { frameIndex, components }: FrameComponents,
    component: MaskComponent,
  ): void => {
    const object = unlockedObject(id);
    if (!object) {
      return;
    }
    if (object.examples.length >= MAX_SELECTIONS) {
      announceVisibly(session, `An object takes ${MAX_SELECTIONS} examples; remove one first.`);
      return;
    }
    // Instances overlap where one is a part or a loose box of the other: what lies on the chosen
    // one is the chosen one.
    const others = new Uint8Array(component.cells.length);
    for (const { cells } of components.filter((other) => other !== component)) {
      for (const [cell, isInside] of cells.entries()) {
        others[cell] = (others[cell] ?? 0) | (isInside & ~(component.cells[cell] ?? 0));
      }
    }
    const [own, rest] = [encodeRunLengths(component.cells), encodeRunLengths(others)];
    const example: InstanceSelection = {
      id: crypto.randomUUID(),
      kind,
      frameIndex,
      wanted: kind === 'only-this' ? own : rest,
      unwanted: kind === 'only-this' ? rest : own,
    };
    const label = kind === 'only-this' ? 'select only one object' : 'exclude an object';
    editObject(id, label, { examples: [...object.examples, example] });
  };

  const componentsIn: CorrectionCommands['componentsIn'] = async (id, frameIndex, signal) => {
    const view = viewOf(id);
    const resultId = view?.result?.engineResultId;
    if (!view || resultId == null || !isDetectedIn(view, frameIndex)) {
      return { frameIndex, components: [] };
    }
    const threshold = thresholdsOf(session.getState()).mask;
    return readFrameComponents(engine, { resultId, frameIndex, threshold }, signal);
  };

  const trackStrokes = async (
    object: ProjectObject,
    frameIndex: number,
    signal: AbortSignal,
  ): Promise<readonly TrackedFrame[]> => {
    await bundles.ensureOpen();
    throwIfAborted(signal);
    const { range } = project.store.getState();
    const lastFrame = (session.getState().clip?.info.ptsSeconds.length ?? 1) - 1;
    const region = encodeRunLengths(strokedCells(strokesOfFrame(object.strokes, frameIndex)));
    return engine.request(
      'track-region',
      {
        frameIndex,
        region,
        resultId: viewOf(object.id)?.result?.engineResultId ?? null,
        range: [
          Math.min(range?.first ?? 0, frameIndex),
          Math.max(range?.last ?? lastFrame, frameIndex),
        ],
      },
      {
        signal,
        onEvent({ done, total }) {
          if (!signal.aborted) {
            session.setState({ propagating: { done, total } });
          }
        },
      },
    );
  };

  const applyPropagated = (
    { id }: ProjectObject,
    frameIndex: number,
    painted: readonly BrushStroke[],
    trackedFrames: readonly TrackedFrame[],
  ): void => {
    const object = unlockedObject(id);
    if (!object) {
      return;
    }
    const others = object.strokes.filter(({ carriedFrom }) => carriedFrom !== frameIndex);
    // Frames with strokes by hand keep those alone.
    const byHand = new Set(
      others.filter(({ carriedFrom }) => carriedFrom === null).map((stroke) => stroke.frameIndex),
    );
    const unpaintedFrames = trackedFrames.filter((frame) => !byHand.has(frame.frameIndex));
    const carried = unpaintedFrames.flatMap((frame) =>
      painted.map((stroke) => moveStroke(stroke, frame)),
    );
    const strokes = [...others, ...carried];
    if (exceedsStrokeLimits(strokes)) {
      return;
    }
    editObject(id, 'propagate strokes to other frames', { strokes });
    announceVisibly(
      session,
      unpaintedFrames.length === 0
        ? 'Nothing like it was found in the neighbouring frames.'
        : `Propagated to ${unpaintedFrames.length} frames.`,
    );
  };

  const exceedsStrokeLimits = (strokes: readonly BrushStroke[]): boolean => {
    const isExceeded =
      strokes.length > BRUSH_LIMITS.maxStrokes ||
      countStrokePoints(strokes) > BRUSH_LIMITS.maxPointsPerObject;
    if (isExceeded) {
      announceVisibly(session, 'That is more than an object can keep: clear some frames first.');
    }
    return isExceeded;
  };

  return {
    componentsIn,
    excludeComponent: (id, frameComponents, component) =>
      addExample(id, 'not-this', frameComponents, component),
    keepOnlyComponent: (id, frameComponents, component) =>
      addExample(id, 'only-this', frameComponents, component),
    async excludeAt(id, frameIndex, x, y) {
      try {
        const frameComponents = await componentsIn(id, frameIndex, new AbortController().signal);
        const component = frameComponents.components.find(({ cells }) => {
          const side = Math.sqrt(cells.length);
          const column = Math.min(side - 1, Math.floor(x * side));
          const row = Math.min(side - 1, Math.floor(y * side));
          return cells[row * side + column] === 1;
        });
        if (component) {
          addExample(id, 'not-this', frameComponents, component);
        } else {
          announceVisibly(session, 'Nothing was found at this place.');
        }
      } catch (error) {
        notify(session, error);
      }
    },
    removeSelection(id, exampleId) {
      const object = unlockedObject(id);
      if (object) {
        const examples = object.examples.filter((example) => example.id !== exampleId);
        editObject(id, 'remove an example', { examples });
      }
    },
    showWeakGuess: (id) => showWeakGuess(deps, viewOf(id)),
    paint(id, stroke) {
      const object = unlockedObject(id);
      if (!object) {
        return;
      }
      const strokes = [...object.strokes, ...storableStrokes({ ...stroke, carriedFrom: null })];
      if (!exceedsStrokeLimits(strokes)) {
        editObject(id, stroke.mode === 'add' ? 'paint' : 'erase', { strokes });
      }
    },
    clearFrameStrokes(id, frameIndex) {
      const object = unlockedObject(id);
      const strokes = object?.strokes.filter(
        (stroke) => stroke.frameIndex !== frameIndex && stroke.carriedFrom !== frameIndex,
      );
      if (strokes && strokes.length !== object?.strokes.length) {
        editObject(id, `clear what was painted on frame ${frameIndex + 1}`, { strokes });
      }
    },
    clearStrokes(id) {
      if (unlockedObject(id)) {
        editObject(id, 'clear all that was painted', { strokes: [] });
      }
    },
    async propagateStrokes(id, frameIndex) {
      const object = unlockedObject(id);
      const painted = object ? strokesOfFrame(object.strokes, frameIndex) : [];
      if (!object || painted.length === 0 || propagation) {
        return;
      }
      const controller = new AbortController();
      propagation = controller;
      player.pause();
      session.setState({ propagating: { done: 0, total: 0 } });
      try {
        const trackedFrames = await trackStrokes(object, frameIndex, controller.signal);
        throwIfAborted(controller.signal);
        applyPropagated(object, frameIndex, painted, trackedFrames);
      } catch (error) {
        notify(session, error);
      } finally {
        propagation = null;
        session.setState({ propagating: null });
      }
    },
    cancelPropagation() {
      propagation?.abort();
    },
  };
};

/** Frames with strokes by hand, and the number of frames with propagated ones. */
export const paintedFrames = (
  strokes: readonly BrushStroke[],
): { readonly byHand: readonly number[]; readonly carried: number } => {
  const byHand = new Set<number>();
  const carried = new Set<number>();
  for (const { frameIndex, carriedFrom } of strokes) {
    (carriedFrom === null ? byHand : carried).add(frameIndex);
  }
  return { byHand: Array.from(byHand).toSorted((a, b) => a - b), carried: carried.size };
};
