import * as ort from 'onnxruntime-web/webgpu';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { graphsOf } from '../../src/core/model/manifestInstanceGraphs.ts';
import {
  INSTANCE_GRAPH_NAMES,
  type InstanceGraphName,
  type InstanceManifest,
} from '../../src/core/model/manifestInstances.ts';
import { chooseProvider } from '../../src/engine/inference/chooseProvider.ts';
import { configureRuntime } from '../../src/engine/inference/configureRuntime.ts';
import { createGraphSessions } from '../../src/engine/inference/graphSessions.ts';
import type { ProviderName } from '../../src/protocol/requests.ts';
import { createGpuCheck, type GpuCheck } from './gpuCheck.ts';
import { type Reference, readReference, takeEvery } from './reference.ts';

/*
 * The six graphs of the shipped bundle, each on the inputs that PyTorch had: the choice of boxes
 * between detector and encoder is no graph. On WebGPU those that changed, and always the cue fusion:
 * a device of the wrong features gets its attention wrong.
 */

const BUNDLE = '/models/lite';
const REFERENCE = 'tests/fixtures/reference/lite';
const MAX_GPU_DIFFERENCE = 1e-3;
/** The software adapter computes on the CPU. */
const TIMEOUT_MS = 600_000;

type TensorValues = ReadonlyMap<string, Float32Array>;

const runGraphs = async (
  provider: ProviderName,
  names: readonly InstanceGraphName[],
  manifest: InstanceManifest,
  reference: Reference,
): Promise<TensorValues> => {
  const { device } = await chooseProvider(provider, configureRuntime());
  const graphs = graphsOf(manifest.sizes);
  const sessions = createGraphSessions({ graphs, device, isCpuFallbackDisabled: true });
  const values = new Map<string, Float32Array>();
  for (const graph of names) {
    const response = await fetch(`${BUNDLE}/${graph}.onnx`);
    const session = await sessions.open(graph, new Uint8Array(await response.arrayBuffer()));
    const feeds = Object.fromEntries(
      Object.keys(graphs[graph].inputs).map((name) => {
        const { type, shape, values: data } = reference.tensor(`${graph}.${name}`);
        return [name, new ort.Tensor(type, data, shape)];
      }),
    );
    const start = performance.now();
    const fetches = await session.run(feeds, Object.keys(graphs[graph].outputs) as never);
    for (const [name, tensor] of Object.entries<ort.Tensor>(fetches)) {
      values.set(`${graph}.${name}`, Float32Array.from((await tensor.getData()) as Float32Array));
      tensor.dispose();
    }
    console.info(`${provider} ${graph}: ${Math.round(performance.now() - start)} ms`);
  }
  await sessions.dispose();
  return values;
};

/** Largest difference over the largest value; a comparison that lets no NaN pass. */
const relativeDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let [most, scale] = [0, 1e-6];
  for (let index = 0; index < b.length; index++) {
    const error = Math.abs((a[index] ?? Number.NaN) - (b[index] ?? Number.NaN));
    most = error <= most ? most : error;
    scale = Math.max(scale, Math.abs(b[index] ?? 0));
  }
  return most / scale;
};

describe('the graphs of the shipped bundle agree on every provider', () => {
  let reference: Reference;
  let manifest: InstanceManifest;
  let check: GpuCheck<InstanceGraphName>;
  let wasm: TensorValues;
  let webgpu: TensorValues;

  beforeAll(async () => {
    manifest = await (await fetch(`${BUNDLE}/manifest.json`)).json();
    reference = await readReference(`/${REFERENCE}`);
    wasm = await runGraphs('wasm', INSTANCE_GRAPH_NAMES, manifest, reference);
    const always: readonly InstanceGraphName[] = ['cue_fusion'];
    check = await createGpuCheck(REFERENCE, INSTANCE_GRAPH_NAMES, manifest.files, always);
    webgpu = await runGraphs('webgpu', check.names, manifest, reference);
  }, TIMEOUT_MS);

  afterAll(() => {
    const rows = Array.from(wasm, ([name, values]) => {
      const { stride, values: expected } = reference.tensor(name);
      const torch = relativeDifference(takeEvery(values, stride), expected);
      const onGpu = webgpu.get(name);
      const gpu = onGpu ? relativeDifference(onGpu, values).toExponential(1) : 'as before';
      return `${name.padEnd(34)}${gpu.padEnd(10)}${torch.toExponential(1)}`;
    });
    console.info(`${'error of'.padEnd(34)}gpu-wasm  wasm-torch\n${rows.join('\n')}`);
  });

  test('the reference belongs to the bundle', () => {
    expect(reference.bundle).toEqual({ name: manifest.name, version: manifest.version });
  });

  test('every output of wasm is as PyTorch has it', () => {
    expect(wasm.size).toBeGreaterThan(0);
    for (const [name, values] of wasm) {
      const { stride, values: expected } = reference.tensor(name);
      const sampled = takeEvery(values, stride);
      expect.soft(sampled.length, name).toBe(expected.length);
      expect.soft(relativeDifference(sampled, expected), name).toBeLessThan(1e-2);
    }
  });

  test('every output of WebGPU is as wasm has it', async () => {
    expect(webgpu.size).toBeGreaterThan(0);
    const differences = Array.from(
      webgpu,
      ([name, values]) => [name, relativeDifference(values, wasm.get(name) ?? [])] as const,
    );
    expect(differences.filter(([, difference]) => !(difference < MAX_GPU_DIFFERENCE))).toEqual([]);
    if (check.isWhole) {
      expect(webgpu.size).toBe(wasm.size);
      await check.write();
    }
  });
});
