import type { PaperGraphName, PaperManifest } from '../../../core/model/manifestPaper.ts';
import { PAPER_GRAPH_NAMES } from '../../../core/model/manifestPaper.ts';
import {
  paperGraphsOf,
  releasedGraphsOf,
  type SharedPaperGraphs,
} from '../../../core/model/manifestPaperGraphs.ts';
import type { Bundle } from '../bundle/fetchBundle.ts';
import { createCachedEncoders } from '../cachedEncoders.ts';
import type { Provider } from '../chooseProvider.ts';
import { createFrameFeatureCache } from '../frameFeatureCache.ts';
import type { FrameId } from '../frameFeatureCache.ts';
import { createGraphSessions } from '../graphSessions.ts';
import type { ContractSession, GraphSessions } from '../graphSessions.ts';
import { openGraphs } from '../openGraphs.ts';
import type { PipelineOptions } from '../openGraphs.ts';
import { createPixelReader } from '../pixelReader.ts';
import type { DrawableFrame } from '../pixelReader.ts';
import { audioSizesOf, openTokenizer } from '../pipeline.ts';
import type { Pipeline } from '../pipeline.ts';
import { createPaperFusion, createReleasedFusion } from './paperFusion.ts';
import type { PaperFusion, ReleasedFusion } from './paperFusion.ts';
import {
  createPaperAudioEncoder,
  createPaperDecoder,
  createPaperTextEncoder,
  createPaperVisualEncoder,
} from './paperGraphs.ts';
import type { DecodedMask, PaperFrameFeatures, PaperPrompt } from './paperGraphs.ts';

/** About 39 frames of 13.5 MB at full size, in the worker's heap or on the GPU. */
const FRAME_FEATURE_BUDGET_BYTES = 512 * 1024 * 1024;
/** About 12 of them. */
const OTHER_CLIPS_BUDGET_BYTES = 160 * 1024 * 1024;

type ReadFrame = () => Promise<DrawableFrame & { close(): void }>;

/** A model of kind "paper": five graphs, the tokenizer, and the features of frames and queries. */
export type PaperPipeline = Pipeline<PaperManifest, PaperGraphName> & {
  /** Eq. 1 to 4, by the bundle's reading. */
  readonly fusion: PaperFusion | ReleasedFusion;
  /** From the cache, or of the frame that `read` returns, which is closed here. */
  encodeFrame(id: FrameId, read: ReadFrame): Promise<PaperFrameFeatures>;
  hasFrameFeatures(id: FrameId): boolean;
  /** Eq. 5 and the mask decoder. */
  decode(frame: PaperFrameFeatures, prompt: PaperPrompt): Promise<DecodedMask>;
  setPlayhead(frameIndex: number): void;
};

type Opened = {
  readonly sessions: Pick<
    GraphSessions<SharedPaperGraphs & { readonly cue_fusion: SharedPaperGraphs['mask_decoder'] }>,
    'runCounts' | 'runMilliseconds' | 'lost' | 'dispose'
  >;
  readonly graphs: {
    readonly [G in keyof SharedPaperGraphs]: ContractSession<SharedPaperGraphs, G>;
  };
  readonly fusion: PaperFusion | ReleasedFusion;
};

const openReading = async (
  bundle: Bundle<PaperManifest>,
  { device }: Provider,
  options: PipelineOptions,
): Promise<Opened> => {
  const { sizes, reading } = bundle.manifest;
  if (reading === 'paper') {
    const sessions = createGraphSessions({ graphs: paperGraphsOf(sizes), device });
    const graphs = await openGraphs(sessions, bundle, PAPER_GRAPH_NAMES, options);
    return { sessions, graphs, fusion: createPaperFusion(graphs.cue_fusion, sizes) };
  }
  const sessions = createGraphSessions({ graphs: releasedGraphsOf(sizes), device });
  const graphs = await openGraphs(sessions, bundle, PAPER_GRAPH_NAMES, options);
  return { sessions, graphs, fusion: createReleasedFusion(graphs.cue_fusion, sizes) };
};

/**
 * Opens a verified bundle on a provider. The pipeline owns the provider's device.
 * @throws EarmarkError `bundle-invalid` | `out-of-memory` | `device-lost` | `aborted` | `internal`.
 */
export const createPaperPipeline = async (
  bundle: Bundle<PaperManifest>,
  provider: Provider,
  options: PipelineOptions = {},
): Promise<PaperPipeline> => {
  const { sizes } = bundle.manifest;
  const { sessions, graphs, fusion } = await openReading(bundle, provider, options);
  const encodePixels = createPaperVisualEncoder(graphs.visual_encoder, sizes);
  const decode = createPaperDecoder(graphs.mask_decoder);
  const pixels = createPixelReader(sizes.frameSize);
  const frames = createFrameFeatureCache<PaperFrameFeatures>(
    FRAME_FEATURE_BUDGET_BYTES,
    OTHER_CLIPS_BUDGET_BYTES,
  );
  return {
    ...createCachedEncoders(
      openTokenizer(bundle),
      createPaperTextEncoder(graphs.text_encoder, sizes),
      createPaperAudioEncoder(graphs.audio_encoder, sizes),
    ),
    kind: 'paper',
    manifest: bundle.manifest,
    provider: provider.info,
    audioSizes: audioSizesOf(sizes, 0),
    lost: sessions.lost,
    fusion,
    hasFrameFeatures: (id) => frames.get(id) !== undefined,
    encodeFrame: async (id, read) => {
      const cached = frames.get(id);
      if (cached !== undefined) {
        return cached;
      }
      const frame = await read();
      let rgb: Uint8Array;
      try {
        rgb = pixels.read(frame);
      } finally {
        frame.close();
      }
      const features = await encodePixels(rgb);
      frames.put(id, features);
      return features;
    },
    decode,
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
