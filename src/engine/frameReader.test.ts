import { expect, test } from 'vitest';
import { createCredits } from './frameReader.ts';

test('credits are taken as they are given, and an abort ends the waiting', async () => {
  const credits = createCredits(1);
  const controller = new AbortController();
  await credits.take(controller.signal);
  let taken = false;
  const take = async (): Promise<void> => {
    await credits.take(controller.signal);
    taken = true;
  };
  const waiting = take();
  await new Promise((resolve) => setTimeout(resolve));
  expect(taken).toBe(false);
  credits.give();
  await waiting;
  const last = credits.take(controller.signal);
  controller.abort();
  await expect(last).rejects.toMatchObject({ kind: 'aborted' });
  await expect(credits.take(controller.signal)).rejects.toMatchObject({ kind: 'aborted' });
});
