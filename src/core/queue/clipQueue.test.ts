import { expect, test } from 'vitest';
import {
  countClips,
  EMPTY_QUEUE,
  enqueueClips,
  MAX_ATTEMPTS,
  recoverQueue,
  removeClip,
  restartQueue,
  retryClips,
  takeNextClip,
  type ClipQueue,
  type QueueOutcome,
} from './clipQueue.ts';
import { drainQueue } from './drainQueue.ts';
import { isInShard } from './shard.ts';

const IDS = Array.from({ length: 200 }, (_, index) => `clip-${index}`);
const isBroken = (id: string): boolean => Number(id.slice('clip-'.length)) % 20 === 7;
const KILLED = { kind: 'page-crashed', message: 'The tab was closed.' };

/** Works as a process does, on a queue that it can lose. */
const createProcess = (start: ClipQueue) => {
  let queue = start;
  const done: string[] = [];
  const stop = new AbortController();
  let running = 0;
  let mostRunning = 0;
  const run = async (id: string): Promise<QueueOutcome> => {
    running += 1;
    mostRunning = Math.max(mostRunning, running);
    await Promise.resolve();
    running -= 1;
    if (isBroken(id)) {
      return { kind: 'failed', failure: { kind: 'corrupt', message: `${id} is damaged.` } };
    }
    done.push(id);
    return { kind: 'done' };
  };
  return {
    done,
    stop,
    queue: () => queue,
    pause: () => (queue = { ...queue, isPaused: true }),
    mostRunning: () => mostRunning,
    work: (workers: number, runClip: typeof run = run) =>
      drainQueue({
        read: () => queue,
        write: (next) => (queue = next),
        workers,
        run: runClip,
        signal: stop.signal,
      }),
  };
};

test.each([1, 3])(
  '200 clips, ten broken, %i workers: the rest is done, each once',
  async (workers) => {
    const one = createProcess(enqueueClips(EMPTY_QUEUE, IDS));
    await one.work(workers);
    expect(countClips(one.queue())).toEqual({ waiting: 0, running: 0, done: 190, failed: 10 });
    expect(one.done.toSorted()).toEqual(IDS.filter((id) => !isBroken(id)).toSorted());
    expect(one.mostRunning()).toBe(workers);
    const failed = one.queue().entries.filter(({ state }) => state === 'failed');
    expect(failed.map(({ id }) => id)).toEqual(IDS.filter(isBroken));
    expect(failed[0]?.failure).toEqual({ kind: 'corrupt', message: 'clip-7 is damaged.' });
  },
);

test('a queue that is killed goes on from what was stored: nothing twice, nothing never', async () => {
  const first = createProcess(enqueueClips(EMPTY_QUEUE, IDS));
  // Dies in the 50th clip: what was written before is all that is left.
  let stored = '';
  await first.work(1, async (id) => {
    if (first.done.length === 50) {
      stored = JSON.stringify(first.queue());
      first.stop.abort();
      return { kind: 'stopped' };
    }
    first.done.push(id);
    return Promise.resolve({ kind: 'done' });
  });
  const second = createProcess(recoverQueue(JSON.parse(stored) as ClipQueue, KILLED));
  expect(countClips(second.queue())).toMatchObject({ running: 0, done: 50, waiting: 150 });
  await second.work(2, (id) => {
    second.done.push(id);
    return Promise.resolve({ kind: 'done' });
  });
  expect([...first.done, ...second.done].toSorted()).toEqual(IDS.toSorted());
});

test('a clip whose worker dies is tried once more, then given up', async () => {
  const process = createProcess(enqueueClips(EMPTY_QUEUE, ['fragile', 'deadly', 'good']));
  const begun: string[] = [];
  await process.work(1, (id) => {
    const isFirst = !begun.includes(id);
    begun.push(id);
    const dies = id === 'deadly' || (id === 'fragile' && isFirst);
    return Promise.resolve(dies ? { kind: 'lost', failure: KILLED } : { kind: 'done' });
  });
  expect(begun.filter((id) => id === 'deadly')).toHaveLength(MAX_ATTEMPTS);
  expect(process.queue().entries).toMatchObject([
    { id: 'fragile', state: 'done', attempts: 2, failure: null },
    { id: 'deadly', state: 'failed', failure: KILLED },
    { id: 'good', state: 'done', attempts: 1 },
  ]);
  // A tab that crashes with it each time must not crash for ever.
  const taken = takeNextClip(enqueueClips(EMPTY_QUEUE, ['deadly']))?.queue ?? EMPTY_QUEUE;
  const again = takeNextClip(recoverQueue(taken, KILLED))?.queue ?? EMPTY_QUEUE;
  expect(recoverQueue(again, KILLED).entries).toMatchObject([{ state: 'failed' }]);
});

test('a pause ends after the running clip; stopping gives it back without a count', async () => {
  const process = createProcess(enqueueClips(EMPTY_QUEUE, ['a', 'b', 'c']));
  await process.work(1, () => {
    process.pause();
    return Promise.resolve({ kind: 'stopped' });
  });
  expect(process.queue().entries[0]).toMatchObject({ state: 'waiting', attempts: 0 });
  expect(countClips(process.queue()).waiting).toBe(3);
  expect(takeNextClip(process.queue())).toBeNull();
});

test('a clip is in the queue once, can be removed while it runs, and tried again', () => {
  const queue = enqueueClips(enqueueClips(EMPTY_QUEUE, ['a', 'b', 'a']), ['b', 'c']);
  expect(queue.entries.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  const running = takeNextClip(queue)?.queue ?? EMPTY_QUEUE;
  expect(removeClip(running, 'a').entries.map(({ id }) => id)).toEqual(['b', 'c']);
  const failed: ClipQueue = {
    isPaused: false,
    entries: [{ id: 'a', state: 'failed', attempts: 2, failure: KILLED }],
  };
  expect(retryClips(failed, () => true).entries).toMatchObject([{ state: 'waiting', attempts: 0 }]);
  expect(restartQueue(failed).entries).toMatchObject([{ state: 'waiting', failure: null }]);
});

test('shards are disjoint and together everything, about equal in size', () => {
  const hashes = IDS.map((_, index) =>
    ((index * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, '0'),
  );
  const shards = [1, 2, 3].map((number) =>
    hashes.filter((hash) => isInShard(hash, { number, of: 3 })),
  );
  expect(shards.flat().toSorted()).toEqual(hashes.toSorted());
  for (const shard of shards) {
    expect(Math.abs(shard.length - 200 / 3)).toBeLessThan(20);
  }
});
