import { categoryOf, MAX_CATEGORY_LENGTH } from '../../core/labels/categoryOf.ts';
import { parseQuery } from '../../core/model/query.ts';
import {
  DEFAULT_POSTPROCESS,
  type PostprocessSettings,
} from '../../core/mask/postprocessSettings.ts';
import { clearQueryProblem, notify } from '../session/notices.ts';
import { resultIdOf, resultRequestOf } from '../search/objectViews.ts';
import {
  firstFreeLookIndex,
  createObject,
  objectCategory,
  isPointed,
  objectName,
  type FrameRange,
  type ObjectCues,
  type ProjectDocument,
  type ProjectObject,
} from './projectDocument.ts';
import {
  createId,
  createPointCommands,
  withoutObject,
  type PointCommands,
} from './pointCommands.ts';
import type { WeakGuess } from './weakGuess.ts';
import type { RunController } from '../search/runController.ts';
import type { RunOutcome } from '../search/runQueue.ts';
import { announceVisibly, type SessionStore } from '../session/sessionStore.ts';
import { recordQuery, type ViewStore } from '../session/viewStore.ts';

/** Commands on objects. Each change is one step of undo; a locked object refuses. */
export type ObjectCommands = PointCommands & {
  /** Adds an object and runs its query; an object of the same query and cues is selected instead. */
  add(text: string, extent?: FrameRange | null): Promise<void>;
  /** Replaces the object's query and runs it. */
  editQuery(id: string, text: string): Promise<void>;
  /** Runs the same query with other cues. */
  setCues(id: string, cues: ObjectCues): Promise<void>;
  /** Goes on where the run stopped, or starts over when model or provider have changed. */
  runAgain(id: string): Promise<void>;
  /** An empty name restores the query as the name. */
  rename(id: string, name: string): void;
  /** An empty category restores the noun of the query. */
  setCategory(id: string, category: string): void;
  setVisible(id: string, isVisible: boolean): void;
  toggleSolo(id: string): void;
  setLocked(id: string, isLocked: boolean): void;
  duplicate(id: string): void;
  remove(id: string): void;
  /** Up is towards the top of the picture. */
  move(id: string, toIndex: number): void;
  setMaskThreshold(id: string, maskThreshold: number | null): void;
  /** Both thresholds of a weak guess, as one step. */
  setThresholds(id: string, thresholds: WeakGuess): void;
  resetThresholds(id: string): void;
  setPostprocess(id: string, finish: Partial<PostprocessSettings>): void;
  /** Removes postprocessing and the mask threshold. */
  resetMask(id: string): void;
  select(id: string): void;
};

type ObjectCommandsDeps = {
  readonly project: ProjectDocument;
  readonly session: SessionStore;
  readonly view: ViewStore;
  readonly runs: RunController;
};

export const MAX_OBJECT_NAME_LENGTH = 80;

export const createObjectCommands = ({
  project,
  session,
  view,
  runs,
}: ObjectCommandsDeps): ObjectCommands => {
  const find = (id: string): ProjectObject | undefined =>
    project.store.getState().objects.find((object) => object.id === id);

  /** The object, unless it is locked, which is then announced. */
  const unlockedObject = (id: string): ProjectObject | undefined => {
    const object = find(id);
    if (object?.isLocked) {
      announceVisibly(session, `“${objectName(object)}” is locked.`);
      return undefined;
    }
    return object;
  };

  const editObject = (
    id: string,
    label: string,
    part: Partial<ProjectObject>,
    mergeKey?: string,
  ): void =>
    project.edit({ label, ...(mergeKey === undefined ? {} : { mergeKey }) }, ({ objects }) => ({
      objects: objects.map((object) => (object.id === id ? { ...object, ...part } : object)),
    }));

  const run = (object: ProjectObject, extent: FrameRange | null = null): Promise<RunOutcome> =>
    runs.enqueue(resultRequestOf(object), extent);

  /** Changes the query or its cues and runs it; a refused run takes the change back. */
  const editAndRun = async (
    before: ProjectObject,
    label: string,
    part: Partial<ProjectObject>,
  ): Promise<void> => {
    editObject(before.id, label, part);
    const outcome = await run({ ...before, ...part });
    if (outcome === 'refused') {
      project.retract(({ objects }) => ({
        objects: objects.map((object) => (object.id === before.id ? before : object)),
      }));
    }
  };

  const select = (id: string): void => {
    const object = find(id);
    if (object) {
      project.select(id);
      if (!isPointed(object)) {
        session.setState({ queryText: object.expression });
      }
    }
  };

  /** The query in its one spelling; null, with a notice, when it is none. */
  const parseOrNotify = (text: string): string | null => {
    clearQueryProblem(session);
    try {
      return parseQuery(text);
    } catch (error) {
      notify(session, error);
      return null;
    }
  };

  return {
    select,
    async add(text, extent = null) {
      const expression = parseOrNotify(text);
      if (expression === null) {
        return;
      }
      const { objects, selectedId } = project.store.getState();
      const newEntry = createObject(createId(), expression, firstFreeLookIndex(objects));
      const known = objects.find((object) => resultIdOf(object) === resultIdOf(newEntry));
      const object = known ?? newEntry;
      if (!known) {
        project.edit({ label: `find “${expression}”` }, (state) => ({
          objects: [newEntry, ...state.objects],
        }));
      }
      select(object.id);
      const outcome = await run(object, extent);
      if (outcome !== 'refused') {
        recordQuery(view, expression);
      } else if (!known) {
        project.retract(withoutObject(object.id));
        project.select(selectedId);
      }
    },
    ...createPointCommands({ project, session, run, editAndRun, unlockedObject, select }),
    async editQuery(id, text) {
      const before = unlockedObject(id);
      const expression = before ? parseOrNotify(text) : null;
      if (before && expression !== null && expression !== before.expression) {
        session.setState({ queryText: expression });
        recordQuery(view, expression);
        await editAndRun(before, `ask for “${expression}”`, { expression });
      }
    },
    async setCues(id, cues) {
      const before = unlockedObject(id);
      if (before) {
        const off = [!cues.sound && 'sound', !cues.words && 'words'].filter(Boolean);
        const label = off.length === 0 ? 'use all cues' : `do without ${off.join(' and ')}`;
        await editAndRun(before, label, { cues });
      }
    },
    async runAgain(id) {
      const object = find(id);
      if (object) {
        await run(object);
      }
    },
    rename(id, name) {
      const object = unlockedObject(id);
      const short = name.trim().slice(0, MAX_OBJECT_NAME_LENGTH);
      if (object && short !== objectName(object) && !(isPointed(object) && short === '')) {
        const isSentence = short === '' || short === object.expression;
        editObject(id, `rename “${objectName(object)}”`, { name: isSentence ? null : short });
      }
    },
    setCategory(id, category) {
      const object = unlockedObject(id);
      const short = category.trim().slice(0, MAX_CATEGORY_LENGTH);
      if (object && short !== objectCategory(object)) {
        const isOwn = short !== '' && short !== categoryOf(object.expression);
        editObject(id, `set the category of “${objectName(object)}”`, {
          category: isOwn ? short : null,
        });
      }
    },
    setVisible(id, isVisible) {
      const object = find(id);
      if (object) {
        editObject(id, `${isVisible ? 'show' : 'hide'} “${objectName(object)}”`, { isVisible });
      }
    },
    toggleSolo(id) {
      const object = find(id);
      if (object) {
        const label = `show “${objectName(object)}” alone`;
        project.edit({ label }, ({ soloId }) => ({ soloId: soloId === id ? null : id }));
      }
    },
    setLocked(id, isLocked) {
      const object = find(id);
      if (object) {
        editObject(id, `${isLocked ? 'lock' : 'unlock'} “${objectName(object)}”`, { isLocked });
      }
    },
    duplicate(id) {
      const object = find(id);
      if (!object) {
        return;
      }
      const copyId = createId();
      project.edit({ label: `duplicate “${objectName(object)}”` }, ({ objects }) => {
        const copy: ProjectObject = {
          ...object,
          id: copyId,
          name: `${objectName(object).slice(0, MAX_OBJECT_NAME_LENGTH - 5)} copy`,
          lookIndex: firstFreeLookIndex(objects),
          isLocked: false,
        };
        return { objects: objects.flatMap((other) => (other.id === id ? [copy, other] : [other])) };
      });
      select(copyId);
    },
    remove(id) {
      const object = unlockedObject(id);
      if (!object) {
        return;
      }
      const { objects } = project.store.getState();
      const index = objects.indexOf(object);
      project.edit({ label: `delete “${objectName(object)}”` }, withoutObject(id));
      const next = objects[index + 1] ?? objects[index - 1];
      project.select(next?.id ?? null);
      announceVisibly(session, `“${objectName(object)}” is deleted. Undo brings it back.`);
    },
    move(id, toIndex) {
      const object = find(id);
      const { objects } = project.store.getState();
      const to = Math.min(Math.max(toIndex, 0), objects.length - 1);
      if (!object || objects.indexOf(object) === to) {
        return;
      }
      project.edit({ label: `move “${objectName(object)}”` }, () => {
        const others = objects.filter((other) => other.id !== id);
        return { objects: [...others.slice(0, to), object, ...others.slice(to)] };
      });
      announceVisibly(session, `“${objectName(object)}” is now ${to + 1} of ${objects.length}.`);
    },
    setMaskThreshold(id, maskThreshold) {
      if (unlockedObject(id)) {
        editObject(id, 'change the mask threshold', { maskThreshold }, `mask-threshold/${id}`);
      }
    },
    setThresholds(id, { presenceThreshold, maskThreshold }) {
      if (unlockedObject(id)) {
        const label = 'show a weak guess';
        editObject(id, label, {
          presenceThreshold,
          ...(maskThreshold === null ? {} : { maskThreshold }),
        });
      }
    },
    resetThresholds(id) {
      if (unlockedObject(id)) {
        const label = 'use the default thresholds';
        editObject(id, label, { presenceThreshold: null, maskThreshold: null });
      }
    },
    resetMask(id) {
      if (unlockedObject(id)) {
        editObject(id, 'reset the mask settings', {
          finish: DEFAULT_POSTPROCESS,
          maskThreshold: null,
        });
      }
    },
    setPostprocess(id, part) {
      const object = unlockedObject(id);
      if (object) {
        const finish = { ...object.finish, ...part };
        editObject(id, 'correct the mask', { finish }, `finish/${Object.keys(part).join()}/${id}`);
      }
    },
  };
};
