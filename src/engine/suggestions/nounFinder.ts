import type { CueSwitches } from '../../protocol/requests.ts';
import type { AudioWindow } from '../inference/cueFusion.ts';
import type { FrameSource } from '../media/frameSource.ts';
import { queriesMemory } from '../segmentation/cachedMemory.ts';
import { createFrameIds } from '../segmentation/frameIds.ts';
import { segmentFrame } from '../segmentation/frameSegmenter.ts';
import { noInstanceMemory } from '../segmentation/instances/trackMemory.ts';
import { findInstanceNouns, findVisualNouns } from './clipNouns.ts';
import type { ClipNoun } from './clipNouns.ts';
import type { InsightContext } from './insightContext.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A query in one second of the clip. */
type AskedQuery = {
  readonly query: string;
  readonly frameIndex: number;
  readonly second: number;
  readonly audio: AudioWindow;
};

/** What suggestions ask of a model of either kind. @throws EarmarkError those of media and model. */
export type NounFinder = {
  /** What is named in a frame, the surest first. */
  nounsIn(frameIndex: number, vocabulary: Vocabulary): Promise<ClipNoun[]>;
  /** Presence of a query in one frame, without memory of the seconds before it. */
  presenceOf(asked: AskedQuery): Promise<number>;
};

/** A single frame has no seconds before it. */
const SINGLE_FRAME_SWITCHES: CueSwitches = {
  sound: true,
  words: true,
  memory: false,
  modality: true,
};

/** Null for a model whose frames have no names. */
export const createNounFinder = (work: InsightContext, source: FrameSource): NounFinder | null => {
  if (work.instanceClip !== undefined) {
    return createInstanceFinder(work.instanceClip, work.signal, source);
  }
  return work.pipeline.kind === 'paper' ? null : createQueriesFinder(work, work.pipeline, source);
};

const createQueriesFinder = (
  { clip }: InsightContext,
  pipeline: Extract<InsightContext['pipeline'], { readonly kind: 'queries' }>,
  source: FrameSource,
): NounFinder => {
  const idOf = createFrameIds(clip);
  const { start } = queriesMemory();
  return {
    nounsIn: async (frameIndex, vocabulary) => {
      const features = await pipeline.encodeFrame(idOf(frameIndex), () => source.read(frameIndex));
      return findVisualNouns(await pipeline.readNameMap(features), vocabulary);
    },
    presenceOf: async ({ query, frameIndex, second, audio }) => {
      const { mask } = await segmentFrame(
        pipeline,
        {
          frameId: idOf(frameIndex),
          second,
          audio,
          text: await pipeline.encodeText(query),
          memory: start,
          switches: SINGLE_FRAME_SWITCHES,
          needsMask: true,
        },
        () => source.read(frameIndex),
      );
      return mask?.presence ?? 0;
    },
  };
};

const createInstanceFinder = (
  instanceClip: NonNullable<InsightContext['instanceClip']>,
  signal: AbortSignal,
  source: FrameSource,
): NounFinder => {
  const { pipeline } = instanceClip;
  const { sizes } = pipeline.manifest;
  const encode = (frameIndex: number) =>
    instanceClip.reading({ read: (frame) => source.read(frame), signal }, () =>
      instanceClip.encode(frameIndex),
    );
  return {
    nounsIn: async (frameIndex, vocabulary) =>
      findInstanceNouns(await encode(frameIndex), vocabulary),
    presenceOf: async ({ query, frameIndex, second, audio }) => {
      const instances = await encode(frameIndex);
      const { presence } = await pipeline.fuse({
        instances,
        audio,
        secondInWindow: second % sizes.windowSeconds,
        text: await pipeline.encodeText(query),
        memory: noInstanceMemory(instances.count, sizes.width),
        switches: SINGLE_FRAME_SWITCHES,
      });
      return presence;
    },
  };
};
