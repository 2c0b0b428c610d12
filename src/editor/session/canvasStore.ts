import * as v from 'valibot';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { BrushStroke } from '../../core/mask/brushStroke.ts';
import { FIT_VIEWPORT, imageShareAt, type Viewport } from './viewport.ts';
import { LOOK_NAMES } from '../../core/mask/lookNames.ts';
import type { LookSettings } from '../../rendering/looks/lookSettings.ts';
import type { Player } from '../playback/player.ts';
import type { SessionStore } from './sessionStore.ts';

const Settings = v.object({ view: v.picklist(LOOK_NAMES) });
type Settings = v.InferOutput<typeof Settings>;

/** What a pointer does on the picture. */
export type CanvasTool = 'none' | 'brush' | 'not-this';

/** How the picture is looked at, and worked on. */
export type CanvasState = Settings & {
  readonly zoom: Viewport;
  /** Share of the picture's place left of which the original is seen; null without comparing. */
  readonly wipe: number | null;
  readonly tool: CanvasTool;
  readonly brush: {
    readonly mode: BrushStroke['mode'];
    /** Share of the picture's width. */
    readonly radius: number;
  };
};

export type CanvasStore = StoreApi<CanvasState>;

const STORAGE_KEY = 'earmark/canvas/1';
const DEFAULTS: Settings = { view: 'overlay' };
const DEFAULT_BRUSH_RADIUS = 0.02;

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

const writeSettings = ({ view }: Settings): void => {
  try {
    const settings: Settings = { view };
    localStorage.setItem(STORAGE_KEY, JSON.stringify(settings));
  } catch {
    // Forbidden or full: the view then lasts as long as the tab.
  }
};

export const createCanvasStore = (): CanvasStore => {
  const store = createStore<CanvasState>(() => ({
    ...readSettings(),
    zoom: FIT_VIEWPORT,
    wipe: null,
    tool: 'none',
    brush: { mode: 'add', radius: DEFAULT_BRUSH_RADIUS },
  }));
  store.subscribe((state, before) => {
    if (state.view !== before.view) {
      writeSettings(state);
    }
  });
  return store;
};

/** The divider stays where it is on the screen; what is left of it depends on the zoom. */
export const lookSettingsOf = ({ view, zoom, wipe }: CanvasState): LookSettings => ({
  look: view,
  wipe: wipe === null ? null : imageShareAt(zoom, wipe),
});

/** Gives the player the look whenever it changes; a new clip is seen whole. Returns how to stop. */
export const connectLookSettings = (
  canvas: CanvasStore,
  session: SessionStore,
  player: Player,
): (() => void) => {
  let applied: LookSettings | null = null;
  const update = (): void => {
    const look = lookSettingsOf(canvas.getState());
    if (look.look !== applied?.look || look.wipe !== applied.wipe) {
      applied = look;
      player.setLook(look);
    }
  };
  update();
  const stopCanvas = canvas.subscribe(update);
  const stopSession = session.subscribe((state, before) => {
    if (state.clip?.info !== before.clip?.info) {
      canvas.setState({ zoom: FIT_VIEWPORT, wipe: null, tool: 'none' });
    }
  });
  return () => {
    stopCanvas();
    stopSession();
  };
};
