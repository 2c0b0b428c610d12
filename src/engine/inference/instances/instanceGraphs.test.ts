import * as ort from 'onnxruntime-web/webgpu';
import { describe, expect, test } from 'vitest';
import { graphsOf } from '../../../core/model/manifestInstanceGraphs.ts';
import type { InstanceGraphName, InstanceSizes } from '../../../core/model/manifestInstances.ts';
import { createDetector } from './detector.ts';
import { countInstanceBytes, createInstanceEncoder } from './instanceEncoder.ts';
import type { EncodedInstances } from './instanceEncoder.ts';
import { createInstanceFusion } from './instanceFusion.ts';
import type { InstanceCues } from './instanceFusion.ts';
import type { InstanceGraphSession } from './instanceGraphSession.ts';
import { createMaskNetwork } from './maskNetwork.ts';
import { createInstanceAudioEncoder, createInstanceTextEncoder } from './queryEncoders.ts';

const SIZES: InstanceSizes = {
  detectorSize: 4,
  detectorCells: 6,
  detectorClasses: 2,
  frameSize: 4,
  instances: 3,
  width: 2,
  heads: 1,
  textWidth: 3,
  textTokens: 4,
  audioWidth: 2,
  audioTags: 5,
  windowSeconds: 2,
  sampleRate: 8,
  cropSize: 2,
  cropBatch: 2,
  maskSize: 4,
};

type Values = Readonly<Record<string, readonly number[]>>;

/** A graph that answers with what `answer` says of its inputs, after their shapes were checked. */
const graph = <G extends InstanceGraphName>(
  name: G,
  answer: (feeds: Readonly<Record<string, ort.Tensor>>) => Values,
  sizes = SIZES,
) => {
  const runs: Readonly<Record<string, ort.Tensor>>[] = [];
  const { inputs, outputs } = graphsOf(sizes)[name];
  const session = {
    run: async (feeds: Readonly<Record<string, ort.Tensor>>, asked: readonly string[]) => {
      expect(Object.keys(feeds)).toEqual(Object.keys(inputs));
      for (const [input, [type, shape]] of Object.entries(inputs)) {
        expect([feeds[input]?.type, feeds[input]?.dims]).toEqual([type, shape]);
      }
      runs.push(feeds);
      const values = answer(feeds);
      return Object.fromEntries(
        asked.map((output) => {
          const shape = Object.entries(outputs).find(([key]) => key === output)?.[1][1] ?? [];
          const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
          data.set(values[output] ?? []);
          return [output, new ort.Tensor('float32', data, shape)];
        }),
      );
    },
  };
  return { runs, session: session as unknown as InstanceGraphSession<G> };
};

/** The values of an input. */
const values = (tensor: ort.Tensor | undefined): number[] =>
  Array.from((tensor?.data ?? []) as Float32Array | Uint8Array);

const frame = new Uint8Array(4 * 4 * 3).fill(9);
const noInstances: EncodedInstances = {
  count: 0,
  colours: Float32Array.of(1),
  boxes: new Float32Array(),
  classScores: new Float32Array(),
  tokens: new Float32Array(),
  nameVectors: new Float32Array(),
};
const twoInstances: EncodedInstances = {
  count: 2,
  colours: Float32Array.of(1),
  boxes: Float32Array.of(0, 0, 0.5, 0.5, 0.5, 0.5, 1, 1),
  classScores: Float32Array.of(0.75, 0, 0, 0.5),
  tokens: Float32Array.of(1, 2, 3, 4),
  nameVectors: Float32Array.of(1, 0, 0, 0, 1, 0),
};

describe('detector', () => {
  test('gives the best rows, with their scores', async () => {
    const { session } = graph('detector', () => ({
      boxes: [0.5, 0.5, 1, 1, 0, 0, 0.5, 0.5, 0, 0, 0.5, 0.5],
      class_scores: [0, 0.5, 0.25, 0, 0.75, 0],
    }));
    const { boxes, classScores, count } = await createDetector(session, SIZES).detect(frame);
    const expected = { count: 2, boxes: [0, 0, 0.5, 0.5, 0.5, 0.5, 1, 1] };
    expect({ count, boxes: Array.from(boxes) }).toEqual(expected);
    expect(Array.from(classScores)).toEqual([0.75, 0, 0, 0.5]);
  });

  test('a frame without any object, or with scores that are not numbers, has no rows', async () => {
    for (const score of [0, Number.NaN]) {
      const { session } = graph('detector', () => ({ class_scores: Array(12).fill(score) }));
      expect(await createDetector(session, SIZES).detect(frame)).toMatchObject({ count: 0 });
    }
  });

  test('pixels of another size are refused', async () => {
    const { session, runs } = graph('detector', () => ({}));
    await expect(createDetector(session, SIZES).detect(new Uint8Array(5))).rejects.toThrow(
      RangeError,
    );
    expect(runs).toHaveLength(0);
  });
});

describe('instance encoder', () => {
  test('pads its rows with zeros, and returns those that are there', async () => {
    const { session, runs } = graph('instance_encoder', () => ({
      instance_tokens: [1, 2, 3, 4, 99, 99],
      name_vectors: [1, 0, 0, 0, 1, 0, 99, 99, 99],
    }));
    const { tokens: _, nameVectors: __, ...detected } = twoInstances;
    const encoded = await createInstanceEncoder(session, SIZES).encode(frame, detected);
    expect(encoded).toEqual(twoInstances);
    expect(values(runs[0]?.['boxes'])).toEqual([...twoInstances.boxes, 0, 0, 0, 0]);
    expect(countInstanceBytes(encoded)).toBe((8 + 4 + 1 + 4 + 6) * 4);
  });

  test('a frame without instances runs no graph; too many are refused', async () => {
    const { session, runs } = graph('instance_encoder', () => ({}));
    const encoder = createInstanceEncoder(session, SIZES);
    expect(await encoder.encode(frame, noInstances)).toEqual(noInstances);
    const boxes = new Float32Array(16);
    const colours = Float32Array.of(1);
    const four = { count: 4, boxes, classScores: new Float32Array(8), colours };
    await expect(encoder.encode(frame, four)).rejects.toThrow(RangeError);
    expect(runs).toHaveLength(0);
  });
});

const crop = (value: number) => ({
  pixels: new Uint8Array(12).fill(value),
  box: [0.25, 0.25, 0.75, value / 8] as const,
});

describe('mask network', () => {
  test('draws each crop and its mirror image, in batches', async () => {
    // Answers with the red of each pixel, and 100 more in the first row of the batch.
    const { session, runs } = graph('mask_network', ({ crops }) => {
      const reds = Array.from(crops?.data as Uint8Array).filter((_, index) => index % 3 === 0);
      return { mask_logits: reds.map((red, index) => red + (index < 4 ? 100 : 0)) };
    });
    const sided = { pixels: Uint8Array.of(1, 0, 0, 2, 0, 0, 3, 0, 0, 4, 0, 0), box: crop(1).box };
    const drawn = await createMaskNetwork(session, SIZES).drawMasks([sided, crop(5)]);
    expect(drawn.map((logits) => Array.from(logits))).toEqual([
      [51, 52, 53, 54],
      [55, 55, 55, 55],
    ]);
    expect(runs).toHaveLength(2);
    const reds = values(runs[0]?.['crops']).filter((_, index) => index % 3 === 0);
    expect(reds).toEqual([1, 2, 3, 4, 2, 1, 4, 3]);
    expect(values(runs[0]?.['boxes'])).toEqual([0.25, 0.25, 0.75, 0.125, 0.25, 0.25, 0.75, 0.125]);
  });

  test('rows without a crop are grey', async () => {
    const { session, runs } = graph('mask_network', () => ({}), { ...SIZES, cropBatch: 4 });
    await createMaskNetwork(session, { ...SIZES, cropBatch: 4 }).drawMasks([crop(1)]);
    expect(values(runs[0]?.['crops']).slice(24)).toEqual(Array(24).fill(127));
  });

  test('no crop runs no graph; one of another size is refused', async () => {
    const { session, runs } = graph('mask_network', () => ({}));
    const network = createMaskNetwork(session, SIZES);
    expect(await network.drawMasks([])).toEqual([]);
    const wrong = { ...crop(1), pixels: new Uint8Array(11) };
    await expect(network.drawMasks([wrong])).rejects.toThrow(RangeError);
    expect(runs).toHaveLength(0);
  });
});

const cues = (instances: EncodedInstances): InstanceCues => ({
  instances,
  audio: {
    audioTokens: new Float32Array(4),
    audioTextEmbeddings: new Float32Array(6),
    audioMask: Float32Array.of(1, 0),
  },
  secondInWindow: 1,
  text: {
    textTokens: new Float32Array(12),
    textMask: Float32Array.of(1, 1, 0, 0),
    sentenceEmbedding: new Float32Array(3),
  },
  memory: {
    visualMean: new Float32Array(instances.count * 2).fill(5),
    boxMean: new Float32Array(instances.count * 4),
    visualCount: new Float32Array(instances.count).fill(3),
    audioMean: new Float32Array(2),
    audioCount: 7,
  },
  switches: { sound: true, words: false, memory: true, modality: false },
});

describe('cue fusion', () => {
  test('masks unused rows, and returns those that are there', async () => {
    const { session, runs } = graph('cue_fusion', () => ({
      meant_logits: [2, -2, -30],
      presence: [0.875],
      cue_weights: [0.25, 0.5, 0.25],
      visual_attended: [1, 2, 3, 4, 99, 99],
      audio_attended: [1, 2, 3, 4],
    }));
    const fused = await createInstanceFusion(session, SIZES).fuse(cues(twoInstances));
    expect(fused).toEqual({
      meantLogits: Float32Array.of(2, -2),
      presence: 0.875,
      cueWeights: { sound: 0.25, sight: 0.5, words: 0.25 },
      visualAttended: Float32Array.of(1, 2, 3, 4),
      audioAttended: Float32Array.of(1, 2, 3, 4),
    });
    const feeds = runs[0] ?? {};
    expect(values(feeds['instance_mask'])).toEqual([1, 1, 0]);
    expect(values(feeds['second'])).toEqual([0, 1]);
    expect(values(feeds['switches'])).toEqual([1, 0, 1, 0]);
    expect(values(feeds['visual_memory'])).toEqual([5, 5, 5, 5, 0, 0]);
    expect(values(feeds['memory_count'])).toEqual([3, 3, 0]);
    expect(values(feeds['audio_memory_count'])).toEqual([7]);
  });

  test('a frame without instances has no presence, but its sound is remembered', async () => {
    const { session } = graph('cue_fusion', () => ({ presence: [0.5], audio_attended: [8] }));
    const fused = await createInstanceFusion(session, SIZES).fuse(cues(noInstances));
    expect(fused).toMatchObject({ presence: 0, meantLogits: new Float32Array() });
    expect(fused.audioAttended[0]).toBe(8);
  });
});

describe('audio and text encoder', () => {
  test('read and return values of the bundle’s own sizes', async () => {
    const audio = graph('audio_encoder', () => ({ audio_tokens: [1, 2], audio_names: [3, 4, 5] }));
    expect(await createInstanceAudioEncoder(audio.session, SIZES)(new Float32Array(8))).toEqual({
      audioToken: Float32Array.of(1, 2),
      audioTextEmbedding: Float32Array.of(3, 4, 5),
    });
    const text = graph('text_encoder', () => ({ text_tokens: [1], sentence: [0, 1, 0] }));
    const pieces = { ids: Int32Array.of(101, 7, 102, 0), mask: Int32Array.of(1, 1, 1, 0) };
    const features = await createInstanceTextEncoder(text.session, SIZES)(pieces);
    expect(features.textTokens).toHaveLength(12);
    expect(features.textMask).toEqual(Float32Array.of(1, 1, 1, 0));
    expect(features.sentenceEmbedding).toEqual(Float32Array.of(0, 1, 0));
  });

  test('a waveform of another length is refused', async () => {
    const { session } = graph('audio_encoder', () => ({}));
    await expect(createInstanceAudioEncoder(session, SIZES)(new Float32Array(7))).rejects.toThrow();
  });
});
