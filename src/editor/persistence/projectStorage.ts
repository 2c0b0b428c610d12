import { createStore, del, get, set, update, type UseStore } from 'idb-keyval';
import {
  addRecentProject,
  parseRecentProjects,
  removeRecentProject,
  withoutClips,
  type RecentProject,
  type RecentProjectsChange,
} from './recentProjects.ts';

/** What this browser keeps of projects, in IndexedDB; blobs there lie on the disk. */
export type ProjectStorage = {
  /** The newest first. */
  list(): Promise<readonly RecentProject[]>;
  /** Keeps a project, and its clip once; drops the oldest ones beyond a few. */
  save(
    recent: Omit<RecentProject, 'hasClip'>,
    project: Blob,
    clip: File | null,
  ): Promise<readonly RecentProject[]>;
  loadProject(id: string): Promise<Blob | null>;
  loadClip(clipId: string): Promise<File | null>;
  remove(id: string): Promise<readonly RecentProject[]>;
  /** Deletes the clips; the projects stay. */
  removeClips(): Promise<readonly RecentProject[]>;
};

/** A longer clip has to be opened by hand again; copying it would take long and much of the disk. */
export const MAX_CLIP_BYTES = 256 * 1024 * 1024;
const RECENT_PROJECTS_KEY = 'recent';

const hasRoomFor = async (bytes: number): Promise<boolean> => {
  try {
    const { quota = 0, usage = 0 } = await navigator.storage.estimate();
    return bytes <= MAX_CLIP_BYTES && quota - usage > 2 * bytes;
  } catch {
    // Some browsers refuse to say in private windows.
    return false;
  }
};

export const createProjectStorage = (): ProjectStorage => {
  let opened: UseStore | null = null;
  const store = (): UseStore => (opened ??= createStore('earmark-projects', 'projects'));

  const list = async (): Promise<readonly RecentProject[]> =>
    parseRecentProjects(await get(RECENT_PROJECTS_KEY, store()));

  /** Reads and writes the list in one transaction: another tab may change it at the same time. */
  const changeList = async (
    next: (before: readonly RecentProject[]) => RecentProjectsChange,
  ): Promise<readonly RecentProject[]> => {
    const changes: RecentProjectsChange[] = [];
    await update<unknown>(
      RECENT_PROJECTS_KEY,
      (stored) => {
        const change = next(parseRecentProjects(stored));
        changes.push(change);
        return change.recent;
      },
      store(),
    );
    for (const change of changes) {
      await removeUnused(change);
    }
    return changes.at(-1)?.recent ?? [];
  };
  const removeUnused = async (change: RecentProjectsChange): Promise<void> => {
    for (const id of change.unusedProjectIds) {
      await del(`project/${id}`, store());
    }
    for (const clipId of change.unusedClipIds) {
      await del(`clip/${clipId}`, store());
    }
  };

  /** @returns whether the clip is stored. */
  const keepClip = async (clipId: string, clip: File): Promise<boolean> => {
    if ((await get(`clip/${clipId}`, store())) !== undefined) {
      return true;
    }
    if (!(await hasRoomFor(clip.size))) {
      return false;
    }
    try {
      await set(`clip/${clipId}`, clip, store());
      return true;
    } catch {
      // Full, or the clip itself cannot be read any more: the project is kept without it.
      return false;
    }
  };

  return {
    list,
    async save(recent, project, clip) {
      await set(`project/${recent.id}`, project, store());
      const hasClip = clip !== null && (await keepClip(recent.clipId, clip));
      return changeList((before) => addRecentProject(before, { ...recent, hasClip }));
    },
    async loadProject(id) {
      const stored: unknown = await get(`project/${id}`, store());
      return stored instanceof Blob ? stored : null;
    },
    async loadClip(clipId) {
      const stored: unknown = await get(`clip/${clipId}`, store());
      return stored instanceof File ? stored : null;
    },
    remove: (id) => changeList((before) => removeRecentProject(before, id)),
    removeClips: () => changeList(withoutClips),
  };
};
