import type { FrameTable } from '../../core/time/frameTable.ts';
import { EarmarkError } from '../../core/util/errors.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { ProjectContents, StoredResult } from './projectFile/projectFile.ts';
import type { ProjectDocument, ProjectState } from '../document/projectDocument.ts';
import {
  createEmptyResult,
  writeFrame,
  isComplete,
  type QueryResult,
  type ResultRequest,
} from '../search/queryResult.ts';
import { resultRequestOf } from '../search/objectViews.ts';
import type { OpenClip, SessionState, SessionStore } from '../session/sessionStore.ts';

/** The state that a project file is made from. */
export type ProjectSnapshot = {
  readonly clip: OpenClip;
  readonly project: ProjectState;
  readonly results: readonly QueryResult[];
};

/** What is read of a snapshot. */
type ProjectSource = Omit<ProjectSnapshot, 'clip'> & {
  readonly clip: Pick<OpenClip, 'info' | 'sample'>;
};

/** Null without a clip. */
export const takeProjectSnapshot = (
  { clip, results }: SessionState,
  project: ProjectState,
): ProjectSnapshot | null => (clip ? { clip, project, results } : null);

/** What is asked for, whatever the cues. */
const asked = ({ query, points }: Pick<ResultRequest, 'query' | 'points'>): string =>
  JSON.stringify([query, points]);

/** Results of the objects' queries, with any cues; those of other queries are dropped. */
const resultsToSave = ({ project, results }: ProjectSource): readonly QueryResult[] => {
  const saved = new Set(project.objects.map((object) => asked(resultRequestOf(object))));
  return results.filter((result) => saved.has(asked(result)));
};

const contentsOf = (
  { clip: { info, sample }, project }: ProjectSource,
  results: readonly StoredResult[],
): ProjectContents => ({
  clip: {
    clipId: info.clipId,
    fileName: info.fileName,
    frameCount: info.ptsSeconds.length,
    sampleFile: sample?.file ?? null,
  },
  objects: [...project.objects],
  selectedId: project.selectedId,
  soloId: project.soloId,
  range: project.range,
  results,
});

/** A snapshot with those of the results, stored before, that its objects still ask for. */
export const withStoredResults = (
  snapshot: ProjectSnapshot,
  stored: readonly StoredResult[],
): ProjectContents => {
  const queries = new Set(snapshot.project.objects.map(({ expression }) => expression));
  return contentsOf(
    snapshot,
    stored.filter(({ key }) => queries.has(key.expression)),
  );
};

/** Fetches the masks of a snapshot from the engine. */
export const collectProjectContents = async (
  engine: EngineClient,
  snapshot: ProjectSource,
): Promise<ProjectContents> => {
  const results: StoredResult[] = [];
  for (const { key, engineResultId, hasOverview } of resultsToSave(snapshot)) {
    if (key && engineResultId) {
      const masks = await engine.request('read-result', { resultId: engineResultId });
      if (masks) {
        results.push({ key, hasOverview, masks });
      }
    }
  }
  return contentsOf(snapshot, results);
};

/** Gives the engine a stored result back; its clip is open. */
export const restoreResult = async (
  engine: EngineClient,
  { key, masks, hasOverview }: StoredResult,
  ptsSeconds: FrameTable,
): Promise<QueryResult> => {
  const { resultId } = await engine.request('restore-result', { key, masks });
  const { expression: query, switches, points = [] } = key;
  const result = createEmptyResult({ query, switches, points }, ptsSeconds);
  for (const { header } of masks) {
    writeFrame(result, header);
  }
  return {
    ...result,
    key,
    engineResultId: resultId,
    hasOverview,
    status: isComplete(result, null) ? 'done' : 'cancelled',
  };
};

/**
 * Replaces the open project; its clip is open already.
 * @throws EarmarkError `project-other-clip` when another clip is open, `project-invalid`; then
 *   nothing is changed.
 */
export const restoreProjectContents = async (
  engine: EngineClient,
  session: SessionStore,
  project: ProjectDocument,
  contents: ProjectContents,
): Promise<void> => {
  const { clip, objects, selectedId, soloId, range } = contents;
  const timesOfItsClip = (): FrameTable => {
    const info = session.getState().clip?.info;
    if (info?.clipId !== clip.clipId || info.ptsSeconds.length !== clip.frameCount) {
      throw new EarmarkError('project-other-clip', 'Another clip is open.', {
        clipName: clip.fileName,
      });
    }
    return info.ptsSeconds;
  };
  const results: QueryResult[] = [];
  const ptsSeconds = timesOfItsClip();
  for (const stored of contents.results) {
    results.push(await restoreResult(engine, stored, ptsSeconds));
  }
  // Another clip may have been opened meanwhile.
  timesOfItsClip();
  session.setState({ results });
  project.replace({ objects, selectedId, soloId, range });
};
