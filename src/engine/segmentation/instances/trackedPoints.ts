import type { PointPrompt } from '../../../core/model/pointPrompt.ts';
import { bestFit } from '../../../core/model/pointPrompt.ts';
import { boxIou, type Box } from '../../../core/mask/boxes.ts';

/** From here on two boxes of no track are about the same, and the nearer in time decides. */
const SAME_PLACE_IOU = 0.3;

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
  /** Boxes that no instance of this frame fits: they are drawn as they are. */
  readonly looseBoxes: readonly Box[];
};

/** Points of one object, over the tracks of a clip. */
export type TrackedPoints = {
  readonly points: readonly PointPrompt[];
  /** Whether all of it is said in this frame: then no track is needed to draw it. */
  isSaidIn(frameIndex: number): boolean;
  /**
   * Which rows of a frame the points choose: those that they name there, and those of their tracks. Of
   * several points on one track the nearest in time decides, the later one of two on a frame. A point of
   * no track is followed by its pixels.
   * @throws what `locate` and `carry` throw.
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
  /** Where the content of a point's box is in another frame; null where it is lost. */
  readonly carry: (point: PointPrompt, frameIndex: number) => Promise<Box | null>;
};

export const createTrackedPoints = ({
  points,
  ptsSecondsOf,
  locate,
  carry,
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
  const distanceOf = ({ frameIndex }: PointPrompt, seconds: number): number =>
    Math.abs(ptsSecondsOf(frameIndex) - seconds);
  /** What the nearest point of a track says of it. */
  const kindOfTrack = (
    candidates: readonly TrackedPoint[],
    seconds: number,
  ): PointPrompt['kind'] | null => {
    const distance = (point: PointPrompt): number => distanceOf(point, seconds);
    const nearest = candidates.reduce<TrackedPoint | null>(
      (best, point) => (best === null || distance(point) <= distance(best) ? point : best),
      null,
    );
    return nearest?.kind ?? null;
  };
  /** What points of no track say of a frame, by boxes of its own: the nearest in time first. */
  const carriedTo = async (
    candidates: readonly TrackedPoint[],
    { frameIndex, ptsSeconds }: Pick<ChosenFrame, 'frameIndex' | 'ptsSeconds'>,
  ): Promise<readonly Pick<PointPrompt, 'kind' | 'box'>[]> => {
    const said: Pick<PointPrompt, 'kind' | 'box'>[] = points.filter(
      (point) => point.frameIndex === frameIndex,
    );
    const own = said.length;
    const others = candidates
      .filter((point) => point.trackId === null && point.frameIndex !== frameIndex)
      .toSorted((a, b) => distanceOf(a, ptsSeconds) - distanceOf(b, ptsSeconds));
    for (const point of others) {
      const box = await carry(point, frameIndex);
      if (box !== null && !said.some((other) => boxIou(other.box, box) >= SAME_PLACE_IOU)) {
        said.push({ kind: point.kind, box });
      }
    }
    return said.slice(own);
  };
  const isSaidIn = (frameIndex: number): boolean =>
    points.every((point) => point.frameIndex === frameIndex);

  return {
    points,
    isSaidIn,
    choose: async ({ frameIndex, ptsSeconds, boxes, trackIds }) => {
      const kinds = new Map<number, PointPrompt['kind']>();
      const looseBoxes: Box[] = [];
      if (!isSaidIn(frameIndex)) {
        tracked ??= await findTracks();
        for (const [row, trackId] of trackIds.entries()) {
          const own = tracked.filter((point) => trackId !== null && point.trackId === trackId);
          const kind = kindOfTrack(own, ptsSeconds);
          if (kind !== null) {
            kinds.set(row, kind);
          }
        }
        for (const { kind, box } of await carriedTo(tracked, { frameIndex, ptsSeconds })) {
          const row = bestFit(box, boxes);
          if (row !== null) {
            // A track that is pointed at itself has the say.
            kinds.set(row, kinds.get(row) ?? kind);
          } else if (kind === 'include') {
            looseBoxes.push(box);
          }
        }
      }
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
