import type { StoreApi } from 'zustand/vanilla';
import { EarmarkError, throwIfAborted } from '../../core/util/errors.ts';
import type { ExportSettings } from '../../core/export/exportSettings.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { ExportOptions, ExportSupport } from '../../protocol/requests.ts';
import { buildExportOptions, type ExportRange } from './exportOptions.ts';
import { createExportSettingsStore } from './exportSettingsStore.ts';
import { notify } from '../session/notices.ts';
import type { ProjectDocument } from '../document/projectDocument.ts';
import type { SelectionController } from '../document/selectionController.ts';
import { announce, type SessionStore } from '../session/sessionStore.ts';
import type { ViewStore } from '../session/viewStore.ts';

export type ExportController = {
  /** Persisted settings. */
  readonly settings: StoreApi<ExportSettings>;
  /** What this browser can write of this clip. */
  checkSupport(range: ExportRange, signal: AbortSignal): Promise<ExportSupport>;
  /** Estimated size of the file. */
  estimateBytes(range: ExportRange, signal: AbortSignal): Promise<number>;
  /** @param target a file that the person chose; without one the file is held until it is saved. */
  start(range: ExportRange, target: FileSystemFileHandle | null): Promise<void>;
  /** Puts a still on the clipboard. */
  copyStill(frameIndex: number): Promise<void>;
  cancel(): void;
  /** Back to the settings; the written file is released. */
  reset(): void;
};

type ExportControllerDeps = {
  readonly engine: EngineClient;
  readonly session: SessionStore;
  readonly project: ProjectDocument;
  readonly view: ViewStore;
  readonly selections: SelectionController;
};

export const createExportController = (deps: ExportControllerDeps): ExportController => {
  const { engine, session, project, view, selections } = deps;
  const settings = createExportSettingsStore();
  let current: AbortController | null = null;

  const optionsOf = (range: ExportRange, chosen = settings.getState()): ExportOptions => {
    const state = session.getState();
    const options = buildExportOptions(
      project.store.getState(),
      state,
      view.getState(),
      chosen,
      range,
    );
    if (options === null) {
      throw new EarmarkError('no-clip', 'There is no result to export.');
    }
    return options;
  };

  const write = async (
    range: ExportRange,
    target: FileSystemFileHandle | null,
    signal: AbortSignal,
  ): Promise<void> => {
    // Running selections are part of the export.
    await selections.whenSettled();
    throwIfAborted(signal);
    const options = optionsOf(range);
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
    session.setState({
      exporting: { kind: 'written', ...written, format, isSaved: target !== null },
    });
    announce(session, `${written.file.name} is ready.`);
  };

  return {
    settings,
    checkSupport: (range, signal) =>
      engine.request('check-export', { settings: settings.getState(), range }, { signal }),
    estimateBytes: async (range, signal) => {
      const { bytes } = await engine.request('estimate-export', optionsOf(range), { signal });
      return bytes;
    },
    async start(range, target) {
      current?.abort();
      const controller = new AbortController();
      current = controller;
      try {
        await write(range, target, controller.signal);
      } catch (error) {
        if (current === controller) {
          session.setState({ exporting: { kind: 'idle' } });
        }
        notify(session, error);
      }
    },
    async copyStill(frameIndex) {
      try {
        const still = { ...settings.getState(), format: 'still-png' } as const;
        const options = optionsOf([frameIndex, frameIndex], still);
        const png = engine.request('export', { options, target: null }).then(({ file }) => file);
        // As a promise: the browser allows the clipboard only while the click is fresh.
        await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
        announce(session, 'The picture is on the clipboard.');
      } catch (error) {
        notify(session, error);
      }
    },
    cancel() {
      current?.abort();
    },
    reset() {
      current?.abort();
      session.setState({ exporting: { kind: 'idle' } });
    },
  };
};
