import { throwIfAborted } from '../../core/util/errors.ts';
import type { BundleManifest, GraphName } from '../../core/model/manifest.ts';
import { createLruCache } from '../../core/util/lruCache.ts';
import type { CellFeatureKind, CellFeatures } from '../../core/mask/regionFeatures.ts';
import { sha256 } from '../../core/util/sha256.ts';
import type { ProviderInfo } from '../../protocol/requests.ts';
import { createMemoryFeatureCache } from './memoryFeatureCache.ts';
import type { MemoryFeatures } from './memoryFeatureCache.ts';
import { encodeAudio } from './audioEncoder.ts';
import type { AudioFeatures } from './audioEncoder.ts';
import type { Bundle } from './bundle/fetchBundle.ts';
import type { Provider } from './chooseProvider.ts';
import { readCellFeatures } from './cellFeatures.ts';
import { disposePrompt, fuseCues } from './cueFusion.ts';
import type { Cues, FusedCues, Prompt } from './cueFusion.ts';
import { createFrameFeatureCache } from './frameFeatureCache.ts';
import type { FrameId } from './frameFeatureCache.ts';
import { decodeMask } from './maskDecoder.ts';
import type { DecodedMask } from './maskDecoder.ts';
import { createPixelReader } from './pixelReader.ts';
import type { DrawableFrame } from './pixelReader.ts';
import { createGraphSessions } from './graphSessions.ts';
import type { GraphSession } from './graphSessions.ts';
import { encodeText } from './textEncoder.ts';
import type { TextFeatures } from './textEncoder.ts';
import { readFloats } from './tensors.ts';
import { createTokenizer } from './tokenizer.ts';
import { encodeFrame } from './visualEncoder.ts';
import type { FrameFeatures } from './visualEncoder.ts';

/** About 140 frames of 3.7 MB, in the worker's heap or on the GPU. */
const FRAME_FEATURE_BUDGET_BYTES = 512 * 1024 * 1024;
/** About 40 of them: single pictures that the next clip of a benchmark may show again. */
const OTHER_CLIPS_BUDGET_BYTES = 160 * 1024 * 1024;
/** About 40 kB each. */
const MAX_CACHED_QUERIES = 64;
/** 3 kB each: clips of a benchmark are heard many times, with other pictures. */
const MAX_CACHED_AUDIO_SECONDS = 1024;

/** The model: five graphs, the tokenizer, and the features of frames and expressions. */
export type Pipeline = {
  readonly manifest: BundleManifest;
  readonly provider: ProviderInfo;
  /** Resolves when the GPU device is lost, also by `dispose`; never on the wasm provider. */
  readonly lost: Promise<void>;
  /** From the cache, or of the picture that `read` returns, which is closed here. */
  encodeFrame(
    id: FrameId,
    read: () => Promise<DrawableFrame & { close(): void }>,
  ): Promise<FrameFeatures>;
  hasFrameFeatures(id: FrameId): boolean;
  /** What the cells of a frame look like, for comparing regions. */
  readCellFeatures(
    id: FrameId,
    read: () => Promise<DrawableFrame & { close(): void }>,
    kind: CellFeatureKind,
  ): Promise<CellFeatures>;
  /** From the cache or encoded. @param waveform one second of 16 kHz mono sound. */
  encodeAudio(waveform: Float32Array<ArrayBuffer>): Promise<AudioFeatures>;
  /** @throws EarmarkError `long-expression` */
  encodeText(expression: string): Promise<TextFeatures>;
  /** The sentence alone, [nameWidth]; nothing of it is kept. */
  encodeSentence(expression: string): Promise<Float32Array<ArrayBuffer>>;
  /** What each place of a frame is called: [nameWidth, gridSize, gridSize], not to be changed. */
  readNameMap(frame: FrameFeatures): Promise<Float32Array>;
  fuseCues(cues: Cues): Promise<FusedCues>;
  /** What a frame adds to the memory, from the cache or of the picture that `read` returns. */
  encodeForMemory(
    id: FrameId,
    cues: Omit<Cues, 'frame'>,
    read: () => Promise<DrawableFrame & { close(): void }>,
  ): Promise<MemoryFeatures>;
  decodeMask(frame: FrameFeatures, prompt: Prompt): Promise<DecodedMask>;
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

type PipelineOptions = {
  readonly signal?: AbortSignal;
  readonly onSession?: (opened: number, total: number) => void;
};

/** Opens all graphs of a bundle, one after the other. */
const openGraphSessions = async (
  bundle: Bundle,
  provider: Provider,
  { signal, onSession }: PipelineOptions,
) => {
  const sessions = createGraphSessions({ device: provider.device });
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
  const graphs = await openGraphSessions(bundle, provider, options);
  const pixels = createPixelReader();
  const frames = createFrameFeatureCache(FRAME_FEATURE_BUDGET_BYTES, OTHER_CLIPS_BUDGET_BYTES);
  const expressions = createLruCache<string, TextFeatures>(MAX_CACHED_QUERIES);
  const seconds = createLruCache<string, AudioFeatures>(MAX_CACHED_AUDIO_SECONDS);
  const attended = createMemoryFeatureCache();

  const featuresOf: Pipeline['encodeFrame'] = async (id, read) => {
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
    lost: graphs.sessions.lost,
    hasFrameFeatures: (id) => frames.get(id) !== undefined,
    encodeFrame: featuresOf,
    readCellFeatures: async (id, read, kind) => readCellFeatures(await featuresOf(id, read), kind),
    encodeAudio: async (waveform) => {
      const name = await sha256(waveform);
      const heard = seconds.get(name) ?? (await encodeAudio(graphs.audio, waveform));
      seconds.set(name, heard);
      return heard;
    },
    encodeText: async (expression) => {
      const features =
        expressions.get(expression) ??
        (await encodeText(graphs.text, tokenizer.encode(expression)));
      expressions.set(expression, features);
      return features;
    },
    encodeSentence: async (expression) =>
      (await encodeText(graphs.text, tokenizer.encode(expression))).sentenceEmbedding,
    readNameMap: ({ name_map }) => readFloats(name_map),
    fuseCues: (cues) => fuseCues(graphs.fusion, cues),
    encodeForMemory: (id, cues, read) =>
      attended.getOrCompute(id, cues, async () => {
        const fused = await fuseCues(graphs.fusion, { ...cues, frame: await featuresOf(id, read) });
        disposePrompt(fused);
        return fused;
      }),
    decodeMask: (frame, prompt) => decodeMask(graphs.masks, frame, prompt),
    setPlayhead: (frameIndex) => frames.setPlayhead(frameIndex),
    statistics: () => ({
      runs: graphs.sessions.runCounts(),
      runMilliseconds: graphs.sessions.runMilliseconds(),
      cachedFrames: frames.count,
      cachedBytes: frames.bytes,
      cacheBudgetBytes: FRAME_FEATURE_BUDGET_BYTES,
    }),
    dispose: async () => {
      frames.dispose();
      await graphs.sessions.dispose();
    },
  };
};
