import { createDeferred } from '../../core/util/deferred.ts';

/** Which tab writes a stored project: one at a time, or the later one would undo the other's edits. */
export type ProjectLocks = {
  /** @returns whether this tab is the one, until `release` or its end. */
  take(projectId: string): Promise<boolean>;
  /** @param after the last write, which still needs the project. */
  release(projectId: string, after: Promise<unknown>): void;
};

type Held = { readonly isOwn: Promise<boolean>; readonly free: () => void };

const request = (projectId: string): Held => {
  const freed = createDeferred<void>();
  const isOwn = new Promise<boolean>((resolve) => {
    const holding = navigator.locks.request(
      `earmark-project/${projectId}`,
      { ifAvailable: true },
      (lock) => {
        resolve(lock !== null);
        return lock === null ? undefined : freed.promise;
      },
    );
    // Without locks every tab is the only one, as far as can be known.
    holding.catch(() => resolve(true));
  });
  return { isOwn, free: () => freed.resolve() };
};

/** Locks of this tab, by Web Locks; the browser frees them when the tab ends, however it ends. */
export const createProjectLocks = (): ProjectLocks => {
  const held = new Map<string, Held>();
  let lastRelease: Promise<unknown> = Promise.resolve();
  return {
    take: async (projectId) => {
      await lastRelease;
      const before = held.get(projectId);
      const own = before ?? request(projectId);
      held.set(projectId, own);
      const isOwn = await own.isOwn;
      if (!isOwn) {
        held.delete(projectId);
      }
      return isOwn;
    },
    release: (projectId, after) => {
      const before = lastRelease;
      const free = async (): Promise<void> => {
        await before;
        await after;
        held.get(projectId)?.free();
        held.delete(projectId);
      };
      lastRelease = free();
    },
  };
};
