import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { createAutosave, type ProjectLibraryState } from '../../src/editor/persistence/autosave.ts';
import { createProjectLocks } from '../../src/editor/persistence/projectLocks.ts';
import { createProjectStorage } from '../../src/editor/persistence/projectStorage.ts';
import type { SavingState } from '../../src/editor/persistence/saveSchedule.ts';
import { createProjectDocument } from '../../src/editor/document/projectDocument.ts';
import { createSessionStore } from '../../src/editor/session/sessionStore.ts';
import { createViewStore } from '../../src/editor/session/viewStore.ts';
import type { EngineClient } from '../../src/engine/client.ts';
import { openOutputFile } from '../../src/engine/export/output/outputFile.ts';
import { openBundleCache } from '../../src/engine/inference/bundle/bundleCache.ts';
import { takeSharedFiles } from '../../src/pwa/sharedFiles.ts';
import type { ClipInfo } from '../../src/protocol/requests.ts';
import { EXAMPLE_PROJECT } from '../fixtures/exampleProject.ts';

/* Storage that is full, or that the browser forbids: settings of the person, private windows. */

const full = (): never => {
  throw new DOMException('No room.', 'QuotaExceededError');
};
const blocked = (): never => {
  throw new DOMException('The request was denied.', 'SecurityError');
};
const fullLater = (): Promise<never> =>
  Promise.reject(new DOMException('No room.', 'QuotaExceededError'));
const blockedLater = (): Promise<never> =>
  Promise.reject(new DOMException('The request was denied.', 'SecurityError'));

afterEach(() => vi.restoreAllMocks());

const CLIP: ClipInfo = {
  clipId: EXAMPLE_PROJECT.clip.clipId,
  fileName: 'meadow.mp4',
  container: 'MP4',
  videoCodec: 'avc',
  audioCodec: null,
  audioProblem: 'none',
  width: 160,
  height: 96,
  durationSeconds: 1,
  ptsSeconds: Float64Array.from({ length: 12 }, (_, index) => index / 12),
};

const openAutosave = () => {
  const session = createSessionStore();
  const file = new File(['clip'], 'meadow.mp4');
  session.setState({
    clip: {
      info: CLIP,
      file,
      sample: null,
      thumbnails: [],
      fineThumbnails: [],
      peaks: null,
      cuts: null,
    },
  });
  const project = createProjectDocument(() => performance.now());
  const store = createStore<ProjectLibraryState>(() => ({ recent: [], saving: 'nothing' }));
  const storage = createProjectStorage();
  const engine = { failure: { value: null } } as unknown as EngineClient;
  const locks = createProjectLocks();
  const view = createViewStore();
  view.setState({ clipKeeping: 'keep' });
  const autosave = createAutosave({ engine, session, view, project, storage, locks, store });
  return { session, project, store, storage, autosave };
};

describe('a project that cannot be stored', () => {
  const FAULTS: readonly (readonly [string, SavingState, () => unknown])[] = [
    [
      'IndexedDB is full',
      'full',
      () => vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(full),
    ],
    [
      'IndexedDB is forbidden',
      'blocked',
      () => vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(blocked),
    ],
    [
      'IndexedDB closes at once',
      'blocked',
      () =>
        vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => {
          throw new DOMException('The database connection is closing.', 'InvalidStateError');
        }),
    ],
  ];

  test.each(FAULTS)(
    '%s: it is said, and the next edit is kept again',
    async (_, saving, inject) => {
      const { session, project, store, storage, autosave } = openAutosave();
      try {
        inject();
        project.replace({ objects: EXAMPLE_PROJECT.objects });
        await expect.poll(() => store.getState().saving, { timeout: 5000 }).toBe(saving);
        expect(session.getState().announcement).toMatchObject({
          isVisible: true,
          text: expect.stringContaining('save the project as a file') as string,
        });
        const leaving = new Event('beforeunload', { cancelable: true });
        window.dispatchEvent(leaving);
        expect(leaving.defaultPrevented).toBe(true);

        vi.restoreAllMocks();
        project.replace({ objects: EXAMPLE_PROJECT.objects, soloId: 'a' });
        await expect.poll(() => store.getState().saving, { timeout: 5000 }).toBe('saved');
        const [recent] = await storage.list();
        expect(recent?.fileName).toBe('meadow.mp4');
        await storage.remove(recent!.id);
      } finally {
        autosave.dispose();
      }
    },
  );

  test.each([
    [
      'there is no room for its clip',
      () => {
        // Called with the `this` that it was called on.
        // eslint-disable-next-line typescript/unbound-method
        const { put } = IDBObjectStore.prototype;
        vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function store(
          this: IDBObjectStore,
          value: unknown,
          key,
        ) {
          return typeof key === 'string' && key.startsWith('clip/')
            ? full()
            : put.call(this, value, key);
        });
      },
    ],
    [
      'the browser does not tell how much room there is',
      () => vi.spyOn(StorageManager.prototype, 'estimate').mockImplementation(blockedLater),
    ],
  ] as const)('%s: the project is kept without it', async (_, inject) => {
    inject();
    const storage = createProjectStorage();
    const kept = {
      id: 'p',
      clipId: 'c',
      fileName: 'a.mp4',
      sampleFile: null,
      savedAtMilliseconds: 0,
      names: [],
    };
    const recent = await storage.save(kept, new Blob(['project']), new File(['clip'], 'a.mp4'));
    expect(recent).toMatchObject([{ id: 'p', hasClip: false }]);
    expect(await (await storage.loadProject('p'))?.text()).toBe('project');
    await storage.remove('p');
  });
});

describe('a cache of bundles that cannot be used', () => {
  const bytes = Uint8Array.of(1, 2, 3);
  const FAULTS: readonly (readonly [string, () => unknown])[] = [
    [
      'Cache storage is forbidden',
      () => vi.spyOn(CacheStorage.prototype, 'open').mockImplementation(blockedLater),
    ],
    [
      'it is full',
      () => {
        vi.spyOn(Cache.prototype, 'put').mockImplementation(fullLater);
        vi.spyOn(Cache.prototype, 'delete').mockImplementation(fullLater);
      },
    ],
    [
      'it cannot be read',
      () => vi.spyOn(Cache.prototype, 'match').mockImplementation(blockedLater),
    ],
  ];
  test.each(FAULTS)('%s: files come from the network', async (_, inject) => {
    inject();
    const cache = await openBundleCache();
    const key = `${location.origin}/models/test/faults.onnx`;
    await cache.removeVersions(key);
    await cache.put(key, bytes);
    expect(await cache.match(key)).toBe(null);
    vi.restoreAllMocks();
    await (await openBundleCache()).removeVersions(key);
  });
});

const write = async (): Promise<string> => {
  const output = await openOutputFile('a.txt', 'text/plain', null);
  const writer = output.writable.getWriter();
  await writer.write(new TextEncoder().encode('bytes'));
  await writer.close();
  const text = await (await output.read()).text();
  await output.discard();
  return text;
};

describe('an export', () => {
  test.each([
    [
      'forbidden',
      () => vi.spyOn(StorageManager.prototype, 'getDirectory').mockImplementation(blockedLater),
    ],
    [
      'refusing files',
      () =>
        vi
          .spyOn(FileSystemDirectoryHandle.prototype, 'getFileHandle')
          .mockImplementation(blockedLater),
    ],
    [
      'refusing streams',
      () =>
        vi.spyOn(FileSystemFileHandle.prototype, 'createWritable').mockImplementation(blockedLater),
    ],
  ] as const)('with a private file system that is %s goes to memory', async (_, inject) => {
    inject();
    expect(await write()).toBe('bytes');
  });

  test('without room is refused', async () => {
    vi.spyOn(FileSystemFileHandle.prototype, 'createWritable').mockImplementation(fullLater);
    await expect(write()).rejects.toMatchObject({ name: 'QuotaExceededError' });
  });
});

describe('settings', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());
  test.each([
    ['full', full],
    ['forbidden', blocked],
  ] as const)('in storage that is %s last as long as the tab', (_, fail) => {
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(fail);
    vi.spyOn(Storage.prototype, 'getItem').mockImplementation(fail === blocked ? fail : () => null);
    const view = createViewStore();
    view.setState({ isMuted: true });
    vi.runAllTimers();
    expect(view.getState().isMuted).toBe(true);
  });
});

test('a shared file that cannot be taken out is an error for the person', async () => {
  vi.spyOn(CacheStorage.prototype, 'open').mockImplementation(blockedLater);
  await expect(takeSharedFiles()).rejects.toMatchObject({ name: 'SecurityError' });
});
