import type { AnyPipeline } from '../inference/openPipeline.ts';
import type { MediaClip } from '../media/openClip.ts';
import { createAudioWindows } from './audioWindows.ts';
import type { AudioWindows } from './audioWindows.ts';
import { createInstanceClip } from './instances/instanceClip.ts';
import type { OpenModel } from './openModel.ts';

/** What the model that is open has computed of the clip that is open, for all queries. */
export type ClipKnowledge = {
  readonly clip: MediaClip;
  readonly model: OpenModel;
  /** The encoded seconds. */
  readonly audio: AudioWindows;
};

export const createClipKnowledge = (clip: MediaClip, pipeline: AnyPipeline): ClipKnowledge => {
  const audio = createAudioWindows(
    {
      readAudio: (start, duration, options) => clip.readAudio(start, duration, options),
      encodeAudio: (waveform) => pipeline.encodeAudio(waveform),
    },
    pipeline.audioSizes,
  );
  const model: OpenModel =
    pipeline.kind === 'instances'
      ? { pipeline, instanceClip: createInstanceClip(clip, pipeline, audio) }
      : { pipeline };
  return { clip, model, audio };
};
