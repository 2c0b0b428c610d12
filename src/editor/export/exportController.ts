import type { StoreApi } from 'zustand/vanilla';
import { EarmarkError, throwIfAborted } from '../../core/util/errors.ts';
import { exportFileName } from '../../core/export/exportFileName.ts';
import type { ExportSettings } from '../../core/export/exportSettings.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { ExportOptions, ExportSupport } from '../../protocol/requests.ts';
import { buildExportOptions, type ExportRange, type ExportScope } from './exportOptions.ts';
import { createExportSettingsStore } from './exportSettingsStore.ts';
import { saveToDownloads } from '../persistence/saveToDownloads.ts';
import { clipboardError, notify, notifyOfErrors } from '../session/notices.ts';
import type { ProjectDocument } from '../document/projectDocument.ts';
import type { SelectionController } from '../document/selectionController.ts';
import type { CanvasStore } from '../session/canvasStore.ts';
import { announce, announceVisibly, type SessionStore } from '../session/sessionStore.ts';
import type { ViewStore } from '../session/viewStore.ts';

export type ExportController = {
  /** Persisted settings. */
  readonly settings: StoreApi<ExportSettings>;
  /** What this browser can write of this clip. */
  checkSupport(range: ExportRange, signal: AbortSignal): Promise<ExportSupport>;
  /** Estimated size of the file. */
  estimateBytes(scope: ExportScope, signal: AbortSignal): Promise<number>;
  /** Name of the file of an export. */
  fileName(scope: ExportScope): string;
  /** @param target a file that the person chose; without one the file goes to the downloads. */
  start(scope: ExportScope, target: FileSystemFileHandle | null): Promise<void>;
  /** Puts a still on the clipboard; where the browser refuses, a notice offers to save it. */
  copyStill(frameIndex: number): Promise<void>;
  /** Downloads a still. */
  saveStill(frameIndex: number): Promise<void>;
  cancel(): void;
  /** Back to the settings; the written file is released. */
  reset(): void;
};

type ExportControllerDeps = {
  readonly engine: EngineClient;
  readonly session: SessionStore;
  readonly project: ProjectDocument;
  readonly view: ViewStore;
  readonly canvas: CanvasStore;
  readonly selections: SelectionController;
};

/** @throws EarmarkError `no-clip` where there is nothing to export. */
const currentOptions = (
  { session, project, view, canvas }: ExportControllerDeps,
  scope: ExportScope,
  chosen: ExportSettings,
): ExportOptions => {
  const state = session.getState();
  const options = buildExportOptions(
    project.store.getState(),
    state,
    { ...canvas.getState(), ...view.getState() },
    chosen,
    scope,
  );
  if (options === null) {
    throw new EarmarkError('no-clip', 'There is no result to export.');
  }
  return options;
};

type StillCommandsParts = {
  readonly optionsOf: (scope: ExportScope, chosen: ExportSettings) => ExportOptions;
  readonly settings: StoreApi<ExportSettings>;
  readonly download: (written: Blob, options: ExportOptions) => File;
};

const createStillCommands = (
  { engine, session }: Pick<ExportControllerDeps, 'engine' | 'session'>,
  { optionsOf, settings, download }: StillCommandsParts,
): Pick<ExportController, 'copyStill' | 'saveStill'> => {
  const stillOptions = (frameIndex: number): ExportOptions =>
    optionsOf(
      { range: [frameIndex, frameIndex], objectIds: null },
      { ...settings.getState(), format: 'still-png' },
    );
  return {
    async copyStill(frameIndex) {
      try {
        const options = stillOptions(frameIndex);
        const png = engine.request('export', { options, target: null }).then(({ file }) => file);
        // As a promise: the browser allows the clipboard only while the click is fresh.
        await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
        announceVisibly(session, 'The picture is on the clipboard.');
      } catch (error) {
        notify(session, clipboardError(error, { frameIndex }));
      }
    },
    saveStill: (frameIndex) =>
      notifyOfErrors(session, async () => {
        const options = stillOptions(frameIndex);
        const written = await engine.request('export', { options, target: null });
        const { name } = download(written.file, options);
        announceVisibly(session, `${name} is in your downloads.`);
      }),
  };
};

export const createExportController = (deps: ExportControllerDeps): ExportController => {
  const { engine, session, selections } = deps;
  const settings = createExportSettingsStore();
  let current: AbortController | null = null;

  const optionsOf = (scope: ExportScope, chosen = settings.getState()): ExportOptions =>
    currentOptions(deps, scope, chosen);

  const fileNameOf = ({ settings: chosen, objects, range, clipName }: ExportOptions): string =>
    exportFileName(chosen, {
      clipName,
      objectNames: objects.map(({ name }) => name),
      range,
      frameCount: session.getState().clip?.info.ptsSeconds.length ?? 0,
    });

  /** Hands the file to the downloads, under its name. */
  const download = (written: Blob, options: ExportOptions): File => {
    const file = new File([written], fileNameOf(options), { type: written.type });
    saveToDownloads(file);
    return file;
  };

  const write = async (
    scope: ExportScope,
    target: FileSystemFileHandle | null,
    signal: AbortSignal,
  ): Promise<void> => {
    // Running selections are part of the export.
    await selections.whenSettled();
    throwIfAborted(signal);
    const options = optionsOf(scope);
    const { format } = options.settings;
    session.setState({
      exporting: { kind: 'writing', format, done: 0, total: 0, bytes: 0, secondsLeft: null },
    });
    const written = await engine.request(
      'export',
      { options, target },
      {
        signal,
        onEvent(event) {
          if (!signal.aborted) {
            session.setState({ exporting: { ...event, kind: 'writing', format } });
          }
        },
      },
    );
    const isDownloaded = target === null;
    const file = isDownloaded ? download(written.file, options) : written.file;
    session.setState({
      exporting: { kind: 'written', ...written, file, format, isDownloaded },
      ...(isDownloaded ? { lastExport: file } : {}),
    });
    announce(
      session,
      isDownloaded ? `${file.name} is in your downloads.` : `${file.name} is saved.`,
    );
  };

  return {
    settings,
    fileName: (scope) => fileNameOf(optionsOf(scope)),
    checkSupport: (range, signal) =>
      engine.request('check-export', { settings: settings.getState(), range }, { signal }),
    estimateBytes: async (scope, signal) => {
      const { bytes } = await engine.request('estimate-export', optionsOf(scope), { signal });
      return bytes;
    },
    async start(scope, target) {
      current?.abort();
      const controller = new AbortController();
      current = controller;
      try {
        await write(scope, target, controller.signal);
      } catch (error) {
        if (current === controller) {
          session.setState({ exporting: { kind: 'idle' } });
        }
        notify(session, error);
      }
    },
    ...createStillCommands(deps, { optionsOf, settings, download }),
    cancel() {
      current?.abort();
    },
    reset() {
      current?.abort();
      session.setState({ exporting: { kind: 'idle' } });
    },
  };
};
