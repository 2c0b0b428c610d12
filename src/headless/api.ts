import type {
  ClipInfo,
  CueSwitches,
  EngineError,
  FrameMask,
  ProviderInfo,
  ProviderPreference,
  SegmentStage,
  SegmentSummary,
} from '../protocol/requests.ts';
import type { MaskEdges } from '../rendering/edges/maskRefiner.ts';
import type { EvaluationProgress } from '../evaluation/run/runEvaluation.ts';
import type { EvaluatedModel, EvaluationRequest } from './evaluateFolder.ts';

/** What `npm run segment` and the page that it drives say to each other. */

/** Which frames of a clip are asked for. */
export type FrameSampling =
  | { readonly kind: 'every' }
  | { readonly kind: 'rate'; readonly framesPerSecond: number }
  | { readonly kind: 'list'; readonly frameIndices: readonly number[] };

export type HeadlessJob = {
  readonly query: string;
  readonly sampling: FrameSampling;
  readonly switches: CueSwitches;
};

/** The engine's errors, and the one that only a list of frames can cause. */
type HeadlessError =
  | EngineError
  | {
      readonly kind: 'no-such-frame';
      readonly message: string;
      readonly facts: { readonly frameIndex: number; readonly frameCount: number };
    };

/** Errors cross the border to Node as data: a thrown one would lose its kind. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: HeadlessError };

export type OpenedBundle = {
  readonly name: string;
  readonly version: string;
  readonly maskThreshold: number;
  readonly presenceThreshold: number;
  readonly provider: ProviderInfo;
  /** Milliseconds to fetch, verify and open it. */
  readonly openMilliseconds: number;
};

/** What `result.json` holds of the clip; its keys stay as they were first written. */
export type OpenedClip = Omit<ClipInfo, 'ptsSeconds' | 'audioProblem'> & {
  readonly soundProblem: ClipInfo['audioProblem'];
  readonly frameCount: number;
};

/** One frame with a mask, as `result.json` holds it. */
export type FrameResult = Omit<FrameMask, 'probability' | 'maskWidth' | 'maskHeight'> & {
  readonly ptsSeconds: number;
  readonly state: 'empty' | 'present';
  /** Pixels of the mask at the clip's own size. */
  readonly area: number;
  /** `plain` where the mask could not be refined to the picture's edges: no WebGL 2. */
  readonly edges: MaskEdges;
};

/** One frame without a mask, as `result.json` holds it. */
export type UndecodableFrame = {
  readonly frameIndex: number;
  readonly ptsSeconds: number;
  readonly state: 'undecodable';
  readonly reason: string;
};

export type HeadlessReport =
  | {
      readonly kind: 'progress';
      readonly stage: SegmentStage;
      readonly done: number;
      readonly total: number;
      readonly secondsLeft: number | null;
    }
  /** A binary PNG, 0 or 255, at the clip's own size. */
  | { readonly kind: 'frame'; readonly frame: FrameResult; readonly png: Uint8Array }
  | { readonly kind: 'undecodable'; readonly frame: UndecodableFrame }
  /** Whole seconds of the clip that were searched without their sound: it cannot be decoded. */
  | { readonly kind: 'missing-audio'; readonly seconds: readonly number[] };

export type SegmentClipResult = {
  readonly summary: SegmentSummary;
  readonly writeMilliseconds: number;
};

/** `window.earmark` of segment.html. */
type HeadlessApi = {
  openBundle(url: string, provider: ProviderPreference): Promise<Outcome<OpenedBundle>>;
  /** Opens the file that lies in the page's file input. */
  openClip(): Promise<Outcome<OpenedClip>>;
  /** Reports every frame of the selection before it resolves. */
  segment(job: HeadlessJob): Promise<Outcome<SegmentClipResult>>;
  /** Evaluates the folder that the command serves beside the app. */
  evaluate(request: EvaluationRequest): Promise<Outcome<EvaluatedModel>>;
};

declare global {
  interface Window {
    earmark: HeadlessApi;
    /** Given by the command before the page loads. */
    earmarkReport(report: HeadlessReport): Promise<void>;
    /** Given by `npm run evaluate` and `npm run findings`. */
    earmarkEvaluationOpened(evaluated: EvaluatedModel): Promise<void>;
    earmarkEvaluationProgress(progress: EvaluationProgress): Promise<void>;
  }
}
