import * as v from 'valibot';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ProviderName } from '../engine/protocol.ts';

const Share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const Settings = v.object({
  overlayOpacity: Share,
  isMuted: v.boolean(),
  /** Measured on this machine: seconds that a frame takes when nothing of it is cached. */
  secondsAFrame: v.object({
    webgpu: v.nullable(v.pipe(v.number(), v.minValue(0))),
    wasm: v.nullable(v.pipe(v.number(), v.minValue(0))),
  }),
});
type Settings = v.InferOutput<typeof Settings>;

export type Sheet = 'shortcuts' | 'export' | null;
export type Page = 'start' | 'editor';

/** How things are shown; none of it makes the model run again. */
export type ViewState = Settings & {
  /** Null takes the bundle's own. */
  readonly maskThreshold: number | null;
  readonly page: Page;
  readonly sheet: Sheet;
  /** The overlay is hidden as long as a key is held. */
  readonly isOriginalShown: boolean;
};

export type ViewStore = StoreApi<ViewState>;

const STORAGE_KEY = 'earmark/view/1';
const DEFAULTS: Settings = {
  overlayOpacity: 0.45,
  isMuted: false,
  secondsAFrame: { webgpu: null, wasm: null },
};

const readSettings = (): Settings => {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? 'null');
    const parsed = v.safeParse(Settings, stored);
    return parsed.success ? parsed.output : DEFAULTS;
  } catch {
    // Storage may be forbidden, or hold what another program wrote.
    return DEFAULTS;
  }
};

const writeSettings = ({ overlayOpacity, isMuted, secondsAFrame }: Settings): void => {
  try {
    const settings: Settings = { overlayOpacity, isMuted, secondsAFrame };
    localStorage.setItem(STORAGE_KEY, JSON.stringify(settings));
  } catch {
    // Forbidden or full: the settings then last as long as the tab.
  }
};

export const createViewStore = (): ViewStore => {
  const store = createStore<ViewState>(() => ({
    ...readSettings(),
    maskThreshold: null,
    page: 'start',
    sheet: null,
    isOriginalShown: false,
  }));
  store.subscribe(writeSettings);
  return store;
};

export const recordFrameTime = (view: ViewStore, provider: ProviderName, seconds: number): void => {
  view.setState(({ secondsAFrame }) => ({
    secondsAFrame: { ...secondsAFrame, [provider]: seconds },
  }));
};
