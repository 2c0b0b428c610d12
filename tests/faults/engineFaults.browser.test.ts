import { afterEach, expect, test } from 'vitest';
import { createEngineClient, type EngineClient } from '../../src/engine/client.ts';
import { readFixture } from '../fixtures/readFixture.ts';

/* An engine that is ended from outside: by the browser for want of memory, or by a crash of its own. */

const startWorker = (): Worker =>
  new Worker(new URL('../../src/engine/worker.ts', import.meta.url), { type: 'module' });

let engines: EngineClient[] = [];
const startEngine = (worker: Worker): EngineClient => {
  const engine = createEngineClient(worker);
  engines.push(engine);
  return engine;
};

afterEach(() => {
  engines.forEach((engine) => engine.dispose());
  engines = [];
});

/** A clip is open, so that the engine is known to live. */
const openClip = async (engine: EngineClient) => {
  const file = await readFixture('slow-rate.mp4');
  return { file, info: await engine.request('open-clip', { file }) };
};

const KILLS: readonly (readonly [string, (worker: Worker) => void])[] = [
  ['killed without a word', (worker) => worker.terminate()],
  [
    'crashed',
    (worker) => worker.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' })),
  ],
];

test.each(KILLS)(
  'an engine that is %s: what waits and what comes later is told',
  async (_, kill) => {
    const worker = startWorker();
    const engine = startEngine(worker);
    await openClip(engine);
    const stopped = { kind: 'engine-stopped' };
    const waiting = [
      engine.request('read-frame', { frameIndex: 3, maxWidth: 64 }),
      engine.request('read-peaks', { count: 8 }),
    ];
    kill(worker);
    for (const request of waiting) {
      await expect(request).rejects.toMatchObject(stopped);
    }
    await expect(engine.request('read-statistics', {})).rejects.toMatchObject(stopped);
    expect(engine.failure.value).toMatchObject(stopped);
    expect(engine.modelState.value).toMatchObject({ kind: 'failed', error: stopped });
  },
);

test('an engine that nothing was asked of is missed too', async () => {
  const worker = startWorker();
  const engine = startEngine(worker);
  await openClip(engine);
  worker.terminate();
  await expect.poll(() => engine.failure.value?.kind).toBe('engine-stopped');
});

test('an engine whose script cannot be had is told', async () => {
  const engine = startEngine(new Worker('/none-such.js', { type: 'module' }));
  await expect(engine.request('read-statistics', {})).rejects.toMatchObject({
    kind: 'engine-stopped',
  });
});

test('an engine that is closed on purpose has not failed', async () => {
  const engine = startEngine(startWorker());
  await openClip(engine);
  engine.dispose();
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(engine.failure.value).toMatchObject({ kind: 'aborted' });
});
