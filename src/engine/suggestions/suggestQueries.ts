import { throwIfAborted } from '../../core/util/errors.ts';
import { overviewFrameIndices, wholeSecondOf } from '../../core/time/frameTable.ts';
import { queryOfNoun } from '../../core/model/nouns.ts';
import { evenlySpaced } from '../../core/util/math.ts';
import { dot } from '../../core/util/vectors.ts';
import { findAudioNoun, MIN_NOUN_SIMILARITY } from './clipNouns.ts';
import type { ClipNoun } from './clipNouns.ts';
import { createFrameSource } from '../media/frameSource.ts';
import type { Suggestion } from '../../protocol/requests.ts';
import { silentWindow } from '../segmentation/audioWindows.ts';
import { createNounFinder } from './nounFinder.ts';
import type { NounFinder } from './nounFinder.ts';
import type { InsightContext } from '../segmentation/openModel.ts';
import type { LazyVocabulary, Vocabulary } from './vocabulary.ts';

type SuggestContext = InsightContext & { readonly vocabulary: LazyVocabulary };

/** Encoded frames and audio windows, spread over the clip; a run reuses their features. */
const MAX_SAMPLED_FRAMES = 6;
const MAX_SAMPLED_WINDOWS = 2;
/** Tested queries; each costs one run of fusion and mask decoder. */
const MAX_CANDIDATES = 10;
const MAX_VISUAL_SUGGESTIONS = 4;
const MAX_AUDIO_SUGGESTIONS = 2;

type Candidate = ClipNoun & { readonly second: number };

/** The heaviest first, each name once. */
const distinctCandidates = (candidates: readonly Candidate[]): Candidate[] => {
  const kept: Candidate[] = [];
  for (const candidate of candidates.toSorted((a, b) => b.score - a.score)) {
    if (kept.every(({ embedding: name }) => dot(name, candidate.embedding) < MIN_NOUN_SIMILARITY)) {
      kept.push(candidate);
    }
  }
  return kept;
};

/**
 * Suggests queries: nouns that the model names in frames and audio of the clip, and then finds at the
 * bundle's presence threshold. None when no noun stands out, nor of a model that has no names of what
 * it sees.
 * @throws EarmarkError `aborted` between two steps; those of the media and of the model.
 */
export const suggestQueries = async (work: SuggestContext): Promise<Suggestion[]> => {
  const { clip, instanceClip, yieldToEventLoop: pause, signal } = work;
  const { ptsSeconds, durationSeconds, audioCodec } = clip.info;
  if (instanceClip === undefined) {
    return [];
  }
  const vocabulary = await work.vocabulary.get(pause, signal);
  const overview = overviewFrameIndices(ptsSeconds, durationSeconds);
  const seconds = evenlySpaced(Array.from(overview.keys()), MAX_SAMPLED_FRAMES);
  const frames = seconds.map((second) => overview[second] ?? 0);
  const source = createFrameSource(clip, frames, signal);
  const finder = createNounFinder(instanceClip, source, signal);
  try {
    const seen = await findVisualCandidates(work, finder, seconds, frames, vocabulary);
    const heard =
      audioCodec === null ? [] : await findAudioCandidates(work, overview.length, vocabulary);
    const tell = (basis: Suggestion['basis'], most: number, sentence: (noun: string) => string) =>
      verifyCandidates(work, finder, overview, basis === 'sight' ? seen : heard, {
        maxSuggestions: most,
        toSuggestion: ({ noun, second }, presence) => ({
          query: sentence(noun),
          basis,
          second,
          presence,
        }),
      });
    return [
      ...(await tell('sight', MAX_VISUAL_SUGGESTIONS, queryOfNoun)),
      ...(await tell(
        'sound',
        MAX_AUDIO_SUGGESTIONS,
        (noun) => `${queryOfNoun(noun)} that can be heard`,
      )),
    ];
  } finally {
    await source.dispose();
  }
};

const findVisualCandidates = async (
  { yieldToEventLoop: pause, signal }: SuggestContext,
  finder: NounFinder,
  seconds: readonly number[],
  frames: readonly number[],
  vocabulary: Vocabulary,
): Promise<Candidate[]> => {
  const candidates: Candidate[] = [];
  for (const [index, frameIndex] of frames.entries()) {
    await pause();
    throwIfAborted(signal);
    const names = await finder.nounsIn(frameIndex, vocabulary);
    candidates.push(...names.map((name) => ({ ...name, second: seconds[index] ?? 0 })));
  }
  return distinctCandidates(candidates);
};

const findAudioCandidates = async (
  { audio: sound, pipeline, yieldToEventLoop: pause, signal }: SuggestContext,
  clipSeconds: number,
  vocabulary: Vocabulary,
): Promise<Candidate[]> => {
  const { windowSeconds } = pipeline.audioSizes;
  const windows = Array.from(
    { length: Math.ceil(clipSeconds / windowSeconds) },
    (_, index) => index,
  );
  const candidates: Candidate[] = [];
  for (const windowIndex of evenlySpaced(windows, MAX_SAMPLED_WINDOWS)) {
    await pause();
    throwIfAborted(signal);
    const window = await sound.encodeWindow(windowIndex, signal);
    for (let row = 0; row < windowSeconds; row++) {
      const name = findAudioNoun(window, row, vocabulary);
      const second = windowIndex * windowSeconds + row;
      if (name !== null && second < clipSeconds) {
        candidates.push({ ...name, second });
      }
    }
  }
  return distinctCandidates(candidates);
};

type VerifyOptions = {
  readonly maxSuggestions: number;
  readonly toSuggestion: (candidate: Candidate, presence: number) => Suggestion;
};

/** Asks for each name where it stood out; only what is then there is suggested. */
const verifyCandidates = async (
  { clip, pipeline, audio: sound, yieldToEventLoop: pause, signal }: SuggestContext,
  finder: NounFinder,
  overview: readonly number[],
  candidates: readonly Candidate[],
  { maxSuggestions: most, toSuggestion: suggestion }: VerifyOptions,
): Promise<Suggestion[]> => {
  const { ptsSeconds, audioCodec } = clip.info;
  const found: Suggestion[] = [];
  for (const candidate of candidates.slice(0, MAX_CANDIDATES)) {
    await pause();
    throwIfAborted(signal);
    if (found.length >= most) {
      break;
    }
    const frameIndex = overview[candidate.second] ?? 0;
    const second = wholeSecondOf(ptsSeconds, frameIndex);
    const { audioSizes } = pipeline;
    const audio =
      audioCodec === null
        ? silentWindow(audioSizes)
        : await sound.encodeWindow(Math.floor(second / audioSizes.windowSeconds), signal);
    const { query } = suggestion(candidate, 0);
    const presence = await finder.presenceOf({ query, frameIndex, second, audio });
    if (presence >= pipeline.manifest.thresholds.presence) {
      found.push(suggestion(candidate, presence));
    }
  }
  return found;
};
