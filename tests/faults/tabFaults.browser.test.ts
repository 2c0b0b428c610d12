import { afterEach, expect, test, vi } from 'vitest';
import { createDeferred } from '../../src/core/util/deferred.ts';
import { createStallWatch } from '../../src/engine/inference/bundle/stallWatch.ts';
import { createProjectLocks } from '../../src/editor/persistence/projectLocks.ts';
import { createProjectStorage } from '../../src/editor/persistence/projectStorage.ts';

/* Tabs beside one another, tabs that are frozen, clocks that jump. */

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const recent = (id: string) => ({
  id,
  clipId: `clip-${id}`,
  fileName: `${id}.mp4`,
  sampleFile: null,
  savedAtMilliseconds: 0,
  names: [],
});

test('two tabs that save at the same time: both projects are in the list', async () => {
  const tabs = [createProjectStorage(), createProjectStorage()];
  const ids = ['a', 'b', 'c', 'd'];
  await Promise.all(
    ids.map((id, index) => tabs[index % 2]!.save(recent(id), new Blob([id]), null)),
  );
  const listed = (await tabs[0]!.list()).map(({ id }) => id);
  expect(listed.toSorted()).toEqual(ids);
  for (const id of ids) {
    expect(await (await tabs[1]!.loadProject(id))?.text()).toBe(id);
    await tabs[1]!.remove(id);
  }
});

test('two tabs with one project: the first writes it, the second after the first has let go', async () => {
  const [first, second] = [createProjectLocks(), createProjectLocks()];
  expect(await first.take('p')).toBe(true);
  expect(await first.take('p')).toBe(true);
  expect(await second.take('p')).toBe(false);
  expect(await second.take('other')).toBe(true);
  const written = createDeferred<void>();
  first.release('p', written.promise);
  expect(await second.take('p')).toBe(false);
  written.resolve();
  await expect.poll(() => second.take('p')).toBe(true);
  second.release('p', Promise.resolve());
  second.release('other', Promise.resolve());
});

test('a browser without locks: each tab writes', async () => {
  vi.spyOn(LockManager.prototype, 'request').mockRejectedValue(
    new DOMException('Denied.', 'SecurityError'),
  );
  expect(await createProjectLocks().take('p')).toBe(true);
});

test('a download that stands still is given up after a minute, one that moves is not', () => {
  vi.useFakeTimers();
  const watch = createStallWatch();
  for (let second = 0; second < 300; second += 20) {
    vi.advanceTimersByTime(20_000);
    watch.touch();
  }
  vi.advanceTimersByTime(55_000);
  expect(watch.signal.aborted).toBe(false);
  vi.advanceTimersByTime(10_000);
  expect(watch.signal.aborted).toBe(true);
  watch.dispose();
});

test.each([
  ['ahead', 86_400_000],
  ['back', -86_400_000],
])('a clock that jumps a day %s, as after a sleep, ends no download', (_, milliseconds) => {
  vi.useFakeTimers();
  const watch = createStallWatch();
  vi.advanceTimersByTime(30_000);
  // Timers of a frozen tab fire once, however long it was frozen.
  vi.setSystemTime(Date.now() + milliseconds);
  vi.advanceTimersByTime(5000);
  expect(watch.signal.aborted).toBe(false);
  watch.dispose();
});
