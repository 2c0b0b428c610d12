import { safeName } from '../../core/util/safeName.ts';
import { exportFileName } from '../../core/export/exportFileName.ts';
import type { ExportSettings } from '../../core/export/exportSettings.ts';
import type { AnyManifest } from '../../core/model/manifest.ts';
import { EarmarkError } from '../../core/util/errors.ts';
import { createEngineClient, type EngineClient } from '../../engine/client.ts';
import type { ClipInfo, ProviderPreference } from '../../protocol/requests.ts';
import { DEFAULT_BUNDLE_NAME } from '../../protocol/modelBundles.ts';
import { createObject, type ProjectState } from '../document/projectDocument.ts';
import { buildExportOptions } from '../export/exportOptions.ts';
import { collectProjectContents, restoreResult } from '../persistence/projectContents.ts';
import { cueSwitchesOf } from '../search/objectViews.ts';
import {
  createEmptyResult,
  frameStateAt,
  writeFrame,
  type QueryResult,
} from '../search/queryResult.ts';
import type { Found } from './binState.ts';

/**
 * Searches and exports clips of the bin in an engine of its own, so that the clip in the editor stays
 * open. Takes the memory of a second model while it lives.
 */
export type BinWorker = {
  /**
   * Searches a clip.
   * @param onProgress share of the clip's work that is done, 0..1.
   * @returns the project, as a file, and what was found. @throws EarmarkError of the clip or the model.
   */
  search(
    file: File,
    queries: readonly string[],
    signal: AbortSignal,
    onProgress: (share: number) => void,
  ): Promise<{ readonly project: Blob; readonly found: readonly Found[] }>;
  openCollection(name: string): Promise<void>;
  /** Exports a clip's stored project into a folder of the collection. */
  collect(clip: CollectedClip, settings: ExportSettings, signal: AbortSignal): Promise<void>;
  /** @param failures text of `failed.txt`; null where everything was exported. */
  closeCollection(failures: string | null): Promise<File>;
  discardCollection(): Promise<void>;
  dispose(): void;
};

type CollectedClip = {
  readonly file: File;
  readonly project: Blob;
  /** Unique in the collection. */
  readonly folder: string;
  readonly overlayOpacity: number;
  readonly backgroundColour: string;
};

const loadProjectFileModule = () => import('../persistence/projectFile/projectFile.ts');

/** The project that a search of the bin makes: an object a query, the first on top. */
const projectOf = (queries: readonly string[]): ProjectState => ({
  objects: queries.map((query, place) => createObject(crypto.randomUUID(), query, place)),
  soloId: null,
  range: null,
  lastEdit: '',
  selectedId: null,
});

const runQuery = async (
  engine: EngineClient,
  { ptsSeconds }: ClipInfo,
  query: string,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<QueryResult> => {
  const switches = cueSwitchesOf({ sound: true, words: true });
  let result = createEmptyResult({ query, switches, points: [] }, ptsSeconds);
  const summary = await engine.request(
    'segment',
    { query, switches, frameIndices: null, playheadFrameIndex: 0 },
    {
      signal,
      onEvent: (event) => {
        if (event.kind === 'started') {
          result = { ...result, key: event.key, engineResultId: event.resultId };
        } else if (event.kind === 'mask') {
          writeFrame(result, event.mask);
        } else if (event.kind === 'overview') {
          result = { ...result, hasOverview: true };
        } else if (event.kind === 'progress' && event.stage === 'every-frame') {
          onProgress(event.done / Math.max(1, event.total));
        }
      },
    },
  );
  return { ...result, engineResultId: summary.resultId, hasOverview: true, status: 'done' };
};

const countFound = (result: QueryResult, presenceThreshold: number): Found => {
  const frames = result.ptsSeconds.length;
  const states = Array.from({ length: frames }, (_, frameIndex) =>
    frameStateAt(result, frameIndex, presenceThreshold),
  );
  return {
    query: result.query,
    presentFrames: states.filter((state) => state === 'present').length,
    frames,
  };
};

export const createBinWorker = (provider: ProviderPreference): BinWorker => {
  const engine = createEngineClient();
  let opening: Promise<AnyManifest> | null = null;
  const openModel = (): Promise<AnyManifest> => {
    opening ??= engine
      .request('open-bundle', { url: `/models/${DEFAULT_BUNDLE_NAME}/`, provider })
      .then(({ manifest }) => manifest);
    // A failed opening is tried again with the next clip.
    opening.catch(() => {
      opening = null;
    });
    return opening;
  };

  return {
    async search(file, queries, signal, onProgress) {
      const manifest = await openModel();
      const info = await engine.request('open-clip', { file }, { signal });
      const project = projectOf(queries);
      const results: QueryResult[] = [];
      for (const query of queries) {
        results.push(
          await runQuery(engine, info, query, signal, (share) =>
            onProgress((results.length + share) / queries.length),
          ),
        );
      }
      const clip = { info, sample: null };
      const contents = await collectProjectContents(engine, { clip, project, results });
      const { encodeProjectFile, PROJECT_MIME_TYPE } = await loadProjectFileModule();
      return {
        project: new Blob([encodeProjectFile(contents)], { type: PROJECT_MIME_TYPE }),
        found: results.map((result) => countFound(result, manifest.thresholds.presence)),
      };
    },
    async openCollection(name) {
      await engine.request('open-collection', { name });
    },
    async collect({ file, project, folder, ...style }, settings, signal) {
      const manifest = await openModel();
      const { decodeProjectFile } = await loadProjectFileModule();
      const contents = decodeProjectFile(new Uint8Array(await project.arrayBuffer()));
      const info = await engine.request('open-clip', { file }, { signal });
      const results: QueryResult[] = [];
      for (const stored of contents.results) {
        results.push(await restoreResult(engine, stored, info.ptsSeconds));
      }
      const frameCount = info.ptsSeconds.length;
      const range = [0, frameCount - 1] as const;
      const options = buildExportOptions(
        { ...contents, lastEdit: '' },
        { clip: { info }, results, manifest, selections: {} },
        style,
        settings,
        { range, objectIds: null },
      );
      if (options !== null) {
        const fileName = exportFileName(settings, {
          clipName: safeName(info.fileName),
          objectNames: options.objects.map(({ name }) => name),
          range,
          frameCount,
        });
        await engine.request('collect-export', { options, folder, fileName }, { signal });
      }
    },
    async closeCollection(failures) {
      const text = failures === null ? null : { name: 'failed.txt', text: failures };
      const ending = { kind: 'keep', text } as const;
      const { file } = await engine.request('close-collection', { ending });
      if (file === null) {
        throw new EarmarkError('internal', 'The collection was not open.');
      }
      return file;
    },
    async discardCollection() {
      await engine.request('close-collection', { ending: { kind: 'discard' } });
    },
    dispose: () => engine.dispose(),
  };
};
