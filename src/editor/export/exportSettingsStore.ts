import { persist } from 'zustand/middleware';
import { createStore, type StoreApi } from 'zustand/vanilla';
import {
  DEFAULT_EXPORT_SETTINGS,
  ExportSettingsSchema,
  type ExportSettings,
} from '../../core/export/exportSettings.ts';
import { persistSettings } from '../session/persistedSettings.ts';

const STORAGE_KEY = 'earmark/export/1';

/** What was chosen the last time, also in another tab of another day. */
export const createExportSettingsStore = (): StoreApi<ExportSettings> =>
  createStore<ExportSettings>()(
    persist(() => DEFAULT_EXPORT_SETTINGS, persistSettings(STORAGE_KEY, ExportSettingsSchema)),
  );
