import * as ort from 'onnxruntime-web/webgpu';
import { describe, expect, test } from 'vitest';
import { PAPER_GRAPH_NAMES } from '../../src/core/model/manifestPaper.ts';
import type { PaperManifest } from '../../src/core/model/manifestPaper.ts';
import { paperGraphsOf, releasedGraphsOf } from '../../src/core/model/manifestPaperGraphs.ts';
import { maskIou } from '../../src/core/mask/maskStatistics.ts';
import { fetchBundle } from '../../src/engine/inference/bundle/fetchBundle.ts';
import { chooseProvider } from '../../src/engine/inference/chooseProvider.ts';
import { configureRuntime } from '../../src/engine/inference/configureRuntime.ts';
import { createGraphSessions } from '../../src/engine/inference/graphSessions.ts';
import type { GraphContract } from '../../src/engine/inference/graphSessions.ts';
import type { ProviderName } from '../../src/protocol/requests.ts';
import { type Reference, readReference } from './reference.ts';

/** The graphs of the tiny bundles of kind "paper", as a chain, with no node beside the GPU. */

type TensorValues = ReadonlyMap<string, Float32Array>;

const runChain = async (
  provider: ProviderName,
  folder: string,
  reference: Reference,
): Promise<TensorValues> => {
  const { device } = await chooseProvider(provider, configureRuntime());
  const bundle = await fetchBundle({ url: folder });
  const { sizes, reading, name, version } = bundle.manifest as PaperManifest;
  expect(reference.bundle).toEqual({ name, version });
  const graphs: GraphContract =
    reading === 'paper' ? paperGraphsOf(sizes) : releasedGraphsOf(sizes);
  const sessions = createGraphSessions({ graphs, device, isCpuFallbackDisabled: true });
  const values = new Map<string, Float32Array>();
  const byName = new Map<string, Float32Array>();
  for (const graph of PAPER_GRAPH_NAMES) {
    const session = await sessions.open(graph, bundle.file(graph), bundle.weightsOf(graph));
    const { inputs = {}, outputs = {} } = graphs[graph] ?? {};
    const feeds = Object.fromEntries(
      Object.entries(inputs).map(([input, [, shape]]) => {
        // Sound is an input of the fusion in its own shape.
        const computed = input === 'audio_tokens' ? undefined : byName.get(input);
        if (computed !== undefined) {
          return [input, new ort.Tensor('float32', computed, shape)];
        }
        const given = reference.tensor(`${graph}.${input}`);
        return [input, new ort.Tensor(given.type, given.values, given.shape)];
      }),
    );
    const fetched = await session.run(feeds, Object.keys(outputs));
    for (const [output, tensor] of Object.entries<ort.Tensor>(fetched)) {
      const data = Float32Array.from((await tensor.getData()) as Float32Array);
      values.set(`${graph}.${output}`, data);
      byName.set(output, data);
      tensor.dispose();
    }
  }
  await sessions.dispose();
  return values;
};

/** Rms of the difference over the rms of the values; NaN where a value is none. */
const relativeError = (ours: ArrayLike<number>, theirs: ArrayLike<number>): number => {
  let [error, scale] = [0, 1e-12];
  for (let index = 0; index < theirs.length; index++) {
    const value = theirs[index] ?? Number.NaN;
    error += ((ours[index] ?? Number.NaN) - value) ** 2;
    scale += value ** 2;
  }
  return Math.sqrt(error / scale);
};

const takeEvery = (values: Float32Array, stride: number): Float32Array =>
  values.filter((_, index) => index % stride === 0);

const binary = (logits: ArrayLike<number>): Uint8Array =>
  Uint8Array.from(logits, (logit) => Number(logit > 0));

describe.each(['paper', 'released'])('the graphs of the %s reading', (reading) => {
  test.each(['wasm', 'webgpu'] as const)('%s computes as PyTorch does', async (provider) => {
    const reference = await readReference(`/tests/fixtures/reference/${reading}`);
    const values = await runChain(provider, `/tests/fixtures/bundles/${reading}/`, reference);
    expect(values.size).toBeGreaterThan(0);
    for (const [name, actual] of values) {
      const { stride, values: expected } = reference.tensor(name);
      const sampled = takeEvery(actual, stride);
      expect.soft(sampled.length, name).toBe(expected.length);
      expect.soft(relativeError(sampled, expected), name).toBeLessThan(1e-3);
    }
    const masks = [
      values,
      new Map([['mask_decoder.mask_logits', reference.tensor('mask_decoder.mask_logits').values]]),
    ];
    const [ours, theirs] = masks.map((of) => binary(of.get('mask_decoder.mask_logits') ?? []));
    expect(maskIou(ours ?? new Uint8Array(), theirs ?? new Uint8Array())).toBeGreaterThan(0.99);
  });
});
