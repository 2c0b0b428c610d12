import { afterEach, expect, test, vi } from 'vitest';
import { deleteStoredData } from '../../src/editor/persistence/deleteStoredData.ts';
import { createProjectStorage } from '../../src/editor/persistence/projectStorage.ts';
import { createViewStore } from '../../src/editor/session/viewStore.ts';
import { openBundleCache } from '../../src/engine/inference/bundle/bundleCache.ts';
import { openOutputFile } from '../../src/engine/export/output/outputFile.ts';
import { storeSharedFiles } from '../../src/pwa/sharedFiles.ts';

afterEach(() => vi.restoreAllMocks());

const OWN_SETTINGS = /^earmark\//;

const whatIsKept = async () => {
  const root = await navigator.storage.getDirectory();
  const files: string[] = [];
  for await (const name of root.keys()) {
    files.push(name);
  }
  return {
    projects: (await createProjectStorage().list()).length,
    caches: await caches.keys(),
    files,
    settings: Object.keys(localStorage).filter((key) => OWN_SETTINGS.test(key)),
  };
};

const fill = async (): Promise<void> => {
  const recent = {
    id: 'p',
    clipId: 'c',
    fileName: 'a.mp4',
    sampleFile: null,
    savedAtMilliseconds: 0,
    names: [],
  };
  await createProjectStorage().save(recent, new Blob(['project']), new File(['clip'], 'a.mp4'));
  await (await openBundleCache()).put(`${location.origin}/models/a`, Uint8Array.of(1));
  await storeSharedFiles([new File(['clip'], 'a.mp4')]);
  const output = await openOutputFile('a.txt', 'text/plain', null);
  await output.writable.close();
  localStorage.setItem('earmark/tour/1', 'seen');
};

test('a place that cannot be emptied is named, and the others are empty', async () => {
  await fill();
  vi.spyOn(CacheStorage.prototype, 'delete').mockRejectedValue(new Error('No.'));
  expect(await deleteStoredData()).toEqual(['caches']);
  const kept = await whatIsKept();
  expect(kept).toMatchObject({ projects: 0, files: [], settings: [] });
  expect(kept.caches).not.toEqual([]);
});

test('everything that is kept is deleted, and settings are not written again', async () => {
  const view = createViewStore();
  await fill();
  view.setState({ isMuted: !view.getState().isMuted });
  expect(await whatIsKept()).toMatchObject({ projects: 1, settings: ['earmark/tour/1'] });
  expect(await deleteStoredData()).toEqual([]);
  window.dispatchEvent(new Event('pagehide'));
  expect(await whatIsKept()).toEqual({ projects: 0, caches: [], files: [], settings: [] });
});
