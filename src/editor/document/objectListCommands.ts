import { categoryOf, MAX_CATEGORY_LENGTH } from '../../core/labels/categoryOf.ts';
import { announceVisibly, type SessionStore } from '../session/sessionStore.ts';
import type { ObjectEditor } from './objectEditor.ts';
import {
  createId,
  firstFreeLookIndex,
  isPointed,
  objectCategory,
  objectName,
  withoutObject,
  type ProjectDocument,
  type ProjectObject,
} from './projectDocument.ts';

/** Commands on the list of objects; part of `ObjectCommands`. None runs the model. */
export type ObjectListCommands = {
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
};

type ObjectListCommandsDeps = {
  readonly project: ProjectDocument;
  readonly session: SessionStore;
  readonly editor: ObjectEditor;
  readonly select: (id: string) => void;
};

export const MAX_OBJECT_NAME_LENGTH = 80;

export const createObjectListCommands = ({
  project,
  session,
  editor,
  select,
}: ObjectListCommandsDeps): ObjectListCommands => ({
  rename(id, name) {
    const object = editor.unlocked(id);
    const short = name.trim().slice(0, MAX_OBJECT_NAME_LENGTH);
    if (object && short !== objectName(object) && !(isPointed(object) && short === '')) {
      const isSentence = short === '' || short === object.expression;
      editor.edit(id, `rename “${objectName(object)}”`, { name: isSentence ? null : short });
    }
  },
  setCategory(id, category) {
    const object = editor.unlocked(id);
    const short = category.trim().slice(0, MAX_CATEGORY_LENGTH);
    if (object && short !== objectCategory(object)) {
      const isOwn = short !== '' && short !== categoryOf(object.expression);
      editor.edit(id, `set the category of “${objectName(object)}”`, {
        category: isOwn ? short : null,
      });
    }
  },
  setVisible(id, isVisible) {
    const object = editor.find(id);
    if (object) {
      editor.edit(id, `${isVisible ? 'show' : 'hide'} “${objectName(object)}”`, { isVisible });
    }
  },
  toggleSolo(id) {
    const object = editor.find(id);
    if (object) {
      const label = `show “${objectName(object)}” alone`;
      project.edit({ label }, ({ soloId }) => ({ soloId: soloId === id ? null : id }));
    }
  },
  setLocked(id, isLocked) {
    const object = editor.find(id);
    if (object) {
      editor.edit(id, `${isLocked ? 'lock' : 'unlock'} “${objectName(object)}”`, { isLocked });
    }
  },
  duplicate(id) {
    const object = editor.find(id);
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
    const object = editor.unlocked(id);
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
    const object = editor.find(id);
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
});
