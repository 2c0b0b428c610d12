import type { Box } from '../../core/mask/boxes.ts';
import {
  bestFit,
  MAX_POINTS,
  pointPrompt,
  type PointPrompt,
} from '../../core/model/pointPrompt.ts';
import type { RunOutcome } from '../search/runQueue.ts';
import { announceVisibly, type SessionStore } from '../session/sessionStore.ts';
import type { ObjectEditor } from './objectEditor.ts';
import {
  createId,
  createObject,
  firstFreeLookIndex,
  isPointed,
  objectName,
  withoutObject,
  type ProjectDocument,
  type ProjectObject,
} from './projectDocument.ts';

/** Commands on what a person points at; part of `ObjectCommands`. */
export type PointCommands = {
  /**
   * Adds an object without a query: what a box shows in a frame, and its track. One that was made from
   * the same box is selected instead. @param name of its class; null when that is not known
   */
  addPointed(pointed: { frameIndex: number; box: Box; name: string | null }): Promise<void>;
  /** Adds what a box shows in a frame to an object, or takes it from it, along its track. */
  addPoint(id: string, point: PointPrompt): Promise<void>;
  removePoint(id: string, point: PointPrompt): Promise<void>;
};

type PointCommandsDeps = {
  readonly project: ProjectDocument;
  readonly session: SessionStore;
  readonly run: (object: ProjectObject) => Promise<RunOutcome>;
  readonly editAndRun: (
    before: ProjectObject,
    label: string,
    part: Partial<ProjectObject>,
  ) => Promise<void>;
  readonly editor: ObjectEditor;
  readonly select: (id: string) => void;
};

/** Whether two points say the same of one instance. */
const isPointOf = (point: PointPrompt, { kind, frameIndex, box }: PointPrompt): boolean =>
  point.kind === kind && point.frameIndex === frameIndex && bestFit(point.box, [box]) !== null;

/** `dog`, or `dog 2` where there is one; `Object 3` without a class. */
const freeName = (objects: readonly ProjectObject[], name: string | null): string => {
  const taken = new Set(objects.map(objectName));
  const numbered = (index: number): string =>
    name === null ? `Object ${objects.length + index}` : index === 1 ? name : `${name} ${index}`;
  let index = 1;
  while (taken.has(numbered(index))) {
    index++;
  }
  return numbered(index);
};

export const createPointCommands = ({
  project,
  session,
  run,
  editAndRun,
  editor,
  select,
}: PointCommandsDeps): PointCommands => ({
  async addPointed({ frameIndex, box, name }) {
    const { objects, selectedId } = project.store.getState();
    const known = objects.find(
      (object) =>
        isPointed(object) &&
        object.points.some((point) => isPointOf(point, { kind: 'include', frameIndex, box })),
    );
    if (known) {
      select(known.id);
      announceVisibly(session, `This is “${objectName(known)}”.`);
      return;
    }
    const newEntry: ProjectObject = {
      ...createObject(createId(), '', firstFreeLookIndex(objects)),
      name: freeName(objects, name),
      category: name,
      points: [pointPrompt('include', frameIndex, box)],
    };
    project.edit({ label: `point at “${objectName(newEntry)}”` }, (state) => ({
      objects: [newEntry, ...state.objects],
    }));
    select(newEntry.id);
    announceVisibly(session, `New object: “${objectName(newEntry)}”.`);
    if ((await run(newEntry)) === 'refused') {
      project.retract(withoutObject(newEntry.id));
      project.select(selectedId);
    }
  },
  async addPoint(id, point) {
    const before = editor.unlocked(id);
    if (!before) {
      return;
    }
    // What is said of the same box in the same frame replaces what was said of it.
    const others = before.points.filter(
      (other) => !isPointOf(other, { ...point, kind: other.kind }),
    );
    if (others.length >= MAX_POINTS) {
      announceVisibly(session, `An object takes ${MAX_POINTS} points; remove one first.`);
      return;
    }
    const isAdded = point.kind === 'include';
    const name = objectName(before);
    const label = isAdded ? `add to “${name}”` : `remove from “${name}”`;
    announceVisibly(session, isAdded ? `Added to “${name}”.` : `Removed from “${name}”.`);
    await editAndRun(before, label, { points: [...others, point] });
  },
  async removePoint(id, point) {
    const before = editor.unlocked(id);
    const points = before?.points.filter((other) => other !== point) ?? [];
    if (before && isPointed(before) && !points.some(({ kind }) => kind === 'include')) {
      announceVisibly(session, `“${objectName(before)}” is this point: delete the object instead.`);
    } else if (before) {
      await editAndRun(before, 'remove a point', { points });
    }
  },
});
