import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DEFAULT_EXPORT_SETTINGS } from '../../core/export/exportSettings.ts';
import { createExportSettingsStore } from '../export/exportSettingsStore.ts';
import { createCanvasStore } from './canvasStore.ts';
import { createViewStore } from './viewStore.ts';

/** As the browser's, and counts the writes. */
const createStorage = (entries: Readonly<Record<string, string>> = {}) => {
  const values = new Map(Object.entries(entries));
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: vi.fn((key: string, value: string) => void values.set(key, value)),
    removeItem: (key: string) => void values.delete(key),
    read: (key: string): unknown => JSON.parse(values.get(key) ?? 'null'),
  };
};

const storeWith = (entries: Readonly<Record<string, string>>) => {
  const storage = createStorage(entries);
  vi.stubGlobal('localStorage', storage);
  return storage;
};

/** As the first version wrote it: the settings themselves, some of today's not among them. */
const OLD_VIEW = JSON.stringify({
  overlayOpacity: 0.3,
  isMuted: true,
  sentences: ['the dog'],
  secondsAFrame: { webgpu: null, wasm: 1.5 },
});

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('settings of an older version are read, with defaults for what it did not have', () => {
  storeWith({ 'earmark/view/1': OLD_VIEW, 'earmark/canvas/1': '{"view":"matte"}' });
  expect(createViewStore().getState()).toMatchObject({
    overlayOpacity: 0.3,
    isMuted: true,
    isSnapping: true,
    sentences: ['the dog'],
    secondsAFrame: { webgpu: null, wasm: 1.5 },
    page: 'start',
  });
  expect(createCanvasStore().getState()).toMatchObject({ view: 'matte', tool: 'none' });
});

test('an export’s settings are read as they were written', () => {
  const stored = { ...DEFAULT_EXPORT_SETTINGS, format: 'video-mp4', maxHeight: 720 };
  storeWith({ 'earmark/export/1': JSON.stringify(stored) });
  expect(createExportSettingsStore().getState()).toEqual(stored);
});

test.each(['{"overlayOpacity":7}', 'no JSON', '[]', 'null'])(
  'what does not fit is passed over: %s',
  (stored) => {
    storeWith({ 'earmark/view/1': stored });
    expect(createViewStore().getState()).toMatchObject({ overlayOpacity: 0.45, page: 'start' });
  },
);

test('a change of a setting is written once it rests, in the same form, and nothing beside it', () => {
  const storage = storeWith({ 'earmark/view/1': OLD_VIEW });
  const view = createViewStore();
  for (let step = 1; step <= 20; step++) {
    view.setState({ overlayOpacity: step / 20 });
  }
  expect(storage.setItem).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1000);
  expect(storage.setItem).toHaveBeenCalledTimes(1);
  expect(storage.read('earmark/view/1')).toEqual({
    overlayOpacity: 1,
    isMuted: true,
    isSnapping: true,
    isTimecodeShown: false,
    isWaveformShown: true,
    isSoundMatchShown: true,
    isProviderNoticeClosed: false,
    clipKeeping: 'ask',
    timelineHeight: null,
    sideWidth: null,
    isWhyOpen: false,
    sentences: ['the dog'],
    secondsAFrame: { webgpu: null, wasm: 1.5 },
  });
});

test('what is no setting writes nothing', () => {
  const storage = storeWith({ 'earmark/view/1': OLD_VIEW });
  const view = createViewStore();
  view.setState({ sheet: 'export', timeScale: { startSeconds: 0, endSeconds: 4 } });
  const canvas = createCanvasStore();
  canvas.setState({ wipe: 0.5 });
  vi.advanceTimersByTime(1000);
  expect(storage.setItem).not.toHaveBeenCalled();
});

test('forbidden storage leaves the settings for the life of the tab', () => {
  vi.stubGlobal('localStorage', {
    getItem: () => {
      throw new Error('Forbidden.');
    },
    setItem: () => {
      throw new Error('Forbidden.');
    },
  });
  const view = createViewStore();
  view.setState({ isMuted: true });
  vi.advanceTimersByTime(1000);
  expect(view.getState()).toMatchObject({ isMuted: true, overlayOpacity: 0.45 });
});
