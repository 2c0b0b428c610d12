import type { EngineClient } from '../../engine/client.ts';
import { objectName } from '../document/projectDocument.ts';
import type { ViewStore } from '../session/viewStore.ts';
import {
  collectProjectContents,
  withStoredResults,
  type ProjectSnapshot,
} from './projectContents.ts';
import type { ProjectContents } from './projectFile/projectFile.ts';
import type { ProjectStorage } from './projectStorage.ts';
import type { RecentProject } from './recentProjects.ts';

type ProjectWriterDeps = {
  readonly engine: EngineClient;
  readonly view: ViewStore;
  readonly storage: ProjectStorage;
};

/** Without an engine, what was edited since is kept with the masks that are stored already. */
const collectContents = async (
  { engine, storage }: ProjectWriterDeps,
  projectId: string,
  snapshot: ProjectSnapshot,
): Promise<ProjectContents> => {
  if (engine.failure.value === null) {
    return collectProjectContents(engine, snapshot);
  }
  const stored = await storage.loadProject(projectId);
  const { decodeProjectFile } = await import('./projectFile/projectFile.ts');
  const results = stored
    ? decodeProjectFile(new Uint8Array(await stored.arrayBuffer())).results
    : [];
  return withStoredResults(snapshot, results);
};

/**
 * Writes a project to this browser's storage, with its clip where that is wanted.
 * @returns the recent projects after it
 */
export const writeProject = async (
  deps: ProjectWriterDeps,
  projectId: string,
  snapshot: ProjectSnapshot,
): Promise<readonly RecentProject[]> => {
  const contents = await collectContents(deps, projectId, snapshot);
  const { encodeProjectFile, PROJECT_MIME_TYPE } = await import('./projectFile/projectFile.ts');
  const { clipId, fileName, sampleFile } = contents.clip;
  const isClipKept = sampleFile === null && deps.view.getState().clipKeeping === 'keep';
  return deps.storage.save(
    {
      id: projectId,
      clipId,
      fileName,
      sampleFile,
      savedAtMilliseconds: Date.now(),
      names: contents.objects.map(objectName),
    },
    new Blob([encodeProjectFile(contents)], { type: PROJECT_MIME_TYPE }),
    isClipKept ? snapshot.clip.file : null,
  );
};
