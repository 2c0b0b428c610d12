import type { PointPrompt } from '../../../core/model/pointPrompt.ts';
import { bestFit } from '../../../core/model/pointPrompt.ts';
import type { Box } from '../../../core/mask/boxes.ts';

/** The instances of a frame as points choose among them. */
type LocatedBoxes = {
  readonly boxes: readonly Box[];
  /** Null for an instance of no track. */
  readonly trackIds: readonly (number | null)[];
};

/** What points say of one frame. */
export type PointChoice = {
  readonly included: ReadonlySet<number>;
  readonly excluded: ReadonlySet<number>;
  /** Boxes that no instance of this frame fits: they are drawn as they are, in this frame alone. */
  readonly looseBoxes: readonly Box[];
};

/** Points of one object, over the tracks of a clip. */
export type TrackedPoints = {
  readonly points: readonly PointPrompt[];
  /** Whether all of it is said in this frame: then no track is needed to draw it. */
  isSaidIn(frameIndex: number): boolean;
  /**
   * Which rows of a frame the points choose: those that they name there, and those of their tracks. Of
   * several points on one track the nearest in time decides, the later one of two on a frame.
   * @throws what `locate` throws.
   */
  choose(frame: ChosenFrame): Promise<PointChoice>;
};

type ChosenFrame = LocatedBoxes & { readonly frameIndex: number; readonly ptsSeconds: number };

type TrackedPoint = PointPrompt & { readonly trackId: number | null };

type PointSource = {
  readonly points: readonly PointPrompt[];
  readonly ptsSecondsOf: (frameIndex: number) => number;
  /** The instances of a frame with their tracks; null when it cannot be decoded. */
  readonly locate: (frameIndex: number) => Promise<LocatedBoxes | null>;
};

export const createTrackedPoints = ({
  points,
  ptsSecondsOf,
  locate,
}: PointSource): TrackedPoints => {
  let tracked: readonly TrackedPoint[] | null = null;

  const findTracks = async (): Promise<readonly TrackedPoint[]> => {
    const found: TrackedPoint[] = [];
    for (const point of points) {
      const located = await locate(point.frameIndex);
      const row = located && bestFit(point.box, located.boxes);
      found.push({ ...point, trackId: row === null ? null : (located?.trackIds[row] ?? null) });
    }
    return found;
  };
  /** What the nearest point of a track says of it. */
  const kindOfTrack = (
    candidates: readonly TrackedPoint[],
    seconds: number,
  ): PointPrompt['kind'] | null => {
    const distance = ({ frameIndex }: PointPrompt): number =>
      Math.abs(ptsSecondsOf(frameIndex) - seconds);
    const nearest = candidates.reduce<TrackedPoint | null>(
      (best, point) => (best === null || distance(point) <= distance(best) ? point : best),
      null,
    );
    return nearest?.kind ?? null;
  };
  const isSaidIn = (frameIndex: number): boolean =>
    points.every((point) => point.frameIndex === frameIndex);

  return {
    points,
    isSaidIn,
    choose: async ({ frameIndex, ptsSeconds, boxes, trackIds }) => {
      const kinds = new Map<number, PointPrompt['kind']>();
      if (!isSaidIn(frameIndex)) {
        tracked ??= await findTracks();
        for (const [row, trackId] of trackIds.entries()) {
          const own = tracked.filter((point) => trackId !== null && point.trackId === trackId);
          const kind = kindOfTrack(own, ptsSeconds);
          if (kind !== null) {
            kinds.set(row, kind);
          }
        }
      }
      const looseBoxes: Box[] = [];
      for (const point of points.filter((candidate) => candidate.frameIndex === frameIndex)) {
        const row = bestFit(point.box, boxes);
        if (row !== null) {
          kinds.set(row, point.kind);
        } else if (point.kind === 'include') {
          looseBoxes.push(point.box);
        }
      }
      const rowsOf = (kind: PointPrompt['kind']): ReadonlySet<number> =>
        new Set(Array.from(kinds).flatMap(([row, own]) => (own === kind ? [row] : [])));
      return { included: rowsOf('include'), excluded: rowsOf('exclude'), looseBoxes };
    },
  };
};
