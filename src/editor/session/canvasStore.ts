import * as v from 'valibot';
import { persist, subscribeWithSelector } from 'zustand/middleware';
import { shallow } from 'zustand/shallow';
import { createStore } from 'zustand/vanilla';
import type { BrushStroke } from '../../core/mask/brushStroke.ts';
import { FIT_VIEWPORT, imageShareAt, type Viewport } from './viewport.ts';
import { LOOK_NAMES } from '../../core/mask/lookNames.ts';
import {
  DEFAULT_BACKGROUND_COLOUR,
  type LookSettings,
} from '../../rendering/looks/lookSettings.ts';
import type { Player } from '../playback/player.ts';
import { persistSettings } from './persistedSettings.ts';
import type { SelectorStore } from './selectorStore.ts';
import type { SessionStore } from './sessionStore.ts';

const Settings = v.object({
  view: v.picklist(LOOK_NAMES),
  /** Of the look with a background colour, on the canvas and in exports. */
  backgroundColour: v.optional(
    v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/)),
    DEFAULT_BACKGROUND_COLOUR,
  ),
  /** Brush and lasso show the outlines of the neighbouring frames' masks. */
  isOnionSkinShown: v.optional(v.boolean(), false),
});
type Settings = v.InferOutput<typeof Settings>;

/** What a pointer does on the picture. */
export type CanvasTool = 'none' | 'point' | 'brush' | 'lasso' | 'not-this';
/** What a click with the Point tool does with the instance under it. */
export type PointMode = 'new' | 'add' | 'remove';

/** The canvas: its look, zoom, wipe and tool. */
export type CanvasState = Settings & {
  readonly zoom: Viewport;
  /** Share of the picture's place left of which the original is seen; null without comparing. */
  readonly wipe: number | null;
  readonly tool: CanvasTool;
  readonly pointMode: PointMode;
  /** What the active tool has to say, in its bar. */
  readonly toolHint: string;
  /** The lasso has its mode too. */
  readonly brush: {
    readonly mode: BrushStroke['mode'];
    /** Share of the picture's width. */
    readonly radius: number;
  };
};

export type CanvasStore = SelectorStore<CanvasState>;

const STORAGE_KEY = 'earmark/canvas/1';
const DEFAULTS: Settings = {
  view: 'overlay',
  backgroundColour: DEFAULT_BACKGROUND_COLOUR,
  isOnionSkinShown: false,
};
const DEFAULT_BRUSH_RADIUS = 0.02;

export const createCanvasStore = (): CanvasStore =>
  createStore<CanvasState>()(
    subscribeWithSelector(
      persist(
        (): CanvasState => ({
          ...DEFAULTS,
          zoom: FIT_VIEWPORT,
          wipe: null,
          tool: 'none',
          pointMode: 'new',
          toolHint: '',
          brush: { mode: 'add', radius: DEFAULT_BRUSH_RADIUS },
        }),
        persistSettings(STORAGE_KEY, Settings),
      ),
    ),
  );

/** The divider stays where it is on the screen; what is left of it depends on the zoom. */
const lookSettingsOf = ({ view, zoom, wipe, backgroundColour }: CanvasState): LookSettings => ({
  look: view,
  backgroundColour,
  wipe: wipe === null ? null : imageShareAt(zoom, wipe),
});

/** Gives the player the look whenever it changes; a new clip is seen whole. Returns how to stop. */
export const connectLookSettings = (
  canvas: CanvasStore,
  session: SessionStore,
  player: Player,
): (() => void) => {
  const stopCanvas = canvas.subscribe(lookSettingsOf, (look) => player.setLook(look), {
    equalityFn: shallow,
    fireImmediately: true,
  });
  const stopSession = session.subscribe(
    ({ clip }) => clip?.info,
    () => canvas.setState({ zoom: FIT_VIEWPORT, wipe: null, tool: 'none' }),
  );
  return () => {
    stopCanvas();
    stopSession();
  };
};
