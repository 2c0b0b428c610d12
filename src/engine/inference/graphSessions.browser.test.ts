import { beforeAll, describe, expect, test } from 'vitest';
import type { PaperManifest } from '../../core/model/manifestPaper.ts';
import { paperGraphsOf } from '../../core/model/manifestPaperGraphs.ts';
import { fetchBundle } from './bundle/fetchBundle.ts';
import type { WeightFile } from './bundle/fetchBundle.ts';
import { chooseProvider } from './chooseProvider.ts';
import { configureRuntime } from './configureRuntime.ts';
import { createGraphSessions } from './graphSessions.ts';
import type { GraphSessions } from './graphSessions.ts';
import { createPaperAudioEncoder } from './paper/paperGraphs.ts';
import { floatTensor } from './tensors.ts';

const second = Float32Array.from({ length: 16_000 }, (_, n) => Math.sin(n / 6));
let threads: number;
let sizes: PaperManifest['sizes'];
let graphs: ReturnType<typeof paperGraphsOf>;
let audioEncoder: Uint8Array;
let weights: readonly WeightFile[];

beforeAll(async () => {
  threads = configureRuntime();
  const bundle = await fetchBundle({ url: '/tests/fixtures/bundles/paper/' });
  ({ sizes } = bundle.manifest as PaperManifest);
  graphs = paperGraphsOf(sizes);
  audioEncoder = bundle.file('audio_encoder');
  weights = bundle.weightsOf('audio_encoder');
});

const openAudioEncoder = async (sessions: GraphSessions<typeof graphs>) =>
  createPaperAudioEncoder(await sessions.open('audio_encoder', audioEncoder, weights), sizes);

describe('sessions', () => {
  test('calls at the same time run one after the other, and are counted', async () => {
    const sessions = createGraphSessions({ graphs, device: null });
    const [encode, other] = await Promise.all([
      openAudioEncoder(sessions),
      openAudioEncoder(sessions),
    ]);
    const [a, b, c] = await Promise.all([encode(second), other(second), encode(second)]);
    expect(a.audioToken).toEqual(b.audioToken);
    expect(c.audioToken).toEqual(a.audioToken);
    expect(sessions.runCounts()).toMatchObject({ audio_encoder: 3, visual_encoder: 0 });
    await sessions.dispose();
  });

  test('a graph under the wrong name is refused', async () => {
    const sessions = createGraphSessions({ graphs, device: null });
    await expect(sessions.open('text_encoder', audioEncoder, weights)).rejects.toMatchObject({
      kind: 'bundle-invalid',
      facts: { graph: 'text_encoder' },
    });
    await sessions.dispose();
  });

  test('an input of another shape never reaches the graph', () => {
    const [, shape] = graphs.audio_encoder.inputs.waveform;
    expect(() => floatTensor(new Float32Array(100), shape)).toThrow();
  });

  test('a lost device is told as such, and the next one works in the same realm', async () => {
    const lost = await chooseProvider('webgpu', threads);
    const sessions = createGraphSessions({
      graphs,
      device: lost.device,
      isCpuFallbackDisabled: true,
    });
    const encode = await openAudioEncoder(sessions);
    lost.device?.destroy();
    await expect(encode(second)).rejects.toMatchObject({ kind: 'device-lost' });
    await sessions.dispose();

    const wasm = createGraphSessions({ graphs, device: null });
    const expected = await (await openAudioEncoder(wasm))(second);
    await wasm.dispose();
    const { device } = await chooseProvider('webgpu', threads);
    const again = createGraphSessions({ graphs, device, isCpuFallbackDisabled: true });
    const onGpu = await (await openAudioEncoder(again))(second);
    await again.dispose();
    onGpu.audioToken.forEach((value, index) => {
      expect(value).toBeCloseTo(expected.audioToken[index] ?? Number.NaN, 3);
    });
  });
});

describe('chooseProvider', () => {
  test('auto leaves a software adapter alone and says why', async () => {
    const { info, device } = await chooseProvider('auto', threads);
    expect(info).toEqual({
      provider: 'wasm',
      reason: 'software-adapter',
      adapter: 'google swiftshader',
      threads,
    });
    expect(device).toBe(null);
  });

  test('what is asked for is taken', async () => {
    const wasm = await chooseProvider('wasm', threads);
    expect(wasm.info).toMatchObject({ provider: 'wasm', reason: 'asked' });
    const webgpu = await chooseProvider('webgpu', threads);
    expect(webgpu.info).toMatchObject({ provider: 'webgpu', reason: 'asked' });
    // Too narrow for the runtime's attention kernel.
    expect(webgpu.device?.features.has('subgroups')).toBe(false);
    webgpu.device?.destroy();
  });
});
