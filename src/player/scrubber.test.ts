import { expect, test } from 'vitest';
import { createScrubber } from './scrubber.ts';

const settle = () => new Promise((resolve) => setTimeout(resolve));

/** A source of pictures that answers when the test says so. */
const slowSource = () => {
  const asked: number[] = [];
  const painted: number[] = [];
  const discarded: string[] = [];
  const errors: unknown[] = [];
  const pending: { resolve: (picture: string) => void; reject: (error: Error) => void }[] = [];
  const scrubber = createScrubber<string>({
    read(frameIndex) {
      asked.push(frameIndex);
      return new Promise((resolve, reject) => pending.push({ resolve, reject }));
    },
    paint: (frameIndex) => painted.push(frameIndex),
    discard: (picture) => discarded.push(picture),
    onError: (error) => errors.push(error),
  });
  const answer = async () => {
    pending.shift()?.resolve(`picture ${asked.at(-1)}`);
    await settle();
  };
  const fail = async (error: Error) => {
    pending.shift()?.reject(error);
    await settle();
  };
  return { scrubber, asked, painted, discarded, errors, answer, fail };
};

test('one read is in flight, and targets that were passed over are never read', async () => {
  const { scrubber, asked, painted, answer } = slowSource();
  for (const frameIndex of [3, 4, 5, 6, 7]) {
    scrubber.seek(frameIndex);
  }
  expect(asked).toEqual([3]);
  await answer();
  expect(asked).toEqual([3, 7]);
  await answer();
  expect(asked).toEqual([3, 7]);
  expect(painted).toEqual([3, 7]);
});

test('a picture that is no longer the target is painted all the same', async () => {
  const { scrubber, painted, answer } = slowSource();
  scrubber.seek(3);
  scrubber.seek(90);
  await answer();
  expect(painted).toEqual([3]);
});

test('a frame is read anew when it is sought again later', async () => {
  const { scrubber, asked, answer } = slowSource();
  scrubber.seek(3);
  await answer();
  scrubber.seek(3);
  expect(asked).toEqual([3, 3]);
});

test('an error is told and the newest target is read all the same', async () => {
  const { scrubber, asked, painted, errors, answer, fail } = slowSource();
  scrubber.seek(3);
  scrubber.seek(8);
  await fail(new Error('broken packet'));
  expect(errors).toHaveLength(1);
  expect(asked).toEqual([3, 8]);
  await answer();
  expect(painted).toEqual([8]);
});

test('a picture that arrives after cancelling is discarded, and seeking works again', async () => {
  const { scrubber, painted, discarded, answer } = slowSource();
  scrubber.seek(3);
  scrubber.cancel();
  await answer();
  expect(painted).toEqual([]);
  expect(discarded).toEqual(['picture 3']);
  scrubber.seek(5);
  await answer();
  expect(painted).toEqual([5]);
});
