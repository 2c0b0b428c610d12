import type { AnyManifest } from '../core/model/manifest.ts';
import type { PointPrompt } from '../core/model/pointPrompt.ts';
import type { MemoryRule } from '../core/model/runningMean.ts';
import type { CorrectionRequests } from './correctionRequests.ts';
import type { ExportRequests } from './exportRequests.ts';
import type {
  BundleLocation,
  EngineError,
  ModelState,
  ProviderInfo,
  ProviderPreference,
} from './model.ts';
import type { CueSwitches, FrameMask, ResultKey, MedianMask, StoredMask } from './results.ts';
import type { EngineStatistics } from './statistics.ts';

/**
 * What the page and the engine (one dedicated module worker) say to each other.
 * Every request carries an id; the engine answers it with any number of events and
 * then exactly one `done` or `failed`. `abort` ends a request with kind `aborted`.
 */

/** The page has the words for each kind (`src/editor/ui/describeError.ts`). */
export type { ErrorKind } from '../core/util/errors.ts';
export type * from './correctionRequests.ts';
export type * from './exportRequests.ts';
export type * from './model.ts';
export type * from './results.ts';
export type * from './statistics.ts';

export type ClipInfo = {
  /** Hex SHA-256 over size, name-independent head and tail of the file: names the clip in results. */
  readonly clipId: string;
  readonly fileName: string;
  readonly container: string;
  readonly videoCodec: string;
  /** Null when there is no sound track or it cannot be decoded (then `audioProblem` says which). */
  readonly audioCodec: string | null;
  readonly audioProblem: 'none' | 'undecodable' | null;
  /** Display size: rotation and pixel aspect applied. */
  readonly width: number;
  readonly height: number;
  readonly durationSeconds: number;
  /** Presentation timestamps in presentation order, in seconds; index = frame index, the app's time unit. */
  readonly ptsSeconds: Float64Array;
};

/** Images, one a second, and their audio: a clip as benchmarks store it. */
export type ImageSequence = {
  readonly name: string;
  readonly frames: readonly Blob[];
  readonly audio: Blob | null;
};

/** A suggested query for the open clip. */
/** A frame to show; whoever has it closes the bitmap. */
export type FrameBitmap = {
  readonly frameIndex: number;
  readonly bitmap: ImageBitmap;
  /** The frame could not be decoded: the picture is that of this one, before it. */
  readonly concealedByFrameIndex?: number;
};

export type Suggestion = {
  readonly query: string;
  /** Whether the model names it by what it sees or by what it hears. */
  readonly basis: 'sight' | 'sound';
  /** Second of the clip in which its score is highest. */
  readonly second: number;
  /** 0..1, at or above the bundle's threshold. */
  readonly presence: number;
};

export type SegmentStage = 'sound' | 'words' | 'overview' | 'every-frame';

export type SegmentSummary = {
  readonly resultId: string;
  readonly framesComputed: number;
  readonly bestPresence: number;
  readonly bestFrameIndex: number;
  /** Graph runs of this request, by graph: a cached feature is not a run. */
  readonly runs: Readonly<Record<string, number>>;
  /** Milliseconds by stage. */
  readonly timings: Readonly<Record<string, number>>;
};

type OtherRequests = CorrectionRequests & ExportRequests;

/** Request bodies by name, with their result and the events before it. */
type Requests = OtherRequests & {
  /**
   * Choose a device, fetch, verify and open a bundle; `ModelState` tells the progress. It replaces
   * the open model, and an opening that is not done; on failure the open model stays.
   */
  'open-bundle': {
    body: BundleLocation & { readonly provider: ProviderPreference };
    event: never;
    result: { readonly manifest: AnyManifest; readonly provider: ProviderInfo };
  };
  /** Bytes of bundles that the browser's storage holds, of broken downloads too. */
  'measure-bundle-cache': {
    body: Readonly<Record<string, never>>;
    event: never;
    result: { readonly bytes: number };
  };
  /** Deletes them; the open bundle runs on from memory. */
  'clear-bundle-cache': {
    body: Readonly<Record<string, never>>;
    event: never;
    result: null;
  };
  /** Replaces the open clip; on failure the one before stays open. */
  'open-clip': { body: { readonly file: File }; event: never; result: ClipInfo };
  /** The same for an image sequence. */
  'open-image-sequence': { body: ImageSequence; event: never; result: ClipInfo };
  /**
   * One frame at most `maxWidth` wide, and before it some of those that are decoded on the way to it,
   * each nearer than the one before and all nearer than so many seconds. The newest request wins: an
   * older one that has not begun fails as `aborted`.
   */
  'read-frame': {
    body: {
      readonly frameIndex: number;
      readonly maxWidth: number;
      /** Without it the frame comes alone. */
      readonly nearerThanSeconds?: number;
      /** Whether a frame before it stands in for one that cannot be decoded; else it fails. */
      readonly isConcealing?: boolean;
    };
    event: { readonly kind: 'frame'; readonly frameIndex: number; readonly bitmap: ImageBitmap };
    result: FrameBitmap;
  };
  /** One frame, however many others are asked for at the same time. */
  'read-still': {
    body: { readonly frameIndex: number; readonly maxWidth: number };
    event: never;
    result: ImageBitmap;
  };
  /** Frames from `frameIndex` on in order, for playback; at most `credit` unacknowledged ones are in
   * flight (see `credit`). On the wasm provider, which holds the worker's thread while a graph runs,
   * computing rests until this request ends: abort it when playing stops. */
  'play-frames': {
    body: { readonly frameIndex: number; readonly maxWidth: number; readonly credit: number };
    /** In place of a frame that cannot be decoded comes the one before it. */
    event: FrameBitmap & { readonly kind: 'frame' };
    result: null;
  };
  /** Decoded sound at its own rate, for playback and the waveform. */
  'read-audio': {
    body: { readonly startSeconds: number; readonly durationSeconds: number };
    event: never;
    result: {
      readonly sampleRate: number;
      readonly channels: readonly Float32Array<ArrayBuffer>[];
    };
  };
  /**
   * Scene cuts: frame indices at which a shot begins, ascending, without the first shot. By colours
   * alone; no model is needed.
   */
  'find-cuts': {
    body: Readonly<Record<string, never>>;
    event: never;
    result: readonly number[];
  };
  /** Loudness peaks 0..1, `count` over the whole clip. */
  'read-peaks': {
    body: { readonly count: number };
    event: never;
    result: Float32Array<ArrayBuffer>;
  };
  /** Small pictures spread evenly over the clip; none of a damaged frame. */
  'read-thumbnails': {
    body: { readonly count: number; readonly height: number };
    event: { readonly kind: 'thumbnail'; readonly position: number; readonly bitmap: ImageBitmap };
    result: null;
  };
  /** The same of certain frames, ascending. */
  'read-thumbnails-at': {
    body: { readonly frameIndices: readonly number[]; readonly height: number };
    event: {
      readonly kind: 'thumbnail';
      readonly frameIndex: number;
      readonly bitmap: ImageBitmap;
    };
    result: null;
  };
  /**
   * Segments the clip for a query. Requests run one after another. Without `frameIndices`: the
   * overview pass (1 fps) first, then every frame, nearest to the playhead first. With them: those
   * frames only, and the seconds that their cached memory needs. Fails as `corrupt` when none of
   * the frames can be decoded.
   */
  segment: {
    body: {
      /** May be empty with points, which then say alone what is meant. */
      readonly query: string;
      readonly switches: CueSwitches;
      /** Instances that a person pointed at; of bundles of kind "instances" alone. */
      readonly points?: readonly PointPrompt[];
      /** For experiments; see `ResultKey`. */
      readonly memoryRule?: MemoryRule;
      readonly frameIndices: readonly number[] | null;
      /** First and last frame index; without `frameIndices`, only the frames between are computed. */
      readonly range?: readonly [number, number];
      readonly playheadFrameIndex: number;
    };
    event:
      | { readonly kind: 'started'; readonly resultId: string; readonly key: ResultKey }
      | {
          readonly kind: 'progress';
          readonly stage: SegmentStage;
          readonly done: number;
          readonly total: number;
          readonly secondsLeft: number | null;
        }
      | {
          readonly kind: 'mask';
          readonly resultId: string;
          readonly mask: Omit<FrameMask, 'probability'>;
        }
      /** A damaged frame, and why; it has no mask, and the run continues. */
      | { readonly kind: 'undecodable'; readonly frameIndex: number; readonly message: string }
      /** Whole seconds, ascending, whose sound is damaged or cut off; the run continues without it. */
      | { readonly kind: 'missing-audio'; readonly seconds: readonly number[] }
      /** The overview pass is done: it is known whether anything matches. */
      | { readonly kind: 'overview'; readonly summary: SegmentSummary };
    result: SegmentSummary;
  };
  /**
   * Suggests queries: nouns that the model names in the clip and then finds. Waits for a running
   * segmentation. Abort it for a query; features that were computed until then stay cached.
   */
  suggest: { body: Readonly<Record<string, never>>; event: never; result: readonly Suggestion[] };
  /**
   * Similarity of each second's audio with a query, -1..1; NaN where the audio is not encoded yet.
   * Does not run the audio encoder.
   */
  'read-audio-match': {
    body: { readonly query: string };
    event: never;
    result: Float32Array<ArrayBuffer>;
  };
  /** All masks of a result, to be saved in a project; null when it was evicted. */
  'read-result': {
    body: { readonly resultId: string };
    event: never;
    result: readonly StoredMask[] | null;
  };
  /** Restores saved masks: a run of the same key computes only the missing frames. */
  'restore-result': {
    body: { readonly key: ResultKey; readonly masks: readonly StoredMask[] };
    event: never;
    result: { readonly resultId: string };
  };
  /** The mask of one frame as it is shown and exported, or null when it is not computed. */
  'read-mask': {
    body: { readonly resultId: string; readonly frameIndex: number };
    event: never;
    result: MedianMask | null;
  };
  /** The mask of one frame as the model gave it. */
  'read-raw-mask': {
    body: { readonly resultId: string; readonly frameIndex: number };
    event: never;
    result: FrameMask | null;
  };
  /** Counts of graph runs and caches, for the panel of timings and for tests. */
  'read-statistics': {
    body: Readonly<Record<string, never>>;
    event: never;
    result: EngineStatistics;
  };
};

export type RequestName = keyof Requests;
export type RequestBody<N extends RequestName> = Requests[N]['body'];
export type RequestEvent<N extends RequestName> = Requests[N]['event'];
export type RequestResult<N extends RequestName> = Requests[N]['result'];

export type EngineRequest<N extends RequestName> = {
  readonly type: 'request';
  readonly id: number;
  readonly name: N;
  readonly body: RequestBody<N>;
};

export type ToEngine =
  | { [N in RequestName]: EngineRequest<N> }[RequestName]
  | { readonly type: 'abort'; readonly id: number }
  /** The page has shown (or dropped) one frame of a `play-frames` request. */
  | { readonly type: 'credit'; readonly id: number }
  /** The playhead moved: frames around it are computed next. */
  | { readonly type: 'playhead'; readonly frameIndex: number };

export type FromEngine =
  | { readonly type: 'event'; readonly id: number; readonly event: RequestEvent<RequestName> }
  | { readonly type: 'done'; readonly id: number; readonly result: RequestResult<RequestName> }
  | { readonly type: 'failed'; readonly id: number; readonly error: EngineError }
  /** Sent first: the engine holds this Web Lock for as long as it lives. */
  | { readonly type: 'alive'; readonly lockName: string }
  /** Belongs to no request: the state changes whenever a device is lost. */
  | { readonly type: 'model-state'; readonly state: ModelState };
