import { BRUSH_LIMITS, STROKE_UNITS, strokesIn, type BrushStroke } from '../core/brushStroke.ts';
import { throwIfAborted } from '../core/errors.ts';
import { SHAPE } from '../core/manifest.ts';
import { maskParts, type MaskPart } from '../core/maskParts.ts';
import { MASK_CELLS, MAX_EXAMPLES, regionRuns, type ObjectExample } from '../core/objectExample.ts';
import { paintStrokes } from '../core/paintStrokes.ts';
import type { EngineClient } from '../engine/client.ts';
import type { FollowedFrame } from '../engine/protocol.ts';
import type { Player } from '../player/player.ts';
import type { Bundles } from './bundles.ts';
import { notify } from './notices.ts';
import { isFoundIn, objectViews, type ObjectView } from './objectViews.ts';
import { objectName, type Project, type ProjectObject } from './project.ts';
import { announce, thresholdsOf, type SessionStore } from './sessionStore.ts';

/** The things that an object's mask falls into in one frame. */
export type ThingsInFrame = {
  readonly frameIndex: number;
  /** From left to right. */
  readonly parts: readonly MaskPart[];
};

/** What a person corrects by hand. Each change is one step of undo; a locked object refuses. */
export type Corrections = {
  /** The things of what was found in a frame; none where nothing was. */
  thingsIn(objectId: string, frameIndex: number, signal: AbortSignal): Promise<ThingsInFrame>;
  /** One of the things is not meant: it and what looks like it is taken out of all frames. */
  exclude(objectId: string, things: ThingsInFrame, part: MaskPart): void;
  /** One of the things alone is meant. */
  choose(objectId: string, things: ThingsInFrame, part: MaskPart): void;
  /** The same as `exclude` for the thing at a place. @param x, y shares of the picture. */
  excludeAt(objectId: string, frameIndex: number, x: number, y: number): Promise<void>;
  removeExample(objectId: string, exampleId: string): void;
  paint(objectId: string, stroke: Omit<BrushStroke, 'carriedFrom'>): void;
  /** Takes the strokes of a frame away, and those that were carried from it. */
  clearFrame(objectId: string, frameIndex: number): void;
  clearStrokes(objectId: string): void;
  /** Carries what was painted on a frame to its neighbours, as far as they look like it. */
  carry(objectId: string, frameIndex: number): Promise<void>;
  cancelCarrying(): void;
};

export type CorrectionPorts = {
  readonly engine: EngineClient;
  readonly session: SessionStore;
  readonly project: Project;
  readonly bundles: Bundles;
  readonly player: Player;
};

const countPoints = (strokes: readonly BrushStroke[]): number =>
  strokes.reduce((sum, { points }) => sum + points.length / 2, 0);

const clampPoint = (value: number): number =>
  Math.round(Math.min(Math.max(value, BRUSH_LIMITS.leastPoint), BRUSH_LIMITS.mostPoint));

/** A stroke of one frame where its region is in another. */
const moved = (stroke: BrushStroke, { frameIndex, right, down }: FollowedFrame): BrushStroke => ({
  ...stroke,
  frameIndex,
  points: stroke.points.map((value, index) =>
    clampPoint(value + (index % 2 === 0 ? right : down) * STROKE_UNITS),
  ),
  carriedFrom: stroke.frameIndex,
});

/** Every cell that a stroke passes, whether it adds or erases. */
const cellsUnder = (strokes: readonly BrushStroke[]): Uint8Array =>
  paintStrokes(
    new Uint8Array(MASK_CELLS),
    SHAPE.maskSize,
    strokes.map((stroke) => ({ ...stroke, mode: 'add' })),
  );

export const createCorrections = (ports: CorrectionPorts): Corrections => {
  const { engine, session, project, bundles, player } = ports;
  let carrying: AbortController | null = null;

  const viewOf = (id: string): ObjectView | undefined =>
    objectViews(project.store.getState(), session.getState()).find(
      ({ object }) => object.id === id,
    );

  /** The object, unless it is locked, which is then said. */
  const unlocked = (id: string): ProjectObject | undefined => {
    const object = project.store.getState().objects.find((candidate) => candidate.id === id);
    if (object?.isLocked) {
      announce(session, `“${objectName(object)}” is locked.`);
      return undefined;
    }
    return object;
  };

  const change = (id: string, label: string, part: Partial<ProjectObject>): void =>
    project.edit({ label }, ({ objects }) => ({
      objects: objects.map((object) => (object.id === id ? { ...object, ...part } : object)),
    }));

  const addExample = (
    id: string,
    kind: ObjectExample['kind'],
    { frameIndex, parts }: ThingsInFrame,
    part: MaskPart,
  ): void => {
    const object = unlocked(id);
    if (!object) {
      return;
    }
    if (object.examples.length >= MAX_EXAMPLES) {
      announce(session, `An object takes ${MAX_EXAMPLES} examples; remove one first.`);
      return;
    }
    const others = new Uint8Array(MASK_CELLS);
    for (const { cells } of parts.filter((other) => other !== part)) {
      for (const [cell, isInside] of cells.entries()) {
        others[cell] = (others[cell] ?? 0) | isInside;
      }
    }
    const [own, rest] = [regionRuns(part.cells), regionRuns(others)];
    const example: ObjectExample = {
      id: crypto.randomUUID(),
      kind,
      frameIndex,
      wanted: kind === 'only-this' ? own : rest,
      unwanted: kind === 'only-this' ? rest : own,
    };
    const label = kind === 'only-this' ? 'mean only one thing' : 'take a thing out';
    change(id, label, { examples: [...object.examples, example] });
  };

  const thingsIn: Corrections['thingsIn'] = async (id, frameIndex, signal) => {
    const view = viewOf(id);
    const resultId = view?.result?.engineResultId;
    if (!view || resultId == null || !isFoundIn(view, frameIndex)) {
      return { frameIndex, parts: [] };
    }
    const mask = await engine.request('read-found-mask', { resultId, frameIndex }, { signal });
    const threshold = thresholdsOf(session.getState()).mask;
    return {
      frameIndex,
      parts: mask ? maskParts(mask.probability, mask.maskWidth, threshold) : [],
    };
  };

  const follow = async (
    object: ProjectObject,
    frameIndex: number,
    signal: AbortSignal,
  ): Promise<readonly FollowedFrame[]> => {
    await bundles.ensure();
    throwIfAborted(signal);
    const { range } = project.store.getState();
    const lastFrame = (session.getState().clip?.info.ptsSeconds.length ?? 1) - 1;
    const region = regionRuns(cellsUnder(strokesIn(object.strokes, frameIndex)));
    return engine.request(
      'follow-region',
      {
        frameIndex,
        region,
        range: [
          Math.min(range?.first ?? 0, frameIndex),
          Math.max(range?.last ?? lastFrame, frameIndex),
        ],
      },
      {
        signal,
        onEvent({ done, total }) {
          if (!signal.aborted) {
            session.setState({ carrying: { done, total } });
          }
        },
      },
    );
  };

  const keepCarried = (
    { id }: ProjectObject,
    frameIndex: number,
    painted: readonly BrushStroke[],
    followed: readonly FollowedFrame[],
  ): void => {
    const object = unlocked(id);
    if (!object) {
      return;
    }
    const others = object.strokes.filter(({ carriedFrom }) => carriedFrom !== frameIndex);
    // What a person painted on a frame is not painted over.
    const byHand = new Set(
      others.filter(({ carriedFrom }) => carriedFrom === null).map((stroke) => stroke.frameIndex),
    );
    const free = followed.filter((frame) => !byHand.has(frame.frameIndex));
    const carried = free.flatMap((frame) => painted.map((stroke) => moved(stroke, frame)));
    const strokes = [...others, ...carried];
    if (isTooMuch(strokes)) {
      return;
    }
    change(id, 'carry what was painted to other frames', { strokes });
    announce(
      session,
      free.length === 0
        ? 'Nothing like it was found in the neighbouring frames.'
        : `Carried to ${free.length} frames.`,
    );
  };

  const isTooMuch = (strokes: readonly BrushStroke[]): boolean => {
    const tooMany =
      strokes.length > BRUSH_LIMITS.mostStrokes ||
      countPoints(strokes) > BRUSH_LIMITS.mostPointsAnObject;
    if (tooMany) {
      announce(session, 'That is more than an object can keep: clear some frames first.');
    }
    return tooMany;
  };

  return {
    thingsIn,
    exclude: (id, things, part) => addExample(id, 'not-this', things, part),
    choose: (id, things, part) => addExample(id, 'only-this', things, part),
    async excludeAt(id, frameIndex, x, y) {
      try {
        const things = await thingsIn(id, frameIndex, new AbortController().signal);
        const column = Math.min(SHAPE.maskSize - 1, Math.floor(x * SHAPE.maskSize));
        const row = Math.min(SHAPE.maskSize - 1, Math.floor(y * SHAPE.maskSize));
        const part = things.parts.find(({ cells }) => cells[row * SHAPE.maskSize + column] === 1);
        if (part) {
          addExample(id, 'not-this', things, part);
        } else {
          announce(session, 'Nothing was found at this place.');
        }
      } catch (error) {
        notify(session, error);
      }
    },
    removeExample(id, exampleId) {
      const object = unlocked(id);
      if (object) {
        const examples = object.examples.filter((example) => example.id !== exampleId);
        change(id, 'remove an example', { examples });
      }
    },
    paint(id, stroke) {
      const object = unlocked(id);
      if (!object) {
        return;
      }
      const strokes = [...object.strokes, { ...stroke, carriedFrom: null }];
      if (!isTooMuch(strokes)) {
        change(id, stroke.mode === 'add' ? 'paint' : 'erase', { strokes });
      }
    },
    clearFrame(id, frameIndex) {
      const object = unlocked(id);
      const strokes = object?.strokes.filter(
        (stroke) => stroke.frameIndex !== frameIndex && stroke.carriedFrom !== frameIndex,
      );
      if (strokes && strokes.length !== object?.strokes.length) {
        change(id, `clear what was painted on frame ${frameIndex + 1}`, { strokes });
      }
    },
    clearStrokes(id) {
      if (unlocked(id)) {
        change(id, 'clear all that was painted', { strokes: [] });
      }
    },
    async carry(id, frameIndex) {
      const object = unlocked(id);
      const painted = object ? strokesIn(object.strokes, frameIndex) : [];
      if (!object || painted.length === 0 || carrying) {
        return;
      }
      const controller = new AbortController();
      carrying = controller;
      player.pause();
      session.setState({ carrying: { done: 0, total: 0 } });
      try {
        const followed = await follow(object, frameIndex, controller.signal);
        throwIfAborted(controller.signal);
        keepCarried(object, frameIndex, painted, followed);
      } catch (error) {
        notify(session, error);
      } finally {
        carrying = null;
        session.setState({ carrying: null });
      }
    },
    cancelCarrying() {
      carrying?.abort();
    },
  };
};

/** Frames that a person painted on, and how many more it was carried to. */
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
