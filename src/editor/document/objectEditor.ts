import { announceVisibly, type SessionStore } from '../session/sessionStore.ts';
import { objectName, type ProjectDocument, type ProjectObject } from './projectDocument.ts';

/** Looks objects up and changes them; the one guard of locked objects. */
export type ObjectEditor = {
  find(id: string): ProjectObject | undefined;
  /** The object, unless it is locked, which is then announced. */
  unlocked(id: string): ProjectObject | undefined;
  /** One step of undo. @param mergeKey steps of one key that follow each other become one */
  edit(id: string, label: string, part: Partial<ProjectObject>, mergeKey?: string): void;
};

export const createObjectEditor = (
  project: ProjectDocument,
  session: SessionStore,
): ObjectEditor => {
  const find = (id: string): ProjectObject | undefined =>
    project.store.getState().objects.find((object) => object.id === id);
  return {
    find,
    unlocked(id) {
      const object = find(id);
      if (object?.isLocked) {
        announceVisibly(session, `“${objectName(object)}” is locked.`);
        return undefined;
      }
      return object;
    },
    edit: (id, label, part, mergeKey) =>
      project.edit({ label, ...(mergeKey === undefined ? {} : { mergeKey }) }, ({ objects }) => ({
        objects: objects.map((object) => (object.id === id ? { ...object, ...part } : object)),
      })),
  };
};
