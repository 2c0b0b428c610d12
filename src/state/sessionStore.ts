import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EarmarkError } from '../core/errors.ts';
import type { BundleManifest } from '../core/manifest.ts';
import type { ClipInfo, CueSwitches, ExportFormat, ProviderInfo } from '../engine/protocol.ts';
import type { Result } from './result.ts';
import type { Sample } from './samples.ts';

export type BundleState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'fetching'; readonly loadedBytes: number; readonly totalBytes: number }
  | { readonly kind: 'preparing'; readonly opened: number; readonly total: number }
  | {
      readonly kind: 'ready';
      readonly manifest: BundleManifest;
      readonly provider: ProviderInfo;
      readonly fromCache: boolean;
    }
  | { readonly kind: 'failed'; readonly error: EarmarkError };

export type OpenClip = {
  readonly info: ClipInfo;
  /** Set when the clip came with the app: its sentences become the chips. */
  readonly sample: Sample | null;
  /** By position along the clip; holes are not decoded yet. */
  readonly thumbnails: readonly (ImageBitmap | null)[];
  /** Loudness 0..1 over the whole clip; null before it is read or without sound. */
  readonly peaks: Float32Array | null;
};

export type ExportState =
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
      readonly file: File;
      readonly frames: number;
      readonly notComputed: number;
    };

export type Notice = { readonly id: number; readonly error: EarmarkError };

/** What is open, what runs and what was found: nothing of it outlives the tab. */
export type SessionState = {
  readonly bundle: BundleState;
  readonly clip: OpenClip | null;
  /** File that is being opened; the clip before stays until it is. */
  readonly opening: string | null;
  readonly expression: string;
  readonly switches: CueSwitches;
  readonly results: readonly Result[];
  readonly selectedResultId: string | null;
  readonly exporting: ExportState;
  readonly notices: readonly Notice[];
  /** For the live region; the number makes two equal messages two announcements. */
  readonly announcement: { readonly number: number; readonly text: string };
};

export type SessionStore = StoreApi<SessionState>;

export const createSessionStore = (): SessionStore =>
  createStore<SessionState>(() => ({
    bundle: { kind: 'idle' },
    clip: null,
    opening: null,
    expression: '',
    switches: { sound: true, words: true, memory: true, modality: true },
    results: [],
    selectedResultId: null,
    exporting: { kind: 'idle' },
    notices: [],
    announcement: { number: 0, text: '' },
  }));

/** Used before the bundle has said its own. */
const DEFAULT_THRESHOLDS = { mask: 0.5, presence: 0.5 };

export const thresholdsOf = (state: SessionState): BundleManifest['thresholds'] =>
  state.bundle.kind === 'ready' ? state.bundle.manifest.thresholds : DEFAULT_THRESHOLDS;

export const selectedResult = (state: SessionState): Result | null =>
  state.results.find((result) => result.id === state.selectedResultId) ?? null;

export const runningResult = (state: SessionState): Result | null =>
  state.results.find(({ status }) => status === 'waiting' || status === 'running') ?? null;

/** At or above it a result's thing is there. */
export const presenceThresholdOf = (state: SessionState, result: Result): number =>
  result.presenceThreshold ?? thresholdsOf(state).presence;

/** Why a result is not what a run would give now; null when it is. */
export const staleReason = (state: SessionState, result: Result): 'cues' | 'model' | null => {
  const { switches, bundle } = state;
  if (result.switches.sound !== switches.sound || result.switches.words !== switches.words) {
    return 'cues';
  }
  if (result.key && bundle.kind === 'ready') {
    const { provider } = bundle.provider;
    return result.key.provider === provider ? null : 'model';
  }
  return null;
};

/** Replaces one result by its successor. */
export const updateResult = (
  session: SessionStore,
  id: string,
  change: (result: Result) => Result,
): void => {
  session.setState((state) => ({
    results: state.results.map((result) => (result.id === id ? change(result) : result)),
  }));
};

export const announce = (session: SessionStore, text: string): void => {
  session.setState(({ announcement }) => ({
    announcement: { number: announcement.number + 1, text },
  }));
};
