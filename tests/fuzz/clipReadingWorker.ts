import { EarmarkError, type ErrorKind } from '../../src/core/util/errors.ts';
import { MAX_CLIP_SECONDS } from '../../src/core/limits.ts';
import { openClip } from '../../src/engine/media/openClip.ts';
import type { DecodedFrame, MediaClip } from '../../src/engine/media/openClip.ts';

/**
 * Opens and reads clips as the app does, in a worker as there: a reading that never ends can be told
 * and ended from outside.
 */

/** What a damaged file may be called. */
const KINDS: readonly ErrorKind[] = [
  'empty-file',
  'unsupported-container',
  'no-video',
  'unsupported-codec',
  'too-large',
  'corrupt',
];

const answerWith = (outcome: string): void => self.postMessage(outcome, { transfer: [] });

/** What was thrown and is no answer for a person begins with this. */
const UNEXPECTED = 'unexpected: ';

/** @returns the outcome in a word; @throws what is no answer for a person */
const outcomeOf = async (work: () => Promise<void>): Promise<string> => {
  try {
    await work();
    return 'read';
  } catch (thrown) {
    if (thrown instanceof EarmarkError && KINDS.includes(thrown.kind)) {
      return thrown.kind;
    }
    throw thrown;
  }
};

const closeAll = async (frames: AsyncGenerator<DecodedFrame, void>): Promise<void> => {
  for await (const frame of frames) {
    (await frame.toBitmap(32)).close();
    frame.close();
  }
};

/** @throws where the page could not show such a clip */
const requirePlausible = ({ info }: MediaClip): void => {
  const { durationSeconds, width, height, ptsSeconds } = info;
  const isAscending = ptsSeconds.every((pts, index) => pts > (ptsSeconds[index - 1] ?? -1));
  if (
    !(
      durationSeconds > 0 &&
      durationSeconds <= MAX_CLIP_SECONDS &&
      width > 0 &&
      height > 0 &&
      isAscending
    )
  ) {
    throw new Error(`Implausible: ${JSON.stringify(info)}`);
  }
};

const readAll = async (clip: MediaClip): Promise<readonly string[]> => {
  const last = clip.info.ptsSeconds.length - 1;
  const readings: (() => Promise<void>)[] = [
    ...[0, last >> 1, last].map((frameIndex) => async () => {
      (await clip.frameAt(frameIndex)).close();
    }),
    () => closeAll(clip.framesFrom(0)),
    async () => void (await clip.readAudio(0, 4)),
    async () => void (await clip.readPeaks(16)),
    async () => {
      for await (const { bitmap } of clip.readThumbnails(4, 16)) {
        bitmap.close();
      }
    },
  ];
  const outcomes: string[] = [];
  for (const reading of readings) {
    outcomes.push(await outcomeOf(reading));
  }
  return outcomes;
};

/** @returns `whole`, `in part`, or the kind of error by which it was refused */
const tryFile = async (file: File): Promise<string> => {
  let outcome = 'whole';
  const opening = await outcomeOf(async () => {
    const clip = await openClip(file);
    try {
      requirePlausible(clip);
      const outcomes = await readAll(clip);
      outcome = outcomes.every((each) => each === 'read') ? 'whole' : 'in part';
    } finally {
      clip.dispose();
    }
  });
  return opening === 'read' ? outcome : opening;
};

self.addEventListener('error', ({ message }) => answerWith(`${UNEXPECTED}${message}`));
self.addEventListener('unhandledrejection', ({ reason }) =>
  answerWith(`${UNEXPECTED}${String(reason)}`),
);
self.addEventListener('message', ({ data }: MessageEvent<File>) => {
  void tryFile(data)
    .catch((thrown: unknown) => `${UNEXPECTED}${String(thrown)}`)
    .then(answerWith);
});
