import {
  BRUSH_LIMITS,
  countStrokePoints,
  moveStroke,
  storableStrokes,
  strokesOfFrame,
  strokesOutside,
  type BrushStroke,
} from '../../core/mask/brushStroke.ts';
import {
  MASK_CELL_COUNT,
  MASK_GRID_SIDE,
  encodeRunLengths,
} from '../../core/mask/instanceSelection.ts';
import { paintStrokes } from '../../core/mask/paintStrokes.ts';
import { throwIfAborted } from '../../core/util/errors.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { TrackedFrame } from '../../protocol/requests.ts';
import type { Player } from '../playback/player.ts';
import type { ObjectView } from '../search/objectViews.ts';
import type { BundleLoader } from '../session/bundleLoader.ts';
import { notify } from '../session/notices.ts';
import { announceVisibly, type SessionStore } from '../session/sessionStore.ts';
import type { ObjectEditor } from './objectEditor.ts';
import type { ProjectDocument, ProjectObject } from './projectDocument.ts';

/** Commands on strokes of the brush and the lasso; part of `CorrectionCommands`. */
export type StrokeCommands = {
  paint(objectId: string, stroke: Omit<BrushStroke, 'carriedFrom'>): void;
  /** Removes the strokes of a frame, and those that were propagated from it. */
  clearFrameStrokes(objectId: string, frameIndex: number): void;
  clearStrokes(objectId: string): void;
  /** Removes the strokes on the frames from In to Out, painted or propagated. */
  clearStrokesInRange(objectId: string): void;
  /** Propagates a frame's strokes along the tracked region. */
  propagateStrokes(objectId: string, frameIndex: number): Promise<void>;
  cancelPropagation(): void;
};

type StrokeCommandsDeps = {
  readonly engine: EngineClient;
  readonly session: SessionStore;
  readonly project: ProjectDocument;
  readonly bundles: BundleLoader;
  readonly player: Player;
  readonly editor: ObjectEditor;
  readonly viewOf: (objectId: string) => ObjectView | undefined;
};

/** The cells that strokes of either mode cover. */
const strokedCells = (strokes: readonly BrushStroke[]): Uint8Array =>
  paintStrokes(
    new Uint8Array(MASK_CELL_COUNT),
    MASK_GRID_SIDE,
    strokes.map((stroke) => ({ ...stroke, mode: 'add' })),
  );

/**
 * An object's strokes after those of a frame were carried to others. Frames with strokes by hand keep
 * those alone.
 */
const withCarriedStrokes = (
  strokes: readonly BrushStroke[],
  frameIndex: number,
  painted: readonly BrushStroke[],
  trackedFrames: readonly TrackedFrame[],
): { readonly strokes: readonly BrushStroke[]; readonly frameCount: number } => {
  const others = strokes.filter(({ carriedFrom }) => carriedFrom !== frameIndex);
  const byHand = new Set(
    others.filter(({ carriedFrom }) => carriedFrom === null).map((stroke) => stroke.frameIndex),
  );
  const unpaintedFrames = trackedFrames.filter((frame) => !byHand.has(frame.frameIndex));
  const carried = unpaintedFrames.flatMap((frame) =>
    painted.map((stroke) => moveStroke(stroke, frame)),
  );
  return { strokes: [...others, ...carried], frameCount: unpaintedFrames.length };
};

/** Announces it, too. */
const exceedsStrokeLimits = (session: SessionStore, strokes: readonly BrushStroke[]): boolean => {
  const isExceeded =
    strokes.length > BRUSH_LIMITS.maxStrokes ||
    countStrokePoints(strokes) > BRUSH_LIMITS.maxPointsPerObject;
  if (isExceeded) {
    announceVisibly(session, 'That is more than an object can keep: clear some frames first.');
  }
  return isExceeded;
};

/** Where the strokes' region is in other frames; the session shows the progress. */
const trackStrokes = async (
  { engine, session, project, bundles, viewOf }: StrokeCommandsDeps,
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

export const createStrokeCommands = (deps: StrokeCommandsDeps): StrokeCommands => {
  const { session, player, editor } = deps;
  let propagation: AbortController | null = null;

  const applyPropagated = (
    id: string,
    frameIndex: number,
    painted: readonly BrushStroke[],
    trackedFrames: readonly TrackedFrame[],
  ): void => {
    const object = editor.unlocked(id);
    if (!object) {
      return;
    }
    const { strokes, frameCount } = withCarriedStrokes(
      object.strokes,
      frameIndex,
      painted,
      trackedFrames,
    );
    if (exceedsStrokeLimits(session, strokes)) {
      return;
    }
    editor.edit(id, 'propagate strokes to other frames', { strokes });
    announceVisibly(
      session,
      frameCount === 0
        ? 'Nothing like it was found in the neighbouring frames.'
        : `Propagated to ${frameCount} frames.`,
    );
  };

  return {
    paint(id, stroke) {
      const object = editor.unlocked(id);
      if (!object) {
        return;
      }
      const strokes = [...object.strokes, ...storableStrokes({ ...stroke, carriedFrom: null })];
      if (!exceedsStrokeLimits(session, strokes)) {
        editor.edit(id, stroke.mode === 'add' ? 'paint' : 'erase', { strokes });
      }
    },
    clearFrameStrokes(id, frameIndex) {
      const object = editor.unlocked(id);
      const strokes = object?.strokes.filter(
        (stroke) => stroke.frameIndex !== frameIndex && stroke.carriedFrom !== frameIndex,
      );
      if (strokes && strokes.length !== object?.strokes.length) {
        editor.edit(id, `clear what was painted on frame ${frameIndex + 1}`, { strokes });
      }
    },
    clearStrokes(id) {
      if (editor.unlocked(id)) {
        editor.edit(id, 'clear all that was painted', { strokes: [] });
      }
    },
    clearStrokesInRange(id) {
      const { range } = deps.project.store.getState();
      const object = editor.unlocked(id);
      if (!object || range === null) {
        return;
      }
      const strokes = strokesOutside(object.strokes, range);
      if (strokes.length !== object.strokes.length) {
        editor.edit(id, 'clear what was painted from In to Out', { strokes });
      }
    },
    async propagateStrokes(id, frameIndex) {
      const object = editor.unlocked(id);
      const painted = object ? strokesOfFrame(object.strokes, frameIndex) : [];
      if (!object || painted.length === 0 || propagation) {
        return;
      }
      const controller = new AbortController();
      propagation = controller;
      player.pause();
      session.setState({ propagating: { done: 0, total: 0 } });
      try {
        const trackedFrames = await trackStrokes(deps, object, frameIndex, controller.signal);
        throwIfAborted(controller.signal);
        applyPropagated(id, frameIndex, painted, trackedFrames);
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
