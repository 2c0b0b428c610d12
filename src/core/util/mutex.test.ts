import { expect, test } from 'vitest';
import { createMutex } from './mutex.ts';

test('a rest gives way to others, and a failure ends a turn', async () => {
  const turns = createMutex();
  const order: string[] = [];
  const long = turns.run(async (rest) => {
    order.push('long begins');
    await rest(() => Promise.resolve());
    order.push('long goes on');
  });
  const failing = turns.run(() => {
    order.push('another');
    return Promise.reject(new Error('on purpose'));
  });
  await expect(failing).rejects.toThrow('on purpose');
  await long;
  await turns.run(async () => {
    order.push('last');
  });
  expect(order).toEqual(['long begins', 'another', 'long goes on', 'last']);
});
