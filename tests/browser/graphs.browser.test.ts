import * as ort from 'onnxruntime-web/webgpu';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { maskArea, maskIou } from '../../src/core/mask/maskStatistics.ts';
import { GRAPH_NAMES, GRAPHS, type GraphName, MODEL_SHAPE } from '../../src/core/model/manifest.ts';
import type { ProviderName } from '../../src/protocol/requests.ts';
import { chooseProvider } from '../../src/engine/inference/chooseProvider.ts';
import { configureRuntime } from '../../src/engine/inference/configureRuntime.ts';
import { createGraphSessions } from '../../src/engine/inference/graphSessions.ts';
import { type Reference, readReference } from './reference.ts';

const BUNDLE = 'queries';
const TIMEOUT_MS = 600_000;

type TensorValues = Map<string, Float32Array>;

/** Row 0 of an input over the window's ten seconds; the other seconds are silent. */
function padToWindow(values: Float32Array, shape: readonly number[]): ort.Tensor {
  const rows = new Float32Array(shape.reduce((product, side) => product * side, 1));
  rows.set(values);
  return new ort.Tensor('float32', rows, shape);
}

/** All five graphs once, each fed by the ones before it. Returns every output by `graph.output`. */
async function runChain(provider: ProviderName, reference: Reference): Promise<TensorValues> {
  const { device } = await chooseProvider(provider, configureRuntime());
  const sessions = createGraphSessions({ graphs: GRAPHS, device, isCpuFallbackDisabled: true });
  const values: TensorValues = new Map();
  const given = (name: string): ort.Tensor => {
    const { type, shape, values: data } = reference.tensor(name);
    return new ort.Tensor(type, data, shape);
  };
  /** An input that a graph before has as an output of the same name. */
  const computed = (name: string, shape: readonly number[]): ort.Tensor => {
    const producer = GRAPH_NAMES.find((graph) => values.has(`${graph}.${name}`));
    const data = values.get(`${producer}.${name}`);
    if (data === undefined) throw new Error(`No graph has computed ${name}.`);
    return name === 'audio_tokens' || name === 'heard_names'
      ? padToWindow(data, shape)
      : new ort.Tensor('float32', data, shape);
  };
  const isComputed = (name: string): boolean =>
    GRAPH_NAMES.some((graph) => values.has(`${graph}.${name}`));

  const run = async (graph: GraphName): Promise<void> => {
    const response = await fetch(`/tests/fixtures/bundles/${BUNDLE}/${graph}.onnx`);
    const session = await sessions.open(graph, new Uint8Array(await response.arrayBuffer()));
    const feeds = Object.fromEntries(
      Object.entries(GRAPHS[graph].inputs).map(([name, [, shape]]) => [
        name,
        isComputed(name) ? computed(name, shape) : given(`${graph}.${name}`),
      ]),
    );
    const outputs = Object.keys(GRAPHS[graph].outputs);
    const start = performance.now();
    const fetches = await session.run(feeds, outputs as never);
    for (const [name, tensor] of Object.entries<ort.Tensor>(fetches)) {
      values.set(`${graph}.${name}`, Float32Array.from((await tensor.getData()) as Float32Array));
      tensor.dispose();
    }
    console.info(`${provider} ${graph}: ${Math.round(performance.now() - start)} ms`);
  };

  for (const graph of GRAPH_NAMES) await run(graph);
  await sessions.dispose();
  return values;
}

/** Largest difference of two lists of values, and the same over the largest value. */
function maxDifference(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
): { max: number; relative: number } {
  let max = 0;
  let scale = 1e-6;
  for (let index = 0; index < b.length; index += 1) {
    // A comparison that lets no NaN pass.
    const error = Math.abs((a[index] ?? Number.NaN) - (b[index] ?? Number.NaN));
    max = error <= max ? max : error;
    scale = Math.max(scale, Math.abs(b[index] ?? 0));
  }
  return { max, relative: max / scale };
}

const formatError = (error: number): string => error.toExponential(1).padStart(9);

const takeEvery = (values: Float32Array, stride: number): Float32Array =>
  values.filter((_, index) => index % stride === 0);

/** Probability above one half. */
const binarize = (logits: ArrayLike<number>): Uint8Array =>
  Uint8Array.from(logits, (logit) => (logit > 0 ? 1 : 0));

const outputNames = GRAPH_NAMES.flatMap((graph) =>
  Object.keys(GRAPHS[graph].outputs).map((name) => `${graph}.${name}`),
);

/** The kind that no longer ships: on WebGPU the graphs of the shipped bundle alone are run. */
describe('the five graphs of a bundle with mask queries agree with PyTorch', () => {
  let reference: Reference;
  let wasm: TensorValues;

  beforeAll(async () => {
    reference = await readReference(`/tests/fixtures/reference/${BUNDLE}`);
    wasm = await runChain('wasm', reference);
  }, TIMEOUT_MS);

  afterAll(() => {
    const rows = outputNames.map((name) => {
      const expected = reference.tensor(name);
      const torch = maxDifference(takeEvery(wasm.get(name)!, expected.stride), expected.values);
      return `${name.padEnd(34)}${formatError(torch.max)}`;
    });
    console.info(`${'max error of'.padEnd(34)} wasm-torch\n${rows.join('\n')}`);
  });

  test('the reference belongs to the bundle', async () => {
    const manifest = await (await fetch(`/tests/fixtures/bundles/${BUNDLE}/manifest.json`)).json();
    expect(reference.bundle).toEqual({ name: manifest.name, version: manifest.version });
  });

  test.each(outputNames)('%s: wasm as PyTorch', (name) => {
    const expected = reference.tensor(name);
    const actual = takeEvery(wasm.get(name)!, expected.stride);
    expect(actual.length).toBe(expected.values.length);
    expect(maxDifference(actual, expected.values).relative).toBeLessThan(1e-2);
  });

  test('the masks are the same to a hundredth', () => {
    const pixels = MODEL_SHAPE.maskSize ** 2;
    const torch = binarize(reference.tensor('mask_decoder.mask_logits').values);
    expect(maskArea(torch)).toBeGreaterThan(pixels * 0.005);
    expect(maskArea(torch)).toBeLessThan(pixels * 0.9);
    const iou = maskIou(binarize(wasm.get('mask_decoder.mask_logits')!), torch);
    console.info(`mask IoU of wasm and PyTorch: ${iou.toFixed(4)}`);
    expect(iou).toBeGreaterThan(0.99);
  });
});
