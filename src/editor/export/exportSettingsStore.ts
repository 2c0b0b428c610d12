import { createStore, type StoreApi } from 'zustand/vanilla';
import {
  DEFAULT_EXPORT_SETTINGS,
  parseExportSettings,
  type ExportSettings,
} from '../../core/export/exportSettings.ts';

const STORAGE_KEY = 'earmark/export/1';

const readSettings = (): ExportSettings => {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? 'null');
    return parseExportSettings(stored) ?? DEFAULT_EXPORT_SETTINGS;
  } catch {
    // Storage may be forbidden, or hold what another program wrote.
    return DEFAULT_EXPORT_SETTINGS;
  }
};

const writeSettings = (settings: ExportSettings): void => {
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(settings));
  } catch {
    // Forbidden or full: the settings then last as long as the tab.
  }
};

/** What was chosen the last time, also in another tab of another day. */
export const createExportSettingsStore = (): StoreApi<ExportSettings> => {
  const store = createStore<ExportSettings>(readSettings);
  store.subscribe(writeSettings);
  return store;
};
