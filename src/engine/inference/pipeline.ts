import { GRAPH_NAMES, GRAPHS, MODEL_SHAPE } from '../../core/model/manifest.ts';
import type { BundleManifest, GraphName } from '../../core/model/manifest.ts';
import type { CellFeatureKind, CellFeatures } from '../../core/mask/regionFeatures.ts';
import type { ProviderInfo } from '../../protocol/requests.ts';
import type { AudioSizes } from './audioEncoder.ts';
import { createMemoryFeatureCache } from './memoryFeatureCache.ts';
import type { MemoryFeatures } from './memoryFeatureCache.ts';
import { encodeAudio } from './audioEncoder.ts';
import type { Bundle } from './bundle/fetchBundle.ts';
import { createCachedEncoders } from './cachedEncoders.ts';
import type { CachedEncoders } from './cachedEncoders.ts';
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
import { openGraphs } from './openGraphs.ts';
import type { PipelineOptions } from './openGraphs.ts';
import { encodeText } from './textEncoder.ts';
import { readFloats } from './tensors.ts';
import { createTokenizer } from './tokenizer.ts';
import { encodeFrame } from './visualEncoder.ts';
import type { FrameFeatures } from './visualEncoder.ts';

/** About 140 frames of 3.7 MB, in the worker's heap or on the GPU. */
const FRAME_FEATURE_BUDGET_BYTES = 512 * 1024 * 1024;
/** About 40 of them: single pictures that the next clip of a benchmark may show again. */
const OTHER_CLIPS_BUDGET_BYTES = 160 * 1024 * 1024;

/**
 * A model of kind "queries": five graphs, the tokenizer, and the features of frames and expressions.
 */
export type Pipeline = CachedEncoders & {
  readonly kind: 'queries';
  readonly manifest: BundleManifest;
  readonly provider: ProviderInfo;
  readonly audioSizes: AudioSizes;
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

/**
 * Opens a verified bundle on a provider. The pipeline owns the provider's device.
 * @throws EarmarkError `bundle-invalid` | `out-of-memory` | `device-lost` | `aborted` | `internal`.
 */
export const createPipeline = async (
  bundle: Bundle<BundleManifest>,
  provider: Provider,
  options: PipelineOptions = {},
): Promise<Pipeline> => {
  const tokenizer = createTokenizer(
    bundle.file('tokenizer'),
    bundle.file('tokenizer_config'),
    MODEL_SHAPE.textTokens,
  );
  const sessions = createGraphSessions({ graphs: GRAPHS, device: provider.device });
  const graphs = await openGraphs(sessions, bundle, GRAPH_NAMES, options);
  const encoders = createCachedEncoders(
    tokenizer,
    (pieces) => encodeText(graphs.text_encoder, pieces),
    (waveform) => encodeAudio(graphs.audio_encoder, waveform),
  );
  const pixels = createPixelReader(MODEL_SHAPE.frameSize);
  const frames = createFrameFeatureCache<FrameFeatures>(
    FRAME_FEATURE_BUDGET_BYTES,
    OTHER_CLIPS_BUDGET_BYTES,
  );
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
    const features = await encodeFrame(graphs.visual_encoder, rgb);
    frames.put(id, features);
    return features;
  };

  return {
    ...encoders,
    kind: 'queries',
    manifest: bundle.manifest,
    provider: provider.info,
    audioSizes: MODEL_SHAPE,
    lost: sessions.lost,
    hasFrameFeatures: (id) => frames.get(id) !== undefined,
    encodeFrame: featuresOf,
    readCellFeatures: async (id, read, kind) => readCellFeatures(await featuresOf(id, read), kind),
    readNameMap: ({ name_map }) => readFloats(name_map),
    fuseCues: (cues) => fuseCues(graphs.cue_fusion, cues),
    encodeForMemory: (id, cues, read) =>
      attended.getOrCompute(id, cues, async () => {
        const fused = await fuseCues(graphs.cue_fusion, {
          ...cues,
          frame: await featuresOf(id, read),
        });
        disposePrompt(fused);
        return fused;
      }),
    decodeMask: (frame, prompt) => decodeMask(graphs.mask_decoder, frame, prompt),
    setPlayhead: (frameIndex) => frames.setPlayhead(frameIndex),
    statistics: () => ({
      runs: sessions.runCounts(),
      runMilliseconds: sessions.runMilliseconds(),
      cachedFrames: frames.count,
      cachedBytes: frames.bytes,
      cacheBudgetBytes: FRAME_FEATURE_BUDGET_BYTES,
    }),
    dispose: async () => {
      frames.dispose();
      await sessions.dispose();
    },
  };
};
