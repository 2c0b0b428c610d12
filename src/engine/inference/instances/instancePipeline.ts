import { graphsOf } from '../../../core/model/manifestInstanceGraphs.ts';
import { INSTANCE_GRAPH_NAMES } from '../../../core/model/manifestInstances.ts';
import type { InstanceGraphName, InstanceManifest } from '../../../core/model/manifestInstances.ts';
import type { Bundle } from '../bundle/fetchBundle.ts';
import { createCachedEncoders } from '../cachedEncoders.ts';
import type { Provider } from '../chooseProvider.ts';
import { frameCacheKey } from '../frameFeatureCache.ts';
import type { FrameId } from '../frameFeatureCache.ts';
import { createGraphSessions } from '../graphSessions.ts';
import { openGraphs } from '../openGraphs.ts';
import type { PipelineOptions } from '../openGraphs.ts';
import { createPixelReader } from '../pixelReader.ts';
import type { DrawableFrame } from '../pixelReader.ts';
import { audioSizesOf, openTokenizer } from '../pipeline.ts';
import type { Pipeline } from '../pipeline.ts';
import { createByteBudgetCache } from './byteBudgetCache.ts';
import { createDetector } from './detector.ts';
import type { DetectedInstances } from './detector.ts';
import { countInstanceBytes, createInstanceEncoder } from './instanceEncoder.ts';
import type { EncodedInstances } from './instanceEncoder.ts';
import { createInstanceFusion } from './instanceFusion.ts';
import type { InstanceFusion } from './instanceFusion.ts';
import { createMaskNetwork } from './maskNetwork.ts';
import type { MaskNetwork } from './maskNetwork.ts';
import { createInstanceAudioEncoder, createInstanceTextEncoder } from './queryEncoders.ts';

/** About 1,900 overview frames of 140 kB: half an hour. */
const ENCODED_BUDGET_BYTES = 256 * 1024 * 1024;
/** About 6,000 frames of 16 kB between them. */
const DETECTED_BUDGET_BYTES = 96 * 1024 * 1024;

/** A model of kind "instances": six graphs, the tokenizer, and what frames and expressions gave. */
export type InstancePipeline = Pipeline<InstanceManifest, InstanceGraphName> & {
  readonly masks: MaskNetwork;
  /** @param read decodes the frame; called only when its boxes are not cached */
  detect(id: FrameId, read: () => Promise<DrawableFrame>): Promise<DetectedInstances>;
  /** Detector and instance encoder. @param read as above */
  encodeInstances(id: FrameId, read: () => Promise<DrawableFrame>): Promise<EncodedInstances>;
  /** Whether `detect` runs no graph. */
  isDetected(id: FrameId): boolean;
  /** Whether `encodeInstances` runs no graph. */
  isEncoded(id: FrameId): boolean;
  /** Eq. 1 to 5 for one frame. */
  fuse: InstanceFusion['fuse'];
};

const countDetectedBytes = ({ boxes, classScores, colours }: DetectedInstances): number =>
  boxes.byteLength + classScores.byteLength + colours.byteLength;

/**
 * Opens a verified bundle on a provider. The pipeline owns the provider's device.
 * @throws EarmarkError `bundle-invalid` | `out-of-memory` | `device-lost` | `aborted` | `internal`.
 */
export const createInstancePipeline = async (
  bundle: Bundle<InstanceManifest>,
  provider: Provider,
  options: PipelineOptions = {},
): Promise<InstancePipeline> => {
  const { sizes } = bundle.manifest;
  const sessions = createGraphSessions({ graphs: graphsOf(sizes), device: provider.device });
  const graphs = await openGraphs(sessions, bundle, INSTANCE_GRAPH_NAMES, options);
  const detector = createDetector(graphs.detector, sizes);
  const encoder = createInstanceEncoder(graphs.instance_encoder, sizes);
  const fusion = createInstanceFusion(graphs.cue_fusion, sizes);
  const detectorPixels = createPixelReader(sizes.detectorSize);
  const encoderPixels = createPixelReader(sizes.frameSize);
  const encoded = createByteBudgetCache<string, EncodedInstances>(
    ENCODED_BUDGET_BYTES,
    countInstanceBytes,
  );
  const detected = createByteBudgetCache<string, DetectedInstances>(
    DETECTED_BUDGET_BYTES,
    countDetectedBytes,
  );
  const findDetected = (key: string): DetectedInstances | undefined =>
    encoded.get(key) ?? detected.get(key);

  return {
    ...createCachedEncoders(
      openTokenizer(bundle),
      createInstanceTextEncoder(graphs.text_encoder, sizes),
      createInstanceAudioEncoder(graphs.audio_encoder, sizes),
    ),
    kind: 'instances',
    manifest: bundle.manifest,
    provider: provider.info,
    audioSizes: audioSizesOf(sizes, sizes.textWidth),
    lost: sessions.lost,
    masks: createMaskNetwork(graphs.mask_network, sizes),
    isDetected: (id) => findDetected(frameCacheKey(id)) !== undefined,
    isEncoded: (id) => encoded.get(frameCacheKey(id)) !== undefined,
    detect: async (id, read) => {
      const key = frameCacheKey(id);
      const found = findDetected(key) ?? (await detector.detect(detectorPixels.read(await read())));
      if (encoded.get(key) === undefined) {
        detected.set(key, found);
      }
      return found;
    },
    encodeInstances: async (id, read) => {
      const key = frameCacheKey(id);
      const known = encoded.get(key);
      if (known !== undefined) {
        return known;
      }
      const frame = await read();
      // Both are read before a graph runs: the frame may be another one afterwards.
      const pixels = encoderPixels.read(frame);
      const boxes = detected.get(key) ?? (await detector.detect(detectorPixels.read(frame)));
      const instances = await encoder.encode(pixels, boxes);
      encoded.set(key, instances);
      return instances;
    },
    fuse: (cues) => fusion.fuse(cues),
    statistics: () => ({
      runs: sessions.runCounts(),
      runMilliseconds: sessions.runMilliseconds(),
      cachedFrames: encoded.count + detected.count,
      cachedBytes: encoded.bytes + detected.bytes,
      cacheBudgetBytes: ENCODED_BUDGET_BYTES + DETECTED_BUDGET_BYTES,
    }),
    dispose: async () => {
      encoded.clear();
      detected.clear();
      await sessions.dispose();
    },
  };
};
