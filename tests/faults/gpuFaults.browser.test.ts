import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { PaperManifest } from '../../src/core/model/manifestPaper.ts';
import { paperGraphsOf } from '../../src/core/model/manifestPaperGraphs.ts';
import type { DrawnFrame } from '../../src/editor/playback/frameDisplay.ts';
import { createFrameDisplay } from '../../src/editor/playback/frameDisplay.ts';
import { createObservable } from '../../src/core/util/observable.ts';
import { createEngineClient, type EngineClient } from '../../src/engine/client.ts';
import { fetchBundle } from '../../src/engine/inference/bundle/fetchBundle.ts';
import type { Bundle } from '../../src/engine/inference/bundle/fetchBundle.ts';
import { chooseProvider } from '../../src/engine/inference/chooseProvider.ts';
import { configureRuntime } from '../../src/engine/inference/configureRuntime.ts';
import { createGraphSessions } from '../../src/engine/inference/graphSessions.ts';
import { createPaperAudioEncoder } from '../../src/engine/inference/paper/paperGraphs.ts';
import { createDeferred } from '../../src/core/util/deferred.ts';
import { toEarmarkError } from '../../src/core/util/errors.ts';
import { watchGpuMemory } from '../../src/engine/inference/watchGpuMemory.ts';
import { GPU_COMMANDS, type GpuCommand } from '../browser/lossyGpu.ts';
import { readFixture } from '../fixtures/readFixture.ts';
import { FULL_HEAP } from './fullHeap.ts';

/*
 * Memory that runs out on the GPU and on the heap, and a GPU that is lost while the canvas is drawn.
 * Devices that are lost in a run: tests/browser/deviceLoss.browser.test.ts; WebGL contexts that are lost
 * while an edge is refined: src/rendering/edges/maskRefiner.browser.test.ts.
 */

afterEach(() => vi.restoreAllMocks());

const TINY = '/tests/fixtures/bundles/paper/';

/** The next message of a test's worker, which says that it has obeyed. */
const tell = (channel: BroadcastChannel, command: unknown): Promise<void> =>
  new Promise((resolve) => {
    channel.addEventListener('message', () => resolve(), { once: true });
    // A channel has no target origin.
    // eslint-disable-next-line unicorn/require-post-message-target-origin
    channel.postMessage(command);
  });

let threads: number;
let bundle: Bundle;

beforeAll(async () => {
  threads = configureRuntime();
  bundle = await fetchBundle({ url: TINY });
});

/** Lets the device say that it has no memory, as Dawn does: by an event, while the run goes on. */
const runOut = (device: GPUDevice): void => {
  const error = new GPUOutOfMemoryError('Out of memory while a buffer was made.');
  device.dispatchEvent(new GPUUncapturedErrorEvent('uncapturederror', { error }));
};

describe('a GPU without memory', () => {
  test('while graphs are created or run, also for a buffer that no event tells of', async () => {
    const { device } = await chooseProvider('webgpu', threads);
    const { sizes } = bundle.manifest as PaperManifest;
    const sessions = createGraphSessions({ graphs: paperGraphsOf(sizes), device });
    const open = () =>
      sessions.open(
        'audio_encoder',
        bundle.file('audio_encoder'),
        bundle.weightsOf('audio_encoder'),
      );
    const opening = open();
    runOut(device!);
    await expect(opening).rejects.toMatchObject({ kind: 'out-of-memory' });

    const encode = createPaperAudioEncoder(await open(), sizes);
    const second = new Float32Array(sizes.sampleRate);
    const running = encode(second);
    runOut(device!);
    await expect(running).rejects.toMatchObject({ kind: 'out-of-memory' });
    expect((await encode(second)).audioToken.every(Number.isFinite)).toBe(true);

    // Of one that is written at once.
    const takeMessage = watchGpuMemory(device!);
    expect(takeMessage()).toBe(null);
    const descriptor = { size: 2 ** 40, usage: GPUBufferUsage.COPY_SRC, mappedAtCreation: true };
    expect(() => device!.createBuffer(descriptor)).toThrow(RangeError);
    expect(takeMessage()).toContain('createBuffer failed');
    expect(takeMessage()).toBe(null);
    await sessions.dispose();
  });

  test('for a whole model: told where the GPU was asked for, else wasm takes its place', async () => {
    const engine = createEngineClient(
      new Worker(new URL('../browser/lossyEngineWorker.ts', import.meta.url), { type: 'module' }),
    );
    const channel = new BroadcastChannel(GPU_COMMANDS);
    const open = (provider: 'webgpu' | 'auto') =>
      engine.request('open-bundle', { url: TINY, provider });
    try {
      // Wait until the worker listens.
      await engine.request('measure-bundle-cache', {});
      await tell(channel, { kind: 'run-out-of-memory', count: 2 } satisfies GpuCommand);
      await expect(open('webgpu')).rejects.toMatchObject({ kind: 'out-of-memory' });
      const { provider } = await open('auto');
      expect(provider).toMatchObject({ provider: 'wasm', reason: 'device-failed' });
    } finally {
      channel.close();
      engine.dispose();
    }
  });
});

test.each([
  ['Array buffer allocation failed', 'out-of-memory'],
  ['Out of memory', 'out-of-memory'],
  ['Invalid array length', 'internal'],
])('an error that says "%s" is %s', (message, kind) => {
  expect(toEarmarkError(new RangeError(message)).kind).toBe(kind);
});

test('a heap that is full in a run: the run says so, and the next one has its masks', async () => {
  const worker = new Worker(new URL('./fullHeapWorker.ts', import.meta.url), { type: 'module' });
  const engine = createEngineClient(worker);
  const channel = new BroadcastChannel(FULL_HEAP);
  const body = {
    query: 'the bar',
    switches: { sound: true, words: true, memory: true, modality: true },
    frameIndices: [0, 1],
    playheadFrameIndex: 0,
  };
  try {
    await engine.request('open-bundle', { url: TINY, provider: 'wasm' });
    await engine.request('open-clip', { file: await readFixture('slow-rate.mp4') });
    await tell(channel, true);
    await expect(engine.request('segment', body)).rejects.toMatchObject({ kind: 'out-of-memory' });
    await tell(channel, false);
    expect((await engine.request('segment', body)).framesComputed).toBe(2);
  } finally {
    channel.close();
    engine.dispose();
  }
});

const CLIP = {
  clipId: 'c',
  fileName: 'a.mp4',
  container: 'MP4',
  videoCodec: 'avc',
  audioCodec: null,
  audioProblem: 'none' as const,
  width: 64,
  height: 48,
  durationSeconds: 1,
  ptsSeconds: Float64Array.of(0, 0.5),
};

const redBitmap = async (): Promise<ImageBitmap> => {
  const context = new OffscreenCanvas(64, 48).getContext('2d');
  context!.fillStyle = 'rgb(255, 0, 0)';
  context!.fillRect(0, 0, 64, 48);
  return createImageBitmap(context!.canvas);
};

test('a canvas whose GPU was lost is drawn again when it is back', async () => {
  const shown = createObservable<DrawnFrame | null>(null);
  const engine = {} as EngineClient;
  const display = createFrameDisplay(engine, shown, (error) => expect(error).toBe(null));
  const canvas = document.createElement('canvas');
  display.setClip(CLIP);
  const detach = display.attach(canvas);
  display.show({ frameIndex: 1, bitmap: await redBitmap() });
  const redAt = (): number => canvas.getContext('2d')!.getImageData(32, 24, 1, 1).data[0] ?? 0;
  const drawn = createDeferred<void>();
  shown.subscribe(() => drawn.resolve());
  expect(redAt()).toBe(255);
  // A context that comes back is empty.
  canvas.getContext('2d')!.clearRect(0, 0, 64, 48);
  expect(redAt()).toBe(0);
  canvas.dispatchEvent(new Event('contextrestored'));
  await drawn.promise;
  expect(redAt()).toBe(255);
  detach();
  canvas.dispatchEvent(new Event('contextrestored'));
  display.dispose();
});
