import { afterEach, expect, test, vi } from 'vitest';
import { createEngineClient, type EngineClient } from '../../src/engine/client.ts';
import { createAutosave, type ProjectLibraryState } from '../../src/editor/persistence/autosave.ts';
import {
  encodeProjectFile,
  decodeProjectFile,
} from '../../src/editor/persistence/projectFile/projectFile.ts';
import { createProjectLocks } from '../../src/editor/persistence/projectLocks.ts';
import type { ProjectStorage } from '../../src/editor/persistence/projectStorage.ts';
import { createProjectDocument } from '../../src/editor/document/projectDocument.ts';
import { createSessionStore } from '../../src/editor/session/sessionStore.ts';
import { createStore } from 'zustand/vanilla';
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

test('what is edited after the engine has died is kept, with the masks that were stored', async () => {
  const worker = startWorker();
  const engine = startEngine(worker);
  const { file, info } = await openClip(engine);
  const session = createSessionStore();
  session.setState({
    clip: {
      info: { ...info, clipId: EXAMPLE_PROJECT.clip.clipId },
      file,
      sample: null,
      thumbnails: [],
      fineThumbnails: [],
      peaks: null,
      cuts: null,
    },
  });
  const project = createProjectDocument(() => performance.now());
  let stored = new Blob([encodeProjectFile(EXAMPLE_PROJECT)]);
  const save = vi.fn<ProjectStorage['save']>((_, blob) => {
    stored = blob;
    return Promise.resolve([]);
  });
  const storage = { save, loadProject: () => Promise.resolve(stored) } as unknown as ProjectStorage;
  const store = createStore<ProjectLibraryState>(() => ({ recent: [], saving: 'nothing' }));
  const deps = { engine, session, project, storage, locks: createProjectLocks(), store };
  const autosave = createAutosave(deps);
  try {
    project.replace({ objects: EXAMPLE_PROJECT.objects });
    await autosave.attachTo('engine-faults');
    worker.terminate();
    await expect.poll(() => engine.failure.value).not.toBe(null);
    const [object] = EXAMPLE_PROJECT.objects;
    project.replace({ objects: [{ ...object!, name: 'Renamed' }] });
    await expect.poll(() => store.getState().saving).toBe('saved');
    const contents = decodeProjectFile(new Uint8Array(await stored.arrayBuffer()));
    expect(contents.objects[0]?.name).toBe('Renamed');
    expect(contents.results).toEqual(EXAMPLE_PROJECT.results);
  } finally {
    autosave.dispose();
  }
});
