/** What encoders of any kind of bundle give. */

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

/** The sound of one window of windowSeconds seconds. */
export type AudioWindow = {
  /** [windowSeconds, width] */
  readonly audioTokens: Float32Array<ArrayBuffer>;
  /** [windowSeconds, nameWidth] */
  readonly audioTextEmbeddings: Float32Array<ArrayBuffer>;
  /** [windowSeconds]: 1 where the clip has sound. */
  readonly audioMask: Float32Array<ArrayBuffer>;
};

export type TextFeatures = {
  /** [textTokens, nameWidth] */
  readonly textTokens: Float32Array<ArrayBuffer>;
  /** [textTokens]: 1 where there is a word piece. */
  readonly textMask: Float32Array<ArrayBuffer>;
  /** [nameWidth], unit length. */
  readonly sentenceEmbedding: Float32Array<ArrayBuffer>;
};
