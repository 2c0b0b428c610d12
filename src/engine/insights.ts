import { overviewFrames } from '../core/frameTable.ts';
import { parseExpression } from '../core/expression.ts';
import type { MediaClip } from '../media/openClip.ts';
import { createKeptVectors } from '../model/keptVectors.ts';
import type { Pipeline } from '../model/pipeline.ts';
import type { RequestResult } from './protocol.ts';
import { soundMatch } from './soundMatch.ts';
import type { SoundWindows } from './soundWindows.ts';
import { suggest } from './suggest.ts';
import { createVocabulary } from './vocabulary.ts';
import type { LazyVocabulary } from './vocabulary.ts';

/** What is open, and the signal that ends work on it. */
export type InsightWork = {
  readonly clip: MediaClip;
  readonly pipeline: Pipeline;
  readonly sound: SoundWindows;
  readonly pause: () => Promise<void>;
  readonly signal: AbortSignal;
};

/** What the model says about a clip beside its masks. All of it ends as `aborted` on the signal. */
export type Insights = {
  suggest(work: InsightWork): Promise<RequestResult<'suggest'>>;
  /** @throws EarmarkError those of a sentence. */
  soundMatch(work: InsightWork, expression: string): Promise<RequestResult<'read-sound-match'>>;
};

export const createInsights = (): Insights => {
  const vocabularies = new WeakMap<Pipeline, LazyVocabulary>();

  const vocabularyOf = (pipeline: Pipeline): LazyVocabulary => {
    const known = vocabularies.get(pipeline);
    if (known !== undefined) {
      return known;
    }
    const kept = createKeptVectors(pipeline.manifest);
    const vocabulary = createVocabulary({
      encode: (sentence) => pipeline.sentence(sentence),
      readKept: () => kept.read(),
      keep: (bytes) => kept.keep(bytes),
    });
    vocabularies.set(pipeline, vocabulary);
    return vocabulary;
  };

  return {
    suggest: (work) => suggest({ ...work, vocabulary: vocabularyOf(work.pipeline) }),
    soundMatch: async ({ clip, pipeline, sound, pause, signal }, expression) => {
      const mean = await vocabularyOf(pipeline).mean(pause, signal);
      const { sentence } = await pipeline.words(parseExpression(expression));
      const seconds = overviewFrames(clip.info.ptsSeconds, clip.info.durationSeconds).length;
      return soundMatch(seconds, (window) => sound.known(window), sentence, mean);
    },
  };
};
