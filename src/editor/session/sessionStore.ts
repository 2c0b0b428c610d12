import { subscribeWithSelector } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import type { EarmarkError } from '../../core/util/errors.ts';
import { bundleId } from '../../core/model/manifest.ts';
import type { AnyManifest } from '../../core/model/manifest.ts';
import type { ExportFormat } from '../../core/export/exportFormats.ts';
import type { ClipInfo, ModelState, Suggestion } from '../../protocol/requests.ts';
import type { InstanceSelection } from '../../core/mask/instanceSelection.ts';
import type { QueryResult } from '../search/queryResult.ts';
import type { Sample } from './samples.ts';
import type { SelectorStore } from './selectorStore.ts';
import type { AudioMatch } from '../search/audioMatches.ts';

export type FineThumbnail = {
  readonly frameIndex: number;
  /** Middle of the span that it stands for. */
  readonly seconds: number;
  readonly bitmap: ImageBitmap;
};

export type OpenClip = {
  readonly info: ClipInfo;
  readonly file: File;
  /** Set when the clip came with the app: its queries become the chips. */
  readonly sample: Sample | null;
  /** By position along the clip; holes are not decoded yet. */
  readonly thumbnails: readonly (ImageBitmap | null)[];
  /** Finer ones of the part that the timeline is or was zoomed to, in no order. */
  readonly fineThumbnails: readonly FineThumbnail[];
  /** Loudness 0..1 over the whole clip; null before it is read or without sound. */
  readonly peaks: Float32Array | null;
  /** First frames of its shots, but for the first shot, ascending; null while they are looked for. */
  readonly cuts: readonly number[] | null;
};

type ExportState =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'writing';
      readonly format: ExportFormat;
      readonly done: number;
      readonly total: number;
      readonly bytes: number;
      readonly secondsLeft: number | null;
    }
  | {
      readonly kind: 'written';
      readonly format: ExportFormat;
      readonly file: File;
      /** Handed to the browser's downloads; else written to a file that the person chose. */
      readonly isDownloaded: boolean;
      readonly frames: number;
      readonly notComputed: number;
    };

/** A crop around the object in the frame of its highest presence. */
type ObjectThumbnail = {
  readonly frameIndex: number;
  /** Whose mask it was cut out by. */
  readonly engineResultId: string;
  readonly bitmap: ImageBitmap;
};

/** Suggested queries for the open clip. */
type SuggestionState =
  | { readonly kind: 'none' }
  | { readonly kind: 'looking' }
  | { readonly kind: 'ready'; readonly sentences: readonly Suggestion[] };
/** The instances of an object's result that its examples select. */
export type ObjectSelection = {
  /** What the selection is computed from. */
  readonly inputs: {
    readonly examples: readonly InstanceSelection[];
    readonly baseResultId: string;
    /** Frames of the base. */
    readonly computed: number;
    readonly presenceThreshold: number;
    readonly maskThreshold: number;
  };
  /** Null before the first. */
  readonly selected: { readonly resultId: string; readonly presence: Float32Array } | null;
  readonly status:
    | { readonly kind: 'running'; readonly done: number; readonly total: number }
    | { readonly kind: 'done' }
    /** Cancelled or failed: the selection before, or the whole result, is shown. */
    | { readonly kind: 'stopped' };
};

export type Notice = { readonly id: number; readonly error: EarmarkError };

/** The open clip and model, the runs and their results. It lives as long as the tab. */
export type SessionState = {
  /** The model as the engine tells it. */
  readonly bundle: ModelState;
  /** Of the model that was opened last, also while it is opened again; null before the first. */
  readonly manifest: AnyManifest | null;
  readonly clip: OpenClip | null;
  /** File that is being opened; the open clip stays until then. */
  readonly openingFileName: string | null;
  /** Queries of a link whose clip the person has yet to open. */
  readonly pendingQueries: readonly string[];
  readonly queryText: string;
  /** Why the text in the box cannot be searched; told beneath it. */
  readonly queryProblem: EarmarkError | null;
  /** Also of queries that no object has any more, for undo. */
  readonly results: readonly QueryResult[];
  /** By object id; those without examples have none. */
  readonly selections: Readonly<Record<string, ObjectSelection>>;
  /** Id of the selected object's result. */
  readonly selectedResultId: string | null;
  /** By the id of the corrected result. */
  readonly objectThumbnails: Readonly<Record<string, ObjectThumbnail>>;
  readonly suggestions: SuggestionState;
  /** By the id of the result, before corrections. */
  readonly audioMatches: Readonly<Record<string, AudioMatch>>;
  /** Progress of propagating strokes to other frames. */
  readonly propagating: { readonly done: number; readonly total: number } | null;
  readonly exporting: ExportState;
  /** Downloaded last, to be saved once more if the download was lost; null before the first. */
  readonly lastExport: File | null;
  readonly notices: readonly Notice[];
  /** Shown last, also when its notice is gone; for reports. */
  readonly lastError: EarmarkError | null;
  /** Of all that this browser keeps; afterwards the app does not run any more. */
  readonly deletion:
    | { readonly kind: 'none' | 'running' }
    | { readonly kind: 'done'; readonly left: readonly string[] };
  /** For the live region; the number makes two equal messages two announcements. */
  readonly announcement: {
    readonly number: number;
    readonly text: string;
    /** Also seen for a moment: a confirmation or a hint that nothing else on the screen says. */
    readonly isVisible: boolean;
  };
};

export type SessionStore = SelectorStore<SessionState>;

export const createSessionStore = (): SessionStore =>
  createStore<SessionState>()(
    subscribeWithSelector(
      (): SessionState => ({
        bundle: { kind: 'idle' },
        manifest: null,
        clip: null,
        openingFileName: null,
        pendingQueries: [],
        queryText: '',
        queryProblem: null,
        results: [],
        selections: {},
        selectedResultId: null,
        objectThumbnails: {},
        suggestions: { kind: 'none' },
        audioMatches: {},
        propagating: null,
        exporting: { kind: 'idle' },
        lastExport: null,
        notices: [],
        lastError: null,
        deletion: { kind: 'none' },
        announcement: { number: 0, text: '', isVisible: false },
      }),
    ),
  );

/** Used before a bundle is open. */
type Thresholds = AnyManifest['thresholds'];
const DEFAULT_THRESHOLDS: Thresholds = { mask: 0.5, presence: 0.5 };

export const thresholdsOf = ({ manifest }: Pick<SessionState, 'manifest'>): Thresholds =>
  manifest?.thresholds ?? DEFAULT_THRESHOLDS;

export const findResult = ({ results }: SessionState, id: string): QueryResult | null =>
  results.find((result) => result.id === id) ?? null;

export const selectedResult = (state: SessionState): QueryResult | null =>
  state.results.find(({ id }) => id === state.selectedResultId) ?? null;

/** The result that is being computed; before that begins, one that waits for it. */
export const runningResult = ({ results }: SessionState): QueryResult | null =>
  results.find(({ status }) => status === 'running') ??
  results.find(({ status }) => status === 'waiting') ??
  null;

/** As results name the model that made them. */

/** Made by another model or on another provider than the one that runs now. */
export const isStale = ({ bundle }: SessionState, { key }: QueryResult): boolean =>
  key !== null &&
  bundle.kind === 'ready' &&
  (key.provider !== bundle.provider.provider || key.bundle !== bundleId(bundle.manifest));

/** Replaces one result by its successor. */
export const updateResult = (
  session: SessionStore,
  id: string,
  change: (result: QueryResult) => QueryResult,
): void => {
  session.setState((state) => ({
    results: state.results.map((result) => (result.id === id ? change(result) : result)),
  }));
};

export const announce = (session: SessionStore, text: string, isVisible = false): void => {
  session.setState(({ announcement }) => ({
    announcement: { number: announcement.number + 1, text, isVisible },
  }));
};

/** Says it to screen readers and shows it for a moment. */
export const announceVisibly = (session: SessionStore, text: string): void =>
  announce(session, text, true);
