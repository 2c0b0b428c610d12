import { overviewFrameIndices } from '../../core/time/frameTable.ts';
import { parseQuery } from '../../core/model/query.ts';
import { createNounEmbeddingCache } from '../inference/nounEmbeddingCache.ts';
import type { AnyPipeline } from '../inference/openPipeline.ts';
import type { RequestResult } from '../../protocol/requests.ts';
import type { AudioWindow } from '../inference/features.ts';
import { audioMatch } from './audioMatch.ts';
import type { InsightContext } from '../segmentation/openModel.ts';
import { suggestQueries } from './suggestQueries.ts';
import { createVocabulary } from './vocabulary.ts';
import type { LazyVocabulary } from './vocabulary.ts';

/** What the model says about a clip besides masks. @throws EarmarkError `aborted` on the signal */
type Insights = {
  suggest(work: InsightContext): Promise<RequestResult<'suggest'>>;
  /** @throws EarmarkError those of `parseQuery`. */
  audioMatch(work: InsightContext, expression: string): Promise<RequestResult<'read-audio-match'>>;
};

export const createInsights = (): Insights => {
  const vocabularies = new WeakMap<AnyPipeline, LazyVocabulary>();

  const vocabularyOf = (pipeline: AnyPipeline): LazyVocabulary => {
    const known = vocabularies.get(pipeline);
    if (known !== undefined) {
      return known;
    }
    const kept = createNounEmbeddingCache(pipeline.manifest);
    const vocabulary = createVocabulary({
      nameWidth: pipeline.audioSizes.nameWidth,
      encodeSentence: (sentence) => pipeline.encodeSentence(sentence),
      readCached: () => kept.read(),
      writeCached: (bytes) => kept.write(bytes),
    });
    vocabularies.set(pipeline, vocabulary);
    return vocabulary;
  };

  return {
    suggest: (work) => suggestQueries({ ...work, vocabulary: vocabularyOf(work.pipeline) }),
    audioMatch: async (
      { clip, pipeline, audio: sound, yieldToEventLoop: pause, signal },
      expression,
    ) => {
      const seconds = overviewFrameIndices(clip.info.ptsSeconds, clip.info.durationSeconds).length;
      if (pipeline.kind === 'paper') {
        return new Float32Array(seconds).fill(Number.NaN);
      }
      const mean = await vocabularyOf(pipeline).mean(pause, signal);
      const { sentenceEmbedding: sentence } = await pipeline.encodeText(parseQuery(expression));
      const { windowSeconds } = pipeline.audioSizes;
      const windowOf = (index: number): AudioWindow | null => sound.cachedWindow(index);
      return audioMatch(seconds, windowOf, windowSeconds, sentence, mean);
    },
  };
};
