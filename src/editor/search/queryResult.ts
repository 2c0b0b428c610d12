import { frameState, type FrameState } from '../../core/model/frameState.ts';
import type { FrameTable } from '../../core/time/frameTable.ts';
import type { PointPrompt } from '../../core/model/pointPrompt.ts';
import { fixedFrames, framesAffectedBy, medianPresenceAt } from '../../core/mask/temporalMedian.ts';
import type {
  CueSwitches,
  CueWeights,
  FrameMask,
  ResultKey,
  SegmentStage,
  SegmentSummary,
} from '../../protocol/requests.ts';
import type { FrameRange } from '../document/projectDocument.ts';

export type RunProgress = {
  readonly stage: SegmentStage;
  readonly done: number;
  readonly total: number;
  readonly secondsLeft: number | null;
};

export type ResultStatus = 'waiting' | 'running' | 'done' | 'cancelled' | 'failed';

/** What is meant: a query, instances that a person pointed at, or both. */
export type ResultRequest = {
  /** Empty where points alone say what is meant. */
  readonly query: string;
  readonly switches: CueSwitches;
  readonly points: readonly PointPrompt[];
};

/** The result of one request in one clip. */
export type QueryResult = ResultRequest & {
  /** Query, cues and points, as `queryResultId` spells them: known before a run has started. */
  readonly id: string;
  /** Of the clip's frames. */
  readonly ptsSeconds: FrameTable;
  readonly status: ResultStatus;
  /** The engine's id of the masks: `key` in one spelling. Null before the run has started. */
  readonly engineResultId: string | null;
  readonly key: ResultKey | null;
  readonly progress: RunProgress | null;
  /** The overview pass, of 1 frame per second, is done. */
  readonly hasOverview: boolean;
  readonly summary: SegmentSummary | null;
  /** As the model gave it, by frame index; NaN where not computed. Filled in place. */
  readonly rawPresence: Float32Array;
  /** Median of each frame's neighbours, as it is shown. Filled in place; `revision` counts. */
  readonly presence: Float32Array;
  /** Sound, sight and words by frame index. Filled in place. */
  readonly cueWeights: Float32Array;
  /** Frames that cannot be decoded, ascending. */
  readonly undecodable: readonly number[];
  /** Whole seconds that are searched without their sound: it cannot be decoded. Ascending. */
  readonly missingAudioSeconds: readonly number[];
  readonly revision: number;
};

export const queryResultId = ({ query, switches, points }: ResultRequest): string =>
  JSON.stringify([
    query,
    switches.sound,
    switches.words,
    ...points.map(({ kind, frameIndex, box }) => [kind, frameIndex, ...box]),
  ]);

export const createEmptyResult = (
  { query, switches, points }: ResultRequest,
  ptsSeconds: FrameTable,
): QueryResult => ({
  id: queryResultId({ query, switches, points }),
  query,
  switches,
  points,
  ptsSeconds,
  status: 'waiting',
  engineResultId: null,
  key: null,
  progress: null,
  hasOverview: false,
  summary: null,
  rawPresence: new Float32Array(ptsSeconds.length).fill(Number.NaN),
  presence: new Float32Array(ptsSeconds.length).fill(Number.NaN),
  cueWeights: new Float32Array(ptsSeconds.length * 3),
  undecodable: [],
  missingAudioSeconds: [],
  revision: 0,
});

/** Counts the revision, because the arrays are filled in place: whatever draws them redraws. */
export const withNextRevision = (result: QueryResult): QueryResult => ({
  ...result,
  revision: result.revision + 1,
});

/** Writes one computed frame into the result's arrays; the caller counts the revision. */
export const writeFrame = (
  result: QueryResult,
  { frameIndex, presence, cueWeights }: Omit<FrameMask, 'probability'>,
): void => {
  const { sound, sight, words } = cueWeights;
  result.rawPresence[frameIndex] = presence;
  const fixed = fixedFrames(result.points);
  for (const near of framesAffectedBy(result.ptsSeconds, frameIndex)) {
    const raw = (other: number): number | undefined => result.rawPresence[other];
    result.presence[near] = medianPresenceAt(result.ptsSeconds, near, raw, fixed) ?? Number.NaN;
  }
  result.cueWeights.set([sound, sight, words], frameIndex * 3);
};

/** Before frames of another model or provider: a result never mixes two. */
export const clearFrames = ({ rawPresence, presence }: QueryResult): void => {
  rawPresence.fill(Number.NaN);
  presence.fill(Number.NaN);
};

/** 0..1, or undefined where the frame was not computed. */
export const presenceAt = (result: QueryResult, frameIndex: number): number | undefined => {
  const presence = result.presence[frameIndex];
  return presence === undefined || Number.isNaN(presence) ? undefined : presence;
};

export const frameStateAt = (
  result: QueryResult,
  frameIndex: number,
  presenceThreshold: number,
): FrameState => frameState(presenceAt(result, frameIndex), presenceThreshold);

export const cueWeightsAt = (result: QueryResult, frameIndex: number): CueWeights | null => {
  const [sound, sight, words] = result.cueWeights.subarray(frameIndex * 3, frameIndex * 3 + 3);
  if (presenceAt(result, frameIndex) === undefined || sound === undefined) {
    return null;
  }
  return { sound, sight: sight ?? 0, words: words ?? 0 };
};

/** Whether every decodable frame of the range, or of the clip, is computed. */
export const isComplete = (
  { presence, undecodable }: QueryResult,
  range: FrameRange | null,
): boolean => {
  const { first, last } = range ?? { first: 0, last: presence.length - 1 };
  return presence
    .subarray(first, last + 1)
    .every((value, index) => !Number.isNaN(value) || undecodable.includes(first + index));
};

/** Adds a frame that cannot be decoded, once. */
export const withUndecodableFrame = (result: QueryResult, frameIndex: number): QueryResult =>
  result.undecodable.includes(frameIndex)
    ? result
    : { ...result, undecodable: [...result.undecodable, frameIndex].toSorted((a, b) => a - b) };

/** Mean weights over the frames that have the object; over all, when none has. */
export const meanCueWeights = (
  result: QueryResult,
  presenceThreshold: number,
): CueWeights | null => {
  const { present } = countFrames(result, presenceThreshold);
  const sums = { sound: 0, sight: 0, words: 0 };
  let frames = 0;
  for (const frameIndex of result.presence.keys()) {
    const weights = cueWeightsAt(result, frameIndex);
    const isPresent = frameStateAt(result, frameIndex, presenceThreshold) === 'present';
    if (weights && (isPresent || present === 0)) {
      sums.sound += weights.sound;
      sums.sight += weights.sight;
      sums.words += weights.words;
      frames++;
    }
  }
  return frames === 0
    ? null
    : { sound: sums.sound / frames, sight: sums.sight / frames, words: sums.words / frames };
};

/** Frames computed in both results that differ in whether they have the object. */
export const countStateDifferences = (
  a: QueryResult,
  b: QueryResult,
  presenceThreshold: number,
): number => {
  let differences = 0;
  for (const frameIndex of a.presence.keys()) {
    const states = [a, b].map((result) => frameStateAt(result, frameIndex, presenceThreshold));
    if (!states.includes('not-computed') && states[0] !== states[1]) {
      differences++;
    }
  }
  return differences;
};

export type FrameCounts = {
  readonly frames: number;
  readonly computed: number;
  readonly present: number;
  readonly bestPresence: number;
  readonly bestFrameIndex: number;
};

export const countFrames = (result: QueryResult, presenceThreshold: number): FrameCounts => {
  let computed = 0;
  let present = 0;
  let bestPresence = 0;
  let bestFrameIndex = 0;
  for (const [frameIndex, presence] of result.presence.entries()) {
    if (Number.isNaN(presence)) {
      continue;
    }
    computed++;
    present += frameState(presence, presenceThreshold) === 'present' ? 1 : 0;
    if (presence > bestPresence) {
      bestPresence = presence;
      bestFrameIndex = frameIndex;
    }
  }
  return { frames: result.presence.length, computed, present, bestPresence, bestFrameIndex };
};

/** Frames at which the state changes, with the state that begins there; gaps are passed over. */
const stateChanges = (
  result: QueryResult,
  presenceThreshold: number,
): { readonly frameIndex: number; readonly state: FrameState }[] => {
  const changes = [];
  let before: FrameState = 'empty';
  for (let frameIndex = 0; frameIndex < result.presence.length; frameIndex++) {
    const state = frameStateAt(result, frameIndex, presenceThreshold);
    if (state !== 'not-computed') {
      if (state !== before) {
        changes.push({ frameIndex, state });
      }
      before = state;
    }
  }
  return changes;
};

/** Frames at which the object appears or vanishes. */
export const stateChangeFrames = (result: QueryResult, presenceThreshold: number): number[] =>
  stateChanges(result, presenceThreshold).map(({ frameIndex }) => frameIndex);

const nearestFrame = (
  frames: readonly number[],
  fromFrameIndex: number,
  direction: 1 | -1,
): number | null =>
  (direction === 1
    ? frames.find((frameIndex) => frameIndex > fromFrameIndex)
    : frames.findLast((frameIndex) => frameIndex < fromFrameIndex)) ?? null;

/**
 * The nearest computed frame, in a direction, at which the object appears or vanishes; frames that
 * are not computed are skipped.
 */
export const nextStateChange = (
  result: QueryResult,
  fromFrameIndex: number,
  direction: 1 | -1,
  presenceThreshold: number,
): number | null =>
  nearestFrame(stateChangeFrames(result, presenceThreshold), fromFrameIndex, direction);

/** The nearest frame, in a direction, at which the object appears. */
export const nextAppearance: typeof nextStateChange = (
  result,
  fromFrameIndex,
  direction,
  presenceThreshold,
) => {
  const appearances = stateChanges(result, presenceThreshold).filter(
    ({ state }) => state === 'present',
  );
  return nearestFrame(
    appearances.map(({ frameIndex }) => frameIndex),
    fromFrameIndex,
    direction,
  );
};
