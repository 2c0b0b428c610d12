import { expect, test, vi } from 'vitest';
import { createDeferred } from '../../core/util/deferred.ts';
import { EarmarkError } from '../../core/util/errors.ts';
import { createRunQueue, type RunOutcome, type RunQueueDeps } from './runQueue.ts';

/** One call of `compute` that the test ends by hand, as the engine would. */
type Computation = {
  readonly id: string;
  readonly signal: AbortSignal;
  finish(): void;
  fail(thrown: unknown): void;
};

const setUp = (overrides: Partial<RunQueueDeps> = {}) => {
  const computations: Computation[] = [];
  const complete = new Set<string>();
  const statuses: string[] = [];
  const failures: string[] = [];
  const callbackErrors: unknown[] = [];
  const queue = createRunQueue({
    inspect: (id) => (complete.has(id) ? 'complete' : 'incomplete'),
    compute: (id, signal) => {
      const { promise, resolve, reject } = createDeferred<void>();
      signal.addEventListener('abort', () => reject(new EarmarkError('aborted', 'Cancelled.')));
      const finish = (): void => {
        complete.add(id);
        resolve();
      };
      computations.push({ id, signal, finish, fail: reject });
      return promise;
    },
    onStatus: (id, status) => statuses.push(`${id} ${status}`),
    onFailure: (id, { kind }) => {
      failures.push(`${id} ${kind}`);
      return 'stopped';
    },
    onCallbackError: (thrown) => callbackErrors.push(thrown),
    ...overrides,
  });
  const at = (index: number): Computation => {
    const computation = computations.at(index);
    if (!computation) {
      throw new Error('Nothing was computed.');
    }
    return computation;
  };
  const order = (): string[] => computations.map(({ id }) => id);
  return { queue, computations, complete, statuses, failures, callbackErrors, at, order };
};

/** Lets the queue go on with what was settled. */
const settle = () => new Promise((resolve) => setTimeout(resolve));

test('the newest run goes first; what gave way goes on after it', async () => {
  const { queue, at, order, statuses } = setUp();
  const a = queue.enqueue('a');
  const b = queue.enqueue('b');
  expect(at(0).signal.aborted).toBe(true);
  await settle();
  expect(order()).toEqual(['a', 'b']);
  at(-1).finish();
  expect(await b).toBe('done');
  await settle();
  expect(order()).toEqual(['a', 'b', 'a']);
  expect(at(-1).signal.aborted).toBe(false);
  at(-1).finish();
  expect(await a).toBe('done');
  expect(statuses).toEqual(['a waiting', 'a waiting', 'b waiting']);
});

test('runs that gave way go on in the reverse order of their requests', async () => {
  const { queue, at, order } = setUp();
  for (const id of ['a', 'b', 'c']) {
    void queue.enqueue(id);
  }
  for (let run = 0; run < 3; run++) {
    await settle();
    at(-1).finish();
  }
  await settle();
  expect(order()).toEqual(['a', 'c', 'b', 'a']);
});

test('a run that waits is moved to the front; one that runs is left alone', async () => {
  const { queue, at, order, computations } = setUp();
  const first = queue.enqueue('a');
  void queue.enqueue('b');
  await settle();
  expect(queue.enqueue('a')).toBe(first);
  await settle();
  expect(order()).toEqual(['a', 'b', 'a']);
  expect(queue.enqueue('a')).toBe(first);
  await settle();
  expect(computations).toHaveLength(3);
  expect(at(-1).signal.aborted).toBe(false);
});

test('cancel stops what runs and what waits, and the queue goes on with what comes after', async () => {
  const { queue, at, statuses, order } = setUp();
  const outcomes = [queue.enqueue('a'), queue.enqueue('b')];
  await settle();
  expect(queue.cancel()).toBe(true);
  expect(at(-1).signal.aborted).toBe(true);
  expect(await Promise.all(outcomes)).toEqual(['stopped', 'stopped']);
  expect(statuses.slice(-2)).toEqual(['b cancelled', 'a cancelled']);
  expect(queue.cancel()).toBe(false);
  await settle();
  const next = queue.enqueue('c');
  await settle();
  expect(order().at(-1)).toBe('c');
  at(-1).finish();
  expect(await next).toBe('done');
});

test('a result that is complete when its turn comes is not computed', async () => {
  const { queue, complete, at, order, statuses } = setUp();
  const a = queue.enqueue('a');
  const b = queue.enqueue('b');
  await settle();
  complete.add('a');
  at(-1).finish();
  expect(await Promise.all([a, b])).toEqual(['done', 'done']);
  expect(order()).toEqual(['a', 'b']);
  expect(statuses.at(-1)).toBe('a done');
});

test('a result that is gone is stopped', async () => {
  const { queue, computations } = setUp({ inspect: () => 'missing' });
  expect(await queue.enqueue('a')).toBe('stopped');
  expect(computations).toHaveLength(0);
});

test('a failure ends its run alone, with the outcome that is told', async () => {
  const { queue, at, failures, order } = setUp({ onFailure: (): RunOutcome => 'refused' });
  const a = queue.enqueue('a');
  const b = queue.enqueue('b');
  await settle();
  at(-1).fail(new EarmarkError('long-expression', 'Too long.'));
  expect(await b).toBe('refused');
  await settle();
  expect(order().at(-1)).toBe('a');
  at(-1).finish();
  expect(await a).toBe('done');
  expect(failures).toEqual([]);
});

test('a device that stays lost ends the whole queue', async () => {
  const { queue, at, failures, statuses, order } = setUp();
  const outcomes = [queue.enqueue('a'), queue.enqueue('b')];
  await settle();
  at(-1).fail(new EarmarkError('device-lost', 'Lost again.'));
  expect(await Promise.all(outcomes)).toEqual(['stopped', 'stopped']);
  expect(failures).toEqual(['b device-lost']);
  expect(statuses.at(-1)).toBe('a cancelled');
  await settle();
  expect(order()).toEqual(['a', 'b']);
});

test('a run that the engine ends is a failure of kind aborted', async () => {
  const { queue, at, failures } = setUp();
  const a = queue.enqueue('a');
  await settle();
  at(-1).fail(new EarmarkError('aborted', 'Another clip was opened.'));
  expect(await a).toBe('stopped');
  expect(failures).toEqual(['a aborted']);
});

test('an error in a callback is told, and the queue goes on', async () => {
  const throwing = vi.fn((): RunOutcome => {
    throw new Error('A listener of the store failed.');
  });
  const { queue, at, callbackErrors } = setUp({ onStatus: throwing, onFailure: throwing });
  const a = queue.enqueue('a');
  await settle();
  at(-1).fail(new Error('The listener of the run failed.'));
  expect(await a).toBe('stopped');
  expect(callbackErrors).toHaveLength(2);
  const b = queue.enqueue('b');
  await settle();
  at(-1).finish();
  expect(await b).toBe('done');
});

test('an error in inspect fails the run', async () => {
  const { queue, failures } = setUp({
    inspect: () => {
      throw new Error('No state.');
    },
  });
  expect(await queue.enqueue('a')).toBe('stopped');
  expect(failures).toEqual(['a internal']);
});
