import { throwIfAborted } from '../core/errors.ts';
import { overviewFrames, secondOf } from '../core/frameTable.ts';
import { SHAPE } from '../core/manifest.ts';
import { sentenceOf } from '../core/nouns.ts';
import { dot } from '../core/vectors.ts';
import { createCachedMemory } from './cachedMemory.ts';
import { heardName, SAME_NAME, seenNames } from './clipNames.ts';
import type { ClipName } from './clipNames.ts';
import { segmentFrame } from './frameSegmenter.ts';
import { createFrameIds } from './frameIds.ts';
import { createFrameSource } from './frameSource.ts';
import type { FrameSource } from './frameSource.ts';
import type { InsightWork } from './insights.ts';
import type { CueSwitches, Suggestion } from './protocol.ts';
import { silentWindow } from './soundWindows.ts';
import type { LazyVocabulary, Vocabulary } from './vocabulary.ts';

export type SuggestWork = InsightWork & { readonly vocabulary: LazyVocabulary };

/** Looked at and listened to, spread over the clip; a run needs the same features later. */
const MOST_FRAMES = 6;
const MOST_WINDOWS = 2;
/** Sentences that are tried; each costs one run of fusion and mask decoder. */
const MOST_TRIED = 10;
const MOST_SEEN = 4;
const MOST_HEARD = 2;

/** A single frame has no seconds before it. */
const SWITCHES: CueSwitches = { sound: true, words: true, memory: false, modality: true };

/** At most `count` of the values, evenly spread. */
const spread = <T>(values: readonly T[], count: number): T[] =>
  values.length <= count
    ? values.slice()
    : Array.from({ length: count }, (_, index) => {
        const at = Math.floor(((index + 0.5) * values.length) / count);
        return values[at] as T;
      });

type Candidate = ClipName & { readonly second: number };

/** The heaviest first, each name once. */
const distinct = (candidates: readonly Candidate[]): Candidate[] => {
  const kept: Candidate[] = [];
  for (const candidate of candidates.toSorted((a, b) => b.weight - a.weight)) {
    if (kept.every(({ name }) => dot(name, candidate.name) < SAME_NAME)) {
      kept.push(candidate);
    }
  }
  return kept;
};

/**
 * Sentences that fit a clip: what the model itself names in its pictures and its sound, and then
 * finds there when it is asked, at the bundle's own threshold. None when nothing stands out.
 * @throws EarmarkError `aborted` between two steps; those of the media and of the model.
 */
export const suggest = async (work: SuggestWork): Promise<Suggestion[]> => {
  const { clip, pause, signal } = work;
  const { ptsSeconds, durationSeconds, audioCodec } = clip.info;
  const vocabulary = await work.vocabulary.get(pause, signal);
  const overview = overviewFrames(ptsSeconds, durationSeconds);
  const seconds = spread(Array.from(overview.keys()), MOST_FRAMES);
  const frames = seconds.map((second) => overview[second] ?? 0);
  const source = createFrameSource(clip, Array.from(new Set(frames)), signal);
  try {
    const seen = await seenIn(work, seconds, frames, source, vocabulary);
    const heard = audioCodec === null ? [] : await heardIn(work, overview.length, vocabulary);
    const tell = (basis: Suggestion['basis'], most: number, sentence: (noun: string) => string) =>
      tryNames(work, overview, source, basis === 'sight' ? seen : heard, {
        most,
        suggestion: ({ noun, second }, presence) => ({
          text: sentence(noun),
          basis,
          second,
          presence,
        }),
      });
    return [
      ...(await tell('sight', MOST_SEEN, sentenceOf)),
      ...(await tell('sound', MOST_HEARD, (noun) => `${sentenceOf(noun)} that can be heard`)),
    ];
  } finally {
    await source.dispose();
  }
};

const seenIn = async (
  { clip, pipeline, pause, signal }: SuggestWork,
  seconds: readonly number[],
  frames: readonly number[],
  source: FrameSource,
  vocabulary: Vocabulary,
): Promise<Candidate[]> => {
  const candidates: Candidate[] = [];
  const idOf = createFrameIds(clip);
  for (const [index, frameIndex] of frames.entries()) {
    await pause();
    throwIfAborted(signal);
    const features = await pipeline.frame(idOf(frameIndex), () => source.read(frameIndex));
    const names = seenNames(await pipeline.nameMap(features), vocabulary);
    candidates.push(...names.map((name) => ({ ...name, second: seconds[index] ?? 0 })));
  }
  return distinct(candidates);
};

const heardIn = async (
  { sound, pause, signal }: SuggestWork,
  clipSeconds: number,
  vocabulary: Vocabulary,
): Promise<Candidate[]> => {
  const { windowSeconds } = SHAPE;
  const windows = Array.from(
    { length: Math.ceil(clipSeconds / windowSeconds) },
    (_, index) => index,
  );
  const candidates: Candidate[] = [];
  for (const windowIndex of spread(windows, MOST_WINDOWS)) {
    await pause();
    throwIfAborted(signal);
    const window = await sound.window(windowIndex, signal);
    for (let row = 0; row < windowSeconds; row++) {
      const name = heardName(window, row, vocabulary);
      const second = windowIndex * windowSeconds + row;
      if (name !== null && second < clipSeconds) {
        candidates.push({ ...name, second });
      }
    }
  }
  return distinct(candidates);
};

type Asking = {
  readonly most: number;
  readonly suggestion: (candidate: Candidate, presence: number) => Suggestion;
};

/** Asks for each name where it stood out; only what is then there is suggested. */
const tryNames = async (
  { clip, pipeline, sound, pause, signal }: SuggestWork,
  overview: readonly number[],
  source: FrameSource,
  candidates: readonly Candidate[],
  { most, suggestion }: Asking,
): Promise<Suggestion[]> => {
  const { ptsSeconds, audioCodec } = clip.info;
  const idOf = createFrameIds(clip);
  const memory = createCachedMemory().at(0);
  const found: Suggestion[] = [];
  for (const candidate of candidates.slice(0, MOST_TRIED)) {
    await pause();
    throwIfAborted(signal);
    if (found.length >= most || memory === undefined) {
      break;
    }
    const frameIndex = overview[candidate.second] ?? 0;
    const second = secondOf(ptsSeconds, frameIndex);
    const window =
      audioCodec === null
        ? silentWindow()
        : await sound.window(Math.floor(second / SHAPE.windowSeconds), signal);
    const asked = suggestion(candidate, 0);
    const { mask } = await segmentFrame(
      pipeline,
      {
        id: idOf(frameIndex),
        second,
        sound: window,
        words: await pipeline.words(asked.text),
        memory,
        switches: SWITCHES,
        needsMask: true,
      },
      () => source.read(frameIndex),
    );
    const presence = mask?.presence ?? 0;
    if (presence >= pipeline.manifest.thresholds.presence) {
      found.push(suggestion(candidate, presence));
    }
  }
  return found;
};
