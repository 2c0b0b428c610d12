import { createStore, del, get, set, type UseStore } from 'idb-keyval';
import {
  addRecentProject,
  parseRecentProjects,
  removeRecentProject,
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
};

/** A longer clip has to be opened by hand again; copying it would take long and much of the disk. */
const MAX_CLIP_BYTES = 256 * 1024 * 1024;
const RECENT_PROJECTS_KEY = 'recent';

const hasRoomFor = async (bytes: number): Promise<boolean> => {
  const { quota = 0, usage = 0 } = await navigator.storage.estimate();
  return bytes <= MAX_CLIP_BYTES && quota - usage > 2 * bytes;
};

export const createProjectStorage = (): ProjectStorage => {
  let opened: UseStore | null = null;
  const store = (): UseStore => (opened ??= createStore('earmark-projects', 'projects'));

  const list = async (): Promise<readonly RecentProject[]> =>
    parseRecentProjects(await get(RECENT_PROJECTS_KEY, store()));

  const write = async (change: RecentProjectsChange): Promise<readonly RecentProject[]> => {
    await set(RECENT_PROJECTS_KEY, change.recent, store());
    for (const id of change.unusedProjectIds) {
      await del(`project/${id}`, store());
    }
    for (const clipId of change.unusedClipIds) {
      await del(`clip/${clipId}`, store());
    }
    return change.recent;
  };

  /** @returns whether the clip is stored. */
  const keepClip = async (clipId: string, clip: File): Promise<boolean> => {
    if ((await get(`clip/${clipId}`, store())) !== undefined) {
      return true;
    }
    if (!(await hasRoomFor(clip.size))) {
      return false;
    }
    await set(`clip/${clipId}`, clip, store());
    return true;
  };

  return {
    list,
    async save(recent, project, clip) {
      await set(`project/${recent.id}`, project, store());
      const hasClip = clip !== null && (await keepClip(recent.clipId, clip));
      return write(addRecentProject(await list(), { ...recent, hasClip }));
    },
    async loadProject(id) {
      const stored: unknown = await get(`project/${id}`, store());
      return stored instanceof Blob ? stored : null;
    },
    async loadClip(clipId) {
      const stored: unknown = await get(`clip/${clipId}`, store());
      return stored instanceof File ? stored : null;
    },
    remove: async (id) => write(removeRecentProject(await list(), id)),
  };
};
