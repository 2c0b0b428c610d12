import type { CueSwitches } from '../../protocol/requests.ts';
import type { AudioWindow } from '../inference/features.ts';
import type { FrameSource } from '../media/frameSource.ts';
import type { InstanceClip } from '../segmentation/instances/instanceClip.ts';
import { noInstanceMemory } from '../segmentation/instances/trackMemory.ts';
import { findInstanceNouns } from './clipNouns.ts';
import type { ClipNoun } from './clipNouns.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A query in one second of the clip. */
type AskedQuery = {
  readonly query: string;
  readonly frameIndex: number;
  readonly second: number;
  readonly audio: AudioWindow;
};

/** What suggestions ask of a model. @throws EarmarkError those of media and model. */
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

export const createNounFinder = (
  instanceClip: InstanceClip,
  source: FrameSource,
  signal: AbortSignal,
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
