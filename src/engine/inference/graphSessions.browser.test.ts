import { beforeAll, describe, expect, test } from 'vitest';
import { GRAPHS, MODEL_SHAPE } from '../../core/model/manifest.ts';
import { encodeAudio } from './audioEncoder.ts';
import { chooseProvider } from './chooseProvider.ts';
import { configureRuntime } from './configureRuntime.ts';
import { createGraphSessions } from './graphSessions.ts';
import { floatTensor } from './tensors.ts';

const second = Float32Array.from({ length: MODEL_SHAPE.sampleRate }, (_, n) => Math.sin(n / 6));
let threads: number;
let audioEncoder: Uint8Array;

beforeAll(async () => {
  threads = configureRuntime();
  const response = await fetch('/tests/fixtures/bundles/queries/audio_encoder.onnx');
  audioEncoder = new Uint8Array(await response.arrayBuffer());
});

describe('sessions', () => {
  test('calls at the same time run one after the other, and are counted', async () => {
    const sessions = createGraphSessions({ graphs: GRAPHS, device: null });
    const [session, other] = await Promise.all([
      sessions.open('audio_encoder', audioEncoder),
      sessions.open('audio_encoder', audioEncoder),
    ]);
    const [a, b, c] = await Promise.all([
      encodeAudio(session, second),
      encodeAudio(other, second),
      encodeAudio(session, second),
    ]);
    expect(a.audioToken).toEqual(b.audioToken);
    expect(c.audioTextEmbedding).toEqual(a.audioTextEmbedding);
    expect(sessions.runCounts()).toMatchObject({ audio_encoder: 3, visual_encoder: 0 });
    await sessions.dispose();
  });

  test('a graph under the wrong name is refused', async () => {
    const sessions = createGraphSessions({ graphs: GRAPHS, device: null });
    await expect(sessions.open('text_encoder', audioEncoder)).rejects.toMatchObject({
      kind: 'bundle-invalid',
      facts: { graph: 'text_encoder' },
    });
    await sessions.dispose();
  });

  test('an input of another shape never reaches the graph', () => {
    const [, shape] = GRAPHS.audio_encoder.inputs.waveform;
    expect(() => floatTensor(new Float32Array(100), shape)).toThrow();
  });

  test('a lost device is told as such, and the next one works in the same realm', async () => {
    const lost = await chooseProvider('webgpu', threads);
    const sessions = createGraphSessions({
      graphs: GRAPHS,
      device: lost.device,
      isCpuFallbackDisabled: true,
    });
    const session = await sessions.open('audio_encoder', audioEncoder);
    lost.device?.destroy();
    await expect(encodeAudio(session, second)).rejects.toMatchObject({ kind: 'device-lost' });
    await sessions.dispose();

    const wasm = createGraphSessions({ graphs: GRAPHS, device: null });
    const expected = await encodeAudio(await wasm.open('audio_encoder', audioEncoder), second);
    await wasm.dispose();
    const { device } = await chooseProvider('webgpu', threads);
    const again = createGraphSessions({ graphs: GRAPHS, device, isCpuFallbackDisabled: true });
    const onGpu = await encodeAudio(await again.open('audio_encoder', audioEncoder), second);
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
