import { afterEach, expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { createProjectDocument } from '../../src/editor/document/projectDocument.ts';
import { createAutosave, type ProjectLibraryState } from '../../src/editor/persistence/autosave.ts';
import { restoreProjectContents } from '../../src/editor/persistence/projectContents.ts';
import { decodeProjectFile } from '../../src/editor/persistence/projectFile/projectFile.ts';
import { createProjectLocks } from '../../src/editor/persistence/projectLocks.ts';
import { createProjectStorage } from '../../src/editor/persistence/projectStorage.ts';
import { createSessionStore } from '../../src/editor/session/sessionStore.ts';
import { createViewStore } from '../../src/editor/session/viewStore.ts';
import { createEngineClient, type EngineClient } from '../../src/engine/client.ts';
import { EXAMPLE_PROJECT } from '../fixtures/exampleProject.ts';
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

test('edits after the engine was killed are kept with the masks from before', async () => {
  const worker = startWorker();
  const engine = startEngine(worker);
  const { file, info } = await openClip(engine);
  // Of the size of the example's masks.
  const zeros = new Blob([new Uint8Array(96 * 48)]).stream();
  const stream = zeros.pipeThrough(new CompressionStream('deflate-raw'));
  const deflated = new Uint8Array(await new Response(stream).arrayBuffer());
  const contents = {
    ...EXAMPLE_PROJECT,
    clip: { ...EXAMPLE_PROJECT.clip, clipId: info.clipId, frameCount: info.ptsSeconds.length },
    results: EXAMPLE_PROJECT.results.map(({ key, masks, ...result }) => ({
      ...result,
      key: { ...key, clipId: info.clipId },
      masks: masks.map(({ header }) => ({ header, deflated })),
    })),
  };
  const session = createSessionStore();
  session.setState({
    clip: { info, file, sample: null, thumbnails: [], fineThumbnails: [], peaks: null, cuts: null },
  });
  const project = createProjectDocument(() => performance.now());
  const store = createStore<ProjectLibraryState>(() => ({ recent: [], saving: 'nothing' }));
  const storage = createProjectStorage();
  const locks = createProjectLocks();
  const view = createViewStore();
  view.setState({ clipKeeping: 'keep' });
  const autosave = createAutosave({ engine, session, view, project, storage, locks, store });
  const saved = async () => {
    await expect.poll(() => store.getState().saving, { timeout: 5000 }).toBe('saved');
    const [recent] = await storage.list();
    const bytes = await (await storage.loadProject(recent?.id ?? ''))?.arrayBuffer();
    return decodeProjectFile(new Uint8Array(bytes ?? new ArrayBuffer(0)));
  };
  try {
    await restoreProjectContents(engine, session, project, contents);
    const before = await saved();
    expect(before.results).toEqual(contents.results);
    worker.terminate();
    await expect.poll(() => engine.failure.value?.kind).toBe('engine-stopped');
    project.replace({ objects: contents.objects.map((object) => ({ ...object, name: 'Max' })) });
    expect(store.getState().saving).not.toBe('saved');
    const after = await saved();
    expect(after.objects.map(({ name }) => name)).toEqual(['Max']);
    expect(after.results).toEqual(before.results);
  } finally {
    autosave.dispose();
    const [recent] = await storage.list();
    await storage.remove(recent?.id ?? '');
  }
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
