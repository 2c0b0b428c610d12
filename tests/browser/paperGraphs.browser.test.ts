import * as ort from 'onnxruntime-web/webgpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { PAPER_GRAPH_NAMES } from '../../src/core/model/manifestPaper.ts';
import type { PaperGraphName, PaperManifest } from '../../src/core/model/manifestPaper.ts';
import { paperGraphsOf, releasedGraphsOf } from '../../src/core/model/manifestPaperGraphs.ts';
import { maskIou } from '../../src/core/mask/maskStatistics.ts';
import { fetchBundle } from '../../src/engine/inference/bundle/fetchBundle.ts';
import { chooseProvider } from '../../src/engine/inference/chooseProvider.ts';
import { configureRuntime } from '../../src/engine/inference/configureRuntime.ts';
import { createGraphSessions } from '../../src/engine/inference/graphSessions.ts';
import type { GraphContract } from '../../src/engine/inference/graphSessions.ts';
import type { ProviderName } from '../../src/protocol/requests.ts';
import { createGpuCheck } from './gpuCheck.ts';
import { type Reference, readReference, takeEvery } from './reference.ts';

/*
 * The graphs of the tiny bundles of kind "paper", as a chain, with no node beside the GPU. On WebGPU
 * each takes what wasm computed before it; those that changed are run.
 */

const TIMEOUT_MS = 600_000;

type TensorValues = ReadonlyMap<string, Float32Array>;

/** @param known outputs of the graphs that are not run, by `graph.tensor` */
const runChain = async (
  provider: ProviderName,
  folder: string,
  reference: Reference,
  names: readonly PaperGraphName[] = PAPER_GRAPH_NAMES,
  known: TensorValues = new Map(),
): Promise<TensorValues> => {
  const { device } = await chooseProvider(provider, configureRuntime());
  const bundle = await fetchBundle({ url: folder });
  const { sizes, reading, name, version } = bundle.manifest as PaperManifest;
  expect(reference.bundle).toEqual({ name, version });
  const graphs: GraphContract =
    reading === 'paper' ? paperGraphsOf(sizes) : releasedGraphsOf(sizes);
  const sessions = createGraphSessions({ graphs, device, isCpuFallbackDisabled: true });
  const values = new Map<string, Float32Array>();
  const byName = new Map(
    Array.from(known, ([key, data]) => [key.slice(key.indexOf('.') + 1), data] as const),
  );
  for (const graph of names) {
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

const binary = (logits: ArrayLike<number>): Uint8Array =>
  Uint8Array.from(logits, (logit) => Number(logit > 0));

describe.each(['paper', 'released'])('the graphs of the %s reading', (reading) => {
  const folder = `/tests/fixtures/bundles/${reading}/`;
  const referenceFolder = `tests/fixtures/reference/${reading}`;
  let reference: Reference;
  let wasm: TensorValues;

  beforeAll(async () => {
    reference = await readReference(`/${referenceFolder}`);
    wasm = await runChain('wasm', folder, reference);
  }, TIMEOUT_MS);

  test('wasm computes as PyTorch does', () => {
    expect(wasm.size).toBeGreaterThan(0);
    for (const [name, actual] of wasm) {
      const { stride, values: expected } = reference.tensor(name);
      const sampled = takeEvery(actual, stride);
      expect.soft(sampled.length, name).toBe(expected.length);
      expect.soft(relativeError(sampled, expected), name).toBeLessThan(1e-3);
    }
    const { stride, values } = reference.tensor('mask_decoder.mask_logits');
    const logits = takeEvery(wasm.get('mask_decoder.mask_logits') ?? new Float32Array(), stride);
    expect(maskIou(binary(logits), binary(values))).toBeGreaterThan(0.99);
  });

  test(
    'WebGPU computes as wasm does',
    async () => {
      const { manifest } = await fetchBundle({ url: folder });
      const check = await createGpuCheck(referenceFolder, PAPER_GRAPH_NAMES, manifest.files);
      const webgpu = await runChain('webgpu', folder, reference, check.names, wasm);
      const errors = Array.from(
        webgpu,
        ([name, actual]) => [name, relativeError(actual, wasm.get(name) ?? [])] as const,
      );
      expect(errors.filter(([, error]) => !(error < 1e-3))).toEqual([]);
      const drawn = webgpu.get('mask_decoder.mask_logits');
      if (drawn !== undefined) {
        const expected = wasm.get('mask_decoder.mask_logits') ?? new Float32Array();
        expect(maskIou(binary(drawn), binary(expected))).toBeGreaterThan(0.99);
      }
      if (check.isWhole) {
        expect(webgpu.size).toBe(wasm.size);
        await check.write();
      }
    },
    TIMEOUT_MS,
  );
});
