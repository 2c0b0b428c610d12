import * as v from 'valibot';
import { persist, subscribeWithSelector } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import { MAX_QUERY_LENGTH } from '../../core/limits.ts';
import type { TimeScale } from '../../core/time/timeScale.ts';
import type { ProviderName } from '../../protocol/requests.ts';
import type { SearchExtent } from '../search/searchExtent.ts';
import { persistSettings } from './persistedSettings.ts';
import type { SelectorStore } from './selectorStore.ts';

const MAX_RECENT_QUERIES = 30;

const MAX_PANEL_PIXELS = 4000;
const PanelPixels = v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(MAX_PANEL_PIXELS)));
const Share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const Settings = v.object({
  overlayOpacity: Share,
  isMuted: v.boolean(),
  /** Dragging on the timeline stops at changes, In, Out and the playhead. */
  isSnapping: v.optional(v.boolean(), true),
  /** Times under the picture count frames, `HH:MM:SS:FF`, in place of hundredths. */
  isTimecodeShown: v.optional(v.boolean(), false),
  isWaveformShown: v.optional(v.boolean(), true),
  isSoundMatchShown: v.optional(v.boolean(), true),
  /** The notice that the model runs on the processor was closed. */
  isProviderNoticeClosed: v.optional(v.boolean(), false),
  /** Whether this browser copies the clips of projects, too; `ask` until the person has said. */
  clipKeeping: v.optional(v.picklist(['ask', 'keep', 'never']), 'ask'),
  /** Sizes that the person gave to parts of the editor, in CSS pixels; null is the default. */
  timelineHeight: v.optional(PanelPixels, null),
  sideWidth: v.optional(PanelPixels, null),
  /** Whether "Why" in the side panel is unfolded. */
  isWhyOpen: v.optional(v.boolean(), false),
  /** Recent queries, the newest first. */
  sentences: v.optional(
    v.pipe(
      v.array(v.pipe(v.string(), v.maxLength(MAX_QUERY_LENGTH))),
      v.maxLength(MAX_RECENT_QUERIES),
    ),
    [],
  ),
  /** Measured on this machine: seconds per frame when no feature is cached. */
  secondsAFrame: v.object({
    webgpu: v.nullable(v.pipe(v.number(), v.minValue(0))),
    wasm: v.nullable(v.pipe(v.number(), v.minValue(0))),
  }),
});
type Settings = v.InferOutput<typeof Settings>;

/** The field of an object that is edited in its row. */
export type InlineEdit = {
  readonly objectId: string;
  readonly field: 'name' | 'expression';
};

type Sheet =
  | 'shortcuts'
  | 'export'
  | 'commands'
  | 'timings'
  | 'bin'
  | null
  | 'stored-data'
  | 'report';
type Page = 'start' | 'editor';

/** How the editor is shown; no change of it runs the model. */
export type ViewState = Settings & {
  readonly page: Page;
  readonly sheet: Sheet;
  readonly editing: InlineEdit | null;
  /** How much of the clip the next query is searched in. */
  readonly searchExtent: SearchExtent;
  /** What the timeline shows; null is the whole clip. */
  readonly timeScale: TimeScale | null;
  /** Place in the tour of the editor, and whether it came by itself; null while it is not shown. */
  readonly tour: { readonly step: number; readonly isUnasked: boolean } | null;
  /** The overlay is hidden as long as a key is held. */
  readonly isOriginalShown: boolean;
};

export type ViewStore = SelectorStore<ViewState>;

const STORAGE_KEY = 'earmark/view/1';
const DEFAULTS: Settings = {
  overlayOpacity: 0.45,
  isMuted: false,
  isSnapping: true,
  isTimecodeShown: false,
  isWaveformShown: true,
  isSoundMatchShown: true,
  isProviderNoticeClosed: false,
  clipKeeping: 'ask',
  timelineHeight: null,
  sideWidth: null,
  isWhyOpen: false,
  sentences: [],
  secondsAFrame: { webgpu: null, wasm: null },
};

export const createViewStore = (): ViewStore =>
  createStore<ViewState>()(
    subscribeWithSelector(
      persist(
        (): ViewState => ({
          ...DEFAULTS,
          page: 'start',
          sheet: null,
          editing: null,
          searchExtent: 'all',
          timeScale: null,
          tour: null,
          isOriginalShown: false,
        }),
        persistSettings(STORAGE_KEY, Settings),
      ),
    ),
  );

export const recordSecondsPerFrame = (
  view: ViewStore,
  provider: ProviderName,
  seconds: number,
): void => {
  view.setState(({ secondsAFrame }) => ({
    secondsAFrame: { ...secondsAFrame, [provider]: seconds },
  }));
};

/** Puts a query in front of the recent ones, each once. */
export const recordQuery = (view: ViewStore, sentence: string): void => {
  view.setState(({ sentences }) => ({
    sentences: [sentence, ...sentences.filter((other) => other !== sentence)].slice(
      0,
      MAX_RECENT_QUERIES,
    ),
  }));
};
