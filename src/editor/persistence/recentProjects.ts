import * as v from 'valibot';

const RecentProject = v.object({
  id: v.pipe(v.string(), v.maxLength(64)),
  clipId: v.pipe(v.string(), v.maxLength(64)),
  fileName: v.pipe(v.string(), v.maxLength(255)),
  sampleFile: v.nullable(v.pipe(v.string(), v.maxLength(255))),
  savedAtMilliseconds: v.number(),
  /** Names of its objects, for the list. */
  names: v.pipe(v.array(v.pipe(v.string(), v.maxLength(1000))), v.maxLength(256)),
  /** The clip is stored too, so that the person need not find it again. */
  hasClip: v.boolean(),
});
const RecentProjects = v.pipe(v.array(RecentProject), v.maxLength(64));

/** A project that was worked on in this browser. */
export type RecentProject = v.InferOutput<typeof RecentProject>;

const MAX_PROJECTS = 8;

/** The list after a change, the newest first, and the ids that it no longer refers to. */
export type RecentProjectsChange = {
  readonly recent: readonly RecentProject[];
  readonly unusedProjectIds: readonly string[];
  readonly unusedClipIds: readonly string[];
};

/** The stored list; an empty one when the value does not fit. */
export const parseRecentProjects = (stored: unknown): readonly RecentProject[] => {
  const parsed = v.safeParse(RecentProjects, stored);
  return parsed.success ? parsed.output : [];
};

const changeTo = (
  before: readonly RecentProject[],
  recent: readonly RecentProject[],
): RecentProjectsChange => {
  const gone = before.filter(({ id }) => !recent.some((other) => other.id === id));
  const clipIds = new Set(gone.map(({ clipId }) => clipId));
  return {
    recent,
    unusedProjectIds: gone.map(({ id }) => id),
    unusedClipIds: [...clipIds].filter(
      (clipId) => !recent.some((other) => other.clipId === clipId),
    ),
  };
};

/** The project is the newest now; the oldest ones beyond a few go. */
export const addRecentProject = (
  before: readonly RecentProject[],
  project: RecentProject,
): RecentProjectsChange => {
  const others = before.filter(({ id }) => id !== project.id);
  return changeTo(before, [project, ...others].slice(0, MAX_PROJECTS));
};

export const removeRecentProject = (
  before: readonly RecentProject[],
  id: string,
): RecentProjectsChange =>
  changeTo(
    before,
    before.filter((project) => project.id !== id),
  );

/** The same projects, none with its clip. */
export const withoutClips = (before: readonly RecentProject[]): RecentProjectsChange => ({
  recent: before.map((project) => ({ ...project, hasClip: false })),
  unusedProjectIds: [],
  unusedClipIds: before.flatMap(({ clipId, hasClip }) => (hasClip ? [clipId] : [])),
});
