import { createStore, del, get, set, type UseStore } from 'idb-keyval';
import * as v from 'valibot';

const RecentProject = v.object({
  id: v.pipe(v.string(), v.maxLength(64)),
  clipId: v.pipe(v.string(), v.maxLength(64)),
  fileName: v.pipe(v.string(), v.maxLength(255)),
  sampleFile: v.nullable(v.pipe(v.string(), v.maxLength(255))),
  savedAtMilliseconds: v.number(),
  /** Names of its objects, for the list. */
  names: v.pipe(v.array(v.pipe(v.string(), v.maxLength(1000))), v.maxLength(256)),
  /** The clip is kept too, so that it need not be found again. */
  hasClip: v.boolean(),
});
const RecentProjects = v.pipe(v.array(RecentProject), v.maxLength(64));

/** A project that was worked on in this browser. */
export type RecentProject = v.InferOutput<typeof RecentProject>;

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

const MAX_PROJECTS = 8;
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

  const list = async (): Promise<readonly RecentProject[]> => {
    const parsed = v.safeParse(RecentProjects, await get(RECENT_PROJECTS_KEY, store()));
    return parsed.success ? parsed.output : [];
  };

  /** Writes the list, and deletes what it no longer names. */
  const write = async (
    before: readonly RecentProject[],
    after: readonly RecentProject[],
  ): Promise<readonly RecentProject[]> => {
    await set(RECENT_PROJECTS_KEY, after, store());
    const gone = before.filter(({ id }) => !after.some((other) => other.id === id));
    for (const { id, clipId } of gone) {
      await del(`project/${id}`, store());
      if (!after.some((other) => other.clipId === clipId)) {
        await del(`clip/${clipId}`, store());
      }
    }
    return after;
  };

  /** @returns whether the clip is kept. */
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
      const before = await list();
      const others = before.filter(({ id }) => id !== recent.id);
      return write(before, [{ ...recent, hasClip }, ...others].slice(0, MAX_PROJECTS));
    },
    async loadProject(id) {
      const stored: unknown = await get(`project/${id}`, store());
      return stored instanceof Blob ? stored : null;
    },
    async loadClip(clipId) {
      const stored: unknown = await get(`clip/${clipId}`, store());
      return stored instanceof File ? stored : null;
    },
    async remove(id) {
      const before = await list();
      return write(
        before,
        before.filter((recent) => recent.id !== id),
      );
    },
  };
};
