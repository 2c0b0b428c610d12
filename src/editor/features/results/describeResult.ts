import type { FrameCounts, QueryResult, ResultStatus } from '../../search/queryResult.ts';

export type ResultDescription = {
  readonly text: string;
  readonly tone: 'found' | 'nothing' | 'open';
};

/** Rounded down, so that a score never looks as if it had reached the threshold. */
export const formatScore = (presence: number): string =>
  (Math.floor(presence * 100) / 100).toFixed(2);

const NOTHING_COMPUTED_TEXTS: Readonly<Record<ResultStatus, string>> = {
  waiting: 'Looking…',
  running: 'Looking…',
  done: 'This clip has no frames',
  cancelled: 'Stopped before the first frame',
  failed: 'It did not run: see the message at the top',
};

/** The answer to the sentence as far as it is known. */
export const describeResult = (
  { status, hasOverview }: Pick<QueryResult, 'status' | 'hasOverview'>,
  { frames, computed, present, bestPresence }: FrameCounts,
): ResultDescription => {
  const isRunning = status === 'waiting' || status === 'running';
  if (computed === 0) {
    return { text: NOTHING_COMPUTED_TEXTS[status], tone: 'open' };
  }
  if (present > 0) {
    const text =
      computed < frames
        ? `Found in ${present} of ${computed} frames looked at`
        : `Found in ${present} of ${frames} frames`;
    return { text: isRunning ? `${text} so far` : text, tone: 'found' };
  }
  const score = `best score ${formatScore(bestPresence)}`;
  if (computed === frames) {
    return { text: `Nothing in this clip matches (${score})`, tone: 'nothing' };
  }
  if (isRunning) {
    const text = hasOverview ? 'Nothing matches once a second' : 'Nothing matches yet';
    return { text: `${text} (${score})`, tone: 'open' };
  }
  return {
    text: `Nothing matches in the ${computed} frames looked at (${score})`,
    tone: 'nothing',
  };
};

const MAX_NAMED_FRAMES = 6;

/** Names the damaged frames as the transport counts them, from 1. */
export const describeUndecodableFrames = (frames: readonly number[]): string => {
  const named = frames.slice(0, MAX_NAMED_FRAMES).map((frameIndex) => frameIndex + 1);
  const others = frames.length - named.length;
  const which = others > 0 ? `${named.join(', ')} and ${others} more` : named.join(', ');
  return frames.length === 1
    ? `Frame ${which} is damaged and was passed over; it has no mask.`
    : `Frames ${which} are damaged and were passed over; they have no masks.`;
};
