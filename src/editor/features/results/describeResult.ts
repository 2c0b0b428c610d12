import type { FrameCounts, QueryResult, ResultStatus } from '../../search/queryResult.ts';
import { formatScore } from '../../ui/format.ts';

type ResultDescription = {
  readonly text: string;
  readonly tone: 'found' | 'weak' | 'nothing' | 'open';
};

const NOTHING_COMPUTED_TEXTS: Readonly<Record<ResultStatus, string>> = {
  waiting: 'Searching…',
  running: 'Searching…',
  done: 'This clip has no frames',
  cancelled: 'Stopped before the first frame',
  failed: 'The search failed: see the message at the top',
};

/**
 * The result so far, as the heading of the result panel.
 * @param usualThreshold 0..1: a best presence below it is shown by request, but not found.
 */
export const describeResult = (
  { status }: Pick<QueryResult, 'status'>,
  { frames, computed, present, bestPresence }: FrameCounts,
  usualThreshold: number,
): ResultDescription => {
  const isRunning = status === 'waiting' || status === 'running';
  if (computed === 0) {
    return { text: NOTHING_COMPUTED_TEXTS[status], tone: 'open' };
  }
  if (present > 0 && bestPresence < usualThreshold) {
    const where = present === 1 ? '1 frame' : `${present} frames`;
    const scores = `score ${formatScore(bestPresence)}; ${formatScore(usualThreshold)} counts as found`;
    return { text: `Weak guess in ${where} (${scores})`, tone: 'weak' };
  }
  if (present > 0) {
    const text =
      computed < frames
        ? `Found in ${present} of ${computed} frames searched`
        : `Found in ${present} of ${frames} frames`;
    return { text: isRunning ? `${text} so far` : text, tone: 'found' };
  }
  const score = `best score ${formatScore(bestPresence)}`;
  if (computed === frames) {
    return { text: `Nothing in this clip matches (${score})`, tone: 'nothing' };
  }
  if (isRunning) {
    return { text: `Nothing matches in ${computed} frames so far (${score})`, tone: 'open' };
  }
  return {
    text: `Nothing matches in the ${computed} frames searched (${score})`,
    tone: 'nothing',
  };
};

const MAX_NAMED_FRAMES = 6;
const MAX_NAMED_SPANS = 3;

/** Names the frames that cannot be decoded, counted from 1 as in the transport. */
export const describeUndecodableFrames = (frames: readonly number[]): string => {
  const named = frames.slice(0, MAX_NAMED_FRAMES).map((frameIndex) => frameIndex + 1);
  const others = frames.length - named.length;
  const which = others > 0 ? `${named.join(', ')} and ${others} more` : named.join(', ');
  return frames.length === 1
    ? `Frame ${which} is damaged and was skipped; it has no mask.`
    : `Frames ${which} are damaged and were skipped; they have no masks.`;
};

/** Names the seconds without sound as spans of time. @param seconds whole ones, ascending */
export const describeMissingAudio = (seconds: readonly number[]): string => {
  const spans: [number, number][] = [];
  for (const second of seconds) {
    const open = spans.at(-1);
    if (open?.[1] === second) {
      open[1] = second + 1;
    } else {
      spans.push([second, second + 1]);
    }
  }
  const named = spans.slice(0, MAX_NAMED_SPANS).map(([start, end]) => `${start}–${end} s`);
  const others = spans.length - named.length;
  const which = others > 0 ? `${named.join(', ')} and ${others} more places` : named.join(', ');
  return `The sound is damaged at ${which}; only the picture was searched there.`;
};
