import { rangeToSeconds } from '../export/exportPlan.ts';
import type { FrameState } from '../model/frameState.ts';
import type { FrameTable } from '../time/frameTable.ts';

/** A span of frames in all of which an object is present. */
export type Moment = {
  /** Frame indices, both included. */
  readonly first: number;
  readonly last: number;
  readonly startSeconds: number;
  /** Where the frame after the last one begins. */
  readonly endSeconds: number;
};

type MomentsInputs = {
  readonly ptsSeconds: FrameTable;
  readonly durationSeconds: number;
  /** First and last frame index, both included. */
  readonly range: readonly [number, number];
  readonly stateOf: (frameIndex: number) => FrameState;
};

/**
 * The moments of an object, ascending. Only frames that were searched count: a moment ends before a
 * frame that was not, as nothing is known of it.
 */
export const momentsOf = ({
  ptsSeconds,
  durationSeconds,
  range,
  stateOf,
}: MomentsInputs): readonly Moment[] => {
  const spans: { first: number; last: number }[] = [];
  const end = Math.min(range[1], ptsSeconds.length - 1);
  for (let frameIndex = Math.max(0, range[0]); frameIndex <= end; frameIndex++) {
    if (stateOf(frameIndex) !== 'present') {
      continue;
    }
    const open = spans.at(-1);
    if (open?.last === frameIndex - 1) {
      open.last = frameIndex;
    } else {
      spans.push({ first: frameIndex, last: frameIndex });
    }
  }
  return spans.map(({ first, last }) => {
    const [startSeconds, endSeconds] = rangeToSeconds({
      ptsSeconds,
      durationSeconds,
      range: [first, last],
    });
    return { first, last, startSeconds, endSeconds };
  });
};

/** What lists of moments are written from. */
export type MomentsDocument = {
  readonly clip: {
    readonly fileName: string;
    readonly width: number;
    readonly height: number;
    readonly durationSeconds: number;
    readonly ptsSeconds: FrameTable;
  };
  /** First and last frame index, both included. */
  readonly range: readonly [number, number];
  /** Number of the clip's first frame in lists. */
  readonly frameNumbersFrom: 0 | 1;
  readonly objects: readonly {
    readonly name: string;
    readonly query: string;
    /** The model that found it, as `lite@0.9.0`. */
    readonly bundle: string;
    readonly presenceThreshold: number;
    /** Frames of the range that were searched. */
    readonly searchedFrames: number;
    readonly moments: readonly Moment[];
  }[];
};

/** Moments in which any object is present, with the names of the objects, ascending. */
export const joinedMoments = ({
  objects,
}: Pick<MomentsDocument, 'objects'>): readonly (Moment & {
  readonly names: readonly string[];
})[] => {
  const all = objects
    .flatMap(({ name, moments }) => moments.map((moment) => ({ ...moment, name })))
    .toSorted((a, b) => a.first - b.first || a.last - b.last);
  const joined: (Moment & { names: readonly string[] })[] = [];
  for (const { name, ...moment } of all) {
    const open = joined.at(-1);
    if (open && moment.first <= open.last + 1) {
      const isLater = moment.last > open.last;
      joined[joined.length - 1] = {
        ...open,
        last: isLater ? moment.last : open.last,
        endSeconds: isLater ? moment.endSeconds : open.endSeconds,
        names: open.names.includes(name) ? open.names : [...open.names, name],
      };
    } else {
      joined.push({ ...moment, names: [name] });
    }
  }
  return joined;
};
