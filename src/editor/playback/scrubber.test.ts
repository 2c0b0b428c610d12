import { expect, test } from 'vitest';
import { createScrubber, type ReadResolution } from './scrubber.ts';

const settle = () => new Promise((resolve) => setTimeout(resolve));

type Read = {
  readonly frameIndex: number;
  readonly size: ReadResolution;
  readonly onIntermediate: (picture: string) => void;
  readonly signal: AbortSignal;
  readonly resolve: (picture: string) => void;
  readonly reject: (error: Error) => void;
};

/**
 * A frame source that answers when the test says so.
 * @param isShown whether a frame is displayed; by default full resolution is never read again.
 */
const slowSource = (
  isShown: (frameIndex: number, size: ReadResolution) => boolean = (_, size) => size === 'whole',
) => {
  const requested: number[] = [];
  const shown: number[] = [];
  const discarded: string[] = [];
  const errors: unknown[] = [];
  const cached: number[] = [];
  const reads: Read[] = [];
  const rests: (() => void)[] = [];
  const scrubber = createScrubber<string>({
    read(frameIndex, size, onIntermediate, signal) {
      requested.push(frameIndex);
      return new Promise((resolve, reject) => {
        reads.push({ frameIndex, size, onIntermediate, signal, resolve, reject });
      });
    },
    show: (picture) => shown.push(Number(picture.replace(/^frame /, ''))),
    showCached: (frameIndex) => cached.push(frameIndex),
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
    read?.resolve(`frame ${read.frameIndex}`);
    await settle();
  };
  const fail = async (error: Error) => {
    reads.shift()?.reject(error);
    await settle();
  };
  return { scrubber, requested, shown, discarded, errors, cached, reads, rests, answer, fail };
};

test('one read is in flight, and skipped targets are never read', async () => {
  const { scrubber, requested, shown, answer } = slowSource();
  for (const frameIndex of [3, 4, 5, 6, 7]) {
    scrubber.seek(frameIndex);
  }
  expect(requested).toEqual([3]);
  await answer();
  expect(requested).toEqual([3, 7]);
  await answer();
  expect(requested).toEqual([3, 7]);
  expect(shown).toEqual([3, 7]);
});

test('a frame that is no longer the target is still shown', async () => {
  const { scrubber, shown, answer } = slowSource();
  scrubber.seek(3);
  scrubber.seek(90);
  await answer();
  expect(shown).toEqual([3]);
});

test('a frame is read again when it is sought again', async () => {
  const { scrubber, requested, answer } = slowSource();
  scrubber.seek(3);
  await answer();
  scrubber.seek(3);
  expect(requested).toEqual([3, 3]);
});

test('an error is reported and the newest target is still read', async () => {
  const { scrubber, requested, shown, errors, answer, fail } = slowSource();
  scrubber.seek(3);
  scrubber.seek(8);
  await fail(new Error('broken packet'));
  expect(errors).toHaveLength(1);
  expect(requested).toEqual([3, 8]);
  await answer();
  expect(shown).toEqual([8]);
});

test('a frame that arrives after cancel is discarded, and seeking works again', async () => {
  const { scrubber, shown, discarded, answer } = slowSource();
  scrubber.seek(3);
  scrubber.cancel();
  await answer();
  expect(shown).toEqual([]);
  expect(discarded).toEqual(['frame 3']);
  scrubber.seek(5);
  await answer();
  expect(shown).toEqual([5]);
});

test('a read is aborted for a newer target only after it delivered a frame', async () => {
  const { scrubber, requested, shown, errors, reads, answer, fail } = slowSource();
  scrubber.seek(59);
  scrubber.seek(159);
  expect(reads[0]?.signal.aborted).toBe(false);
  reads[0]?.onIntermediate('frame 0');
  expect(reads[0]?.signal.aborted).toBe(true);
  await fail(new Error('aborted'));
  expect(requested).toEqual([59, 159]);
  reads[0]?.onIntermediate('frame 120');
  expect(reads[0]?.signal.aborted).toBe(false);
  scrubber.seek(161);
  expect(reads[0]?.signal.aborted).toBe(true);
  await fail(new Error('aborted'));
  await answer();
  expect(shown).toEqual([0, 120, 161]);
  expect(errors).toEqual([]);
});

test('a frame of an aborted read is discarded', async () => {
  const { scrubber, shown, discarded, reads } = slowSource();
  scrubber.seek(59);
  const [left] = reads;
  left?.onIntermediate('frame 0');
  scrubber.seek(159);
  left?.onIntermediate('frame 30');
  expect(shown).toEqual([0]);
  expect(discarded).toEqual(['frame 30']);
});

test('the cache is shown for every target without waiting for a read', () => {
  const { scrubber, requested, cached } = slowSource();
  scrubber.seek(3);
  scrubber.seek(90);
  expect(cached).toEqual([3, 90]);
  expect(requested).toEqual([3]);
});

test('only a frame that stays is read at full resolution', async () => {
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
  // A newer target aborts the full-resolution read of the older one.
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
