import { throwIfAborted } from '../core/errors.ts';
import type { BundleManifest, GraphName } from '../core/manifest.ts';
import { createLeastRecentlyUsed } from '../core/leastRecentlyUsed.ts';
import type { CellFeatureKind, CellFeatures } from '../core/regionFeatures.ts';
import { sha256 } from '../core/sha256.ts';
import type { ProviderInfo } from '../engine/protocol.ts';
import { createAttendedCache } from './attendedCache.ts';
import type { Attended } from './attendedCache.ts';
import { encodeSecond } from './audioEncoder.ts';
import type { SecondOfSound } from './audioEncoder.ts';
import type { Bundle } from './bundleStore.ts';
import type { Provider } from './chooseProvider.ts';
import { readCellFeatures } from './cellFeatures.ts';
import { disposePrompt, fuseCues } from './cueFusion.ts';
import type { Cues, FusedCues, Prompt } from './cueFusion.ts';
import { createFeatureCache } from './featureCache.ts';
import type { FrameId } from './featureCache.ts';
import { decodeMask } from './maskDecoder.ts';
import type { DecodedMask } from './maskDecoder.ts';
import { createPixelReader } from './pixels.ts';
import type { Picture } from './pixels.ts';
import { createSessions } from './sessions.ts';
import type { GraphSession } from './sessions.ts';
import { encodeWords } from './textEncoder.ts';
import type { TextFeatures } from './textEncoder.ts';
import { readFloats } from './tensors.ts';
import { createTokenizer } from './tokenizer.ts';
import { encodeFrame } from './visualEncoder.ts';
import type { FrameFeatures } from './visualEncoder.ts';

/** About 140 frames of 3.7 MB, in the worker's heap or on the GPU. */
const FRAME_BUDGET_BYTES = 512 * 1024 * 1024;
/** About 40 of them: single pictures that the next clip of a benchmark may show again. */
const OTHER_CLIPS_BUDGET_BYTES = 160 * 1024 * 1024;
/** About 40 kB each. */
const MAX_CACHED_EXPRESSIONS = 64;
/** 3 kB each: clips of a benchmark are heard many times, with other pictures. */
const MAX_CACHED_SECONDS = 1024;

/** The model: five graphs, the tokenizer, and the features of frames and expressions. */
export type Pipeline = {
  readonly manifest: BundleManifest;
  readonly provider: ProviderInfo;
  /** From the cache, or of the picture that `read` returns, which is closed here. */
  frame(id: FrameId, read: () => Promise<Picture & { close(): void }>): Promise<FrameFeatures>;
  hasFrame(id: FrameId): boolean;
  /** What the cells of a frame look like, for comparing regions. */
  cellFeatures(
    id: FrameId,
    read: () => Promise<Picture & { close(): void }>,
    kind: CellFeatureKind,
  ): Promise<CellFeatures>;
  /** From the cache or encoded. @param waveform one second of 16 kHz mono sound. */
  sound(waveform: Float32Array<ArrayBuffer>): Promise<SecondOfSound>;
  /** @throws EarmarkError `long-expression` */
  words(expression: string): Promise<TextFeatures>;
  /** The sentence alone, [nameWidth]; nothing of it is kept. */
  sentence(expression: string): Promise<Float32Array<ArrayBuffer>>;
  /** What each place of a frame is called: [nameWidth, gridSize, gridSize], not to be changed. */
  nameMap(frame: FrameFeatures): Promise<Float32Array>;
  fuse(cues: Cues): Promise<FusedCues>;
  /** What a frame adds to the memory, from the cache or of the picture that `read` returns. */
  attend(
    id: FrameId,
    cues: Omit<Cues, 'frame'>,
    read: () => Promise<Picture & { close(): void }>,
  ): Promise<Attended>;
  decode(frame: FrameFeatures, prompt: Prompt): Promise<DecodedMask>;
  setPlayhead(frameIndex: number): void;
  statistics(): {
    readonly runs: Record<GraphName, number>;
    readonly runMilliseconds: Record<GraphName, number>;
    readonly cachedFrames: number;
    readonly cachedBytes: number;
    readonly cacheBudgetBytes: number;
  };
  dispose(): Promise<void>;
};

export type PipelineOptions = {
  readonly signal?: AbortSignal;
  readonly onSession?: (opened: number, total: number) => void;
};

/** Opens all graphs of a bundle, one after the other. */
const openGraphs = async (
  bundle: Bundle,
  provider: Provider,
  { signal, onSession }: PipelineOptions,
) => {
  const sessions = createSessions({ device: provider.device });
  const total = 5;
  let opened = 0;
  const open = async <G extends GraphName>(graph: G): Promise<GraphSession<G>> => {
    throwIfAborted(signal);
    const session = await sessions.open(graph, bundle.file(graph));
    opened += 1;
    onSession?.(opened, total);
    return session;
  };
  try {
    return {
      sessions,
      visual: await open('visual_encoder'),
      audio: await open('audio_encoder'),
      text: await open('text_encoder'),
      fusion: await open('cue_fusion'),
      masks: await open('mask_decoder'),
    };
  } catch (error) {
    await sessions.dispose();
    throw error;
  }
};

/**
 * Opens a verified bundle on a provider. The pipeline owns the provider's device.
 * @throws EarmarkError `bundle-invalid` | `out-of-memory` | `device-lost` | `aborted` | `internal`.
 */
export const createPipeline = async (
  bundle: Bundle,
  provider: Provider,
  options: PipelineOptions = {},
): Promise<Pipeline> => {
  const tokenizer = createTokenizer(bundle.file('tokenizer'), bundle.file('tokenizer_config'));
  const graphs = await openGraphs(bundle, provider, options);
  const pixels = createPixelReader();
  const frames = createFeatureCache(FRAME_BUDGET_BYTES, OTHER_CLIPS_BUDGET_BYTES);
  const expressions = createLeastRecentlyUsed<string, TextFeatures>(MAX_CACHED_EXPRESSIONS);
  const seconds = createLeastRecentlyUsed<string, SecondOfSound>(MAX_CACHED_SECONDS);
  const attended = createAttendedCache();

  const featuresOf: Pipeline['frame'] = async (id, read) => {
    const cached = frames.get(id);
    if (cached !== undefined) {
      return cached;
    }
    const picture = await read();
    let rgb: Uint8Array;
    try {
      rgb = pixels.read(picture);
    } finally {
      picture.close();
    }
    const features = await encodeFrame(graphs.visual, rgb);
    frames.put(id, features);
    return features;
  };

  return {
    manifest: bundle.manifest,
    provider: provider.info,
    hasFrame: (id) => frames.get(id) !== undefined,
    frame: featuresOf,
    cellFeatures: async (id, read, kind) => readCellFeatures(await featuresOf(id, read), kind),
    sound: async (waveform) => {
      const name = await sha256(waveform);
      const heard = seconds.get(name) ?? (await encodeSecond(graphs.audio, waveform));
      seconds.set(name, heard);
      return heard;
    },
    words: async (expression) => {
      const features =
        expressions.get(expression) ??
        (await encodeWords(graphs.text, tokenizer.encode(expression)));
      expressions.set(expression, features);
      return features;
    },
    sentence: async (expression) =>
      (await encodeWords(graphs.text, tokenizer.encode(expression))).sentence,
    nameMap: ({ name_map }) => readFloats(name_map),
    fuse: (cues) => fuseCues(graphs.fusion, cues),
    attend: (id, cues, read) =>
      attended.of(id, cues, async () => {
        const fused = await fuseCues(graphs.fusion, { ...cues, frame: await featuresOf(id, read) });
        disposePrompt(fused);
        return fused;
      }),
    decode: (frame, prompt) => decodeMask(graphs.masks, frame, prompt),
    setPlayhead: (frameIndex) => frames.setPlayhead(frameIndex),
    statistics: () => ({
      runs: graphs.sessions.runCounts(),
      runMilliseconds: graphs.sessions.runMilliseconds(),
      cachedFrames: frames.count,
      cachedBytes: frames.bytes,
      cacheBudgetBytes: FRAME_BUDGET_BYTES,
    }),
    dispose: async () => {
      frames.dispose();
      await graphs.sessions.dispose();
    },
  };
};
