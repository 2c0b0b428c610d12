import { parseQuery } from '../../core/model/query.ts';
import { clearQueryProblem, notify } from '../session/notices.ts';
import { resultIdOf, resultRequestOf } from '../search/objectViews.ts';
import {
  firstFreeLookIndex,
  createId,
  createObject,
  isPointed,
  withoutObject,
  type FrameRange,
  type ObjectCues,
  type ProjectDocument,
  type ProjectObject,
} from './projectDocument.ts';
import { createMaskSettingCommands, type MaskSettingCommands } from './maskSettingCommands.ts';
import { createObjectEditor } from './objectEditor.ts';
import { createObjectListCommands, type ObjectListCommands } from './objectListCommands.ts';
import { createPointCommands, type PointCommands } from './pointCommands.ts';
import type { RunController } from '../search/runController.ts';
import type { RunOutcome } from '../search/runQueue.ts';
import type { SessionStore } from '../session/sessionStore.ts';
import { recordQuery, type ViewStore } from '../session/viewStore.ts';

/** Commands on objects. Each change is one step of undo; a locked object refuses. */
export type ObjectCommands = PointCommands &
  ObjectListCommands &
  MaskSettingCommands & {
    /** Adds an object and runs its query; an object of the same query and cues is selected instead. */
    add(text: string, extent?: FrameRange | null): Promise<void>;
    /** Replaces the object's query and runs it. */
    editQuery(id: string, text: string): Promise<void>;
    /** Runs the same query with other cues. */
    setCues(id: string, cues: ObjectCues): Promise<void>;
    /** Goes on where the run stopped, or starts over when model or provider have changed. */
    runAgain(id: string): Promise<void>;
    select(id: string): void;
  };

type ObjectCommandsDeps = {
  readonly project: ProjectDocument;
  readonly session: SessionStore;
  readonly view: ViewStore;
  readonly runs: RunController;
};

export const createObjectCommands = ({
  project,
  session,
  view,
  runs,
}: ObjectCommandsDeps): ObjectCommands => {
  const editor = createObjectEditor(project, session);

  const run = (object: ProjectObject, extent: FrameRange | null = null): Promise<RunOutcome> =>
    runs.enqueue(resultRequestOf(object), extent);

  /** Changes the query or its cues and runs it; a refused run takes the change back. */
  const editAndRun = async (
    before: ProjectObject,
    label: string,
    part: Partial<ProjectObject>,
  ): Promise<void> => {
    editor.edit(before.id, label, part);
    const outcome = await run({ ...before, ...part });
    if (outcome === 'refused') {
      project.retract(({ objects }) => ({
        objects: objects.map((object) => (object.id === before.id ? before : object)),
      }));
    }
  };

  const select = (id: string): void => {
    const object = editor.find(id);
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
    ...createPointCommands({ project, session, run, editAndRun, editor, select }),
    ...createObjectListCommands({ project, session, editor, select }),
    ...createMaskSettingCommands(editor),
    async editQuery(id, text) {
      const before = editor.unlocked(id);
      const expression = before ? parseOrNotify(text) : null;
      if (before && expression !== null && expression !== before.expression) {
        session.setState({ queryText: expression });
        recordQuery(view, expression);
        await editAndRun(before, `ask for “${expression}”`, { expression });
      }
    },
    async setCues(id, cues) {
      const before = editor.unlocked(id);
      if (before) {
        const off = [!cues.sound && 'sound', !cues.words && 'words'].filter(Boolean);
        const label = off.length === 0 ? 'use all cues' : `do without ${off.join(' and ')}`;
        await editAndRun(before, label, { cues });
      }
    },
    async runAgain(id) {
      const object = editor.find(id);
      if (object) {
        await run(object);
      }
    },
  };
};
