import { expect, test } from 'vitest';
import { createScrubber, type ReadResolution } from './scrubber.ts';

const settle = () => new Promise((resolve) => setTimeout(resolve));

type Read = {
  readonly frameIndex: number;
  readonly size: ReadResolution;
  readonly onWay: (picture: string) => void;
  readonly signal: AbortSignal;
  readonly resolve: (picture: string) => void;
  readonly reject: (error: Error) => void;
};

/**
 * A source of pictures that answers when the test says so.
 * @param isShown of a screen that shows nothing else; without it whole pictures are read at once.
 */
const slowSource = (
  isShown: (frameIndex: number, size: ReadResolution) => boolean = (_, size) => size === 'whole',
) => {
  const asked: number[] = [];
  const painted: number[] = [];
  const discarded: string[] = [];
  const errors: unknown[] = [];
  const atHand: number[] = [];
  const reads: Read[] = [];
  const rests: (() => void)[] = [];
  const scrubber = createScrubber<string>({
    read(frameIndex, size, onWay, signal) {
      asked.push(frameIndex);
      return new Promise((resolve, reject) => {
        reads.push({ frameIndex, size, onWay, signal, resolve, reject });
      });
    },
    show: (picture) => painted.push(Number(picture.replace(/^picture /, ''))),
    showCached: (frameIndex) => atHand.push(frameIndex),
    isShown,
    waitUntilSettled: (signal) =>
      new Promise((resolve) => {
        rests.push(resolve);
        signal.addEventListener('abort', () => resolve());
      }),
    discard: (picture) => discarded.push(picture),
    onError: (error) => errors.push(error),
  });
  const answer = async () => {
    const read = reads.shift();
    read?.resolve(`picture ${read.frameIndex}`);
    await settle();
  };
  const fail = async (error: Error) => {
    reads.shift()?.reject(error);
    await settle();
  };
  return { scrubber, asked, painted, discarded, errors, atHand, reads, rests, answer, fail };
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

test('a read is left for a newer target once it has given something to see, and not before', async () => {
  const { scrubber, asked, painted, errors, reads, answer, fail } = slowSource();
  scrubber.seek(59);
  scrubber.seek(159);
  expect(reads[0]?.signal.aborted).toBe(false);
  reads[0]?.onWay('picture 0');
  expect(reads[0]?.signal.aborted).toBe(true);
  await fail(new Error('aborted'));
  expect(asked).toEqual([59, 159]);
  reads[0]?.onWay('picture 120');
  expect(reads[0]?.signal.aborted).toBe(false);
  scrubber.seek(161);
  expect(reads[0]?.signal.aborted).toBe(true);
  await fail(new Error('aborted'));
  await answer();
  expect(painted).toEqual([0, 120, 161]);
  expect(errors).toEqual([]);
});

test('a picture that comes after its read was left is discarded', async () => {
  const { scrubber, painted, discarded, reads } = slowSource();
  scrubber.seek(59);
  const [left] = reads;
  left?.onWay('picture 0');
  scrubber.seek(159);
  left?.onWay('picture 30');
  expect(painted).toEqual([0]);
  expect(discarded).toEqual(['picture 30']);
});

test('what is at hand is shown for every target, without waiting for a read', () => {
  const { scrubber, asked, atHand } = slowSource();
  scrubber.seek(3);
  scrubber.seek(90);
  expect(atHand).toEqual([3, 90]);
  expect(asked).toEqual([3]);
});

test('a frame that stays is read whole; one that is moved on from is not', async () => {
  let shown: readonly [number, ReadResolution] | null = null;
  const { scrubber, reads, rests, answer, fail } = slowSource(
    (frameIndex, size) => shown?.[0] === frameIndex && (shown[1] === 'whole' || size === 'screen'),
  );
  const answerWith = async (size: ReadResolution): Promise<void> => {
    expect(reads).toMatchObject([{ size }]);
    shown = [reads[0]?.frameIndex ?? -1, size];
    await answer();
  };
  scrubber.seek(3);
  await answerWith('screen');
  expect(reads).toEqual([]);
  scrubber.seek(4);
  await settle();
  await answerWith('screen');
  rests[1]?.();
  await settle();
  // The newer target does not wait for the whole picture of the older one.
  scrubber.seek(5);
  expect(reads).toMatchObject([{ size: 'whole', signal: { aborted: true } }]);
  await fail(new Error('aborted'));
  await answerWith('screen');
  rests[2]?.();
  await settle();
  await answerWith('whole');
  expect(shown).toEqual([5, 'whole']);
  expect([reads.length, rests.length]).toEqual([0, 3]);
});
