import { GRAPHS } from '../../core/model/manifest.ts';
import type { GraphSession } from './graphSessions.ts';
import { floatTensor, takeFloats } from './tensors.ts';

/** Sizes of a bundle's audio. */
export type AudioSizes = {
  /** Hertz; one audio token stands for one second. */
  readonly sampleRate: number;
  /** Seconds of sound that the fusion reads at once. */
  readonly windowSeconds: number;
  /** Width of an audio token. */
  readonly width: number;
  /** Width of an audio-text embedding. */
  readonly nameWidth: number;
};

/** What one second sounds like. */
export type AudioFeatures = {
  /** [width] */
  readonly audioToken: Float32Array<ArrayBuffer>;
  /** [nameWidth]: the names of what is heard, in the space of the words. */
  readonly audioTextEmbedding: Float32Array<ArrayBuffer>;
};

/** @param waveform one second of mono sound at sampleRate, -1..1. */
export const encodeAudio = async (
  session: GraphSession<'audio_encoder'>,
  waveform: Float32Array,
): Promise<AudioFeatures> => {
  const [, shape] = GRAPHS.audio_encoder.inputs.waveform;
  const outputs = await session.run({ waveform: floatTensor(waveform, shape) }, [
    'audio_tokens',
    'heard_names',
  ]);
  return {
    audioToken: await takeFloats(outputs.audio_tokens),
    audioTextEmbedding: await takeFloats(outputs.heard_names),
  };
};
