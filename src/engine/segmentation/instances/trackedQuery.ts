import type { InstanceSizes } from '../../../core/model/manifestInstances.ts';
import type { MemoryRule } from '../../../core/model/runningMean.ts';
import { sigmoid } from '../../../core/util/math.ts';
import { createMutex } from '../../../core/util/mutex.ts';
import type { CueWeights } from '../../../protocol/requests.ts';
import { bestScores } from '../../inference/instances/bestBoxes.ts';
import { boxArea, boxAt } from '../../../core/mask/boxes.ts';
import type { FusedInstances, InstanceMemory } from '../../inference/instances/instanceFusion.ts';
import { createTrackMemory, noInstanceMemory } from './trackMemory.ts';
import type { TrackedFrame, TrackedOverview } from './trackedOverview.ts';
import {
  chooseMeant,
  createTrackProbabilities,
  NEIGHBOURHOOD_SECONDS,
} from './trackProbability.ts';
import type { MeantInstances } from './trackProbability.ts';

export type MeantTracks = MeantInstances & {
  /** p of each instance at this moment, 0..1; null where nothing is known. */
  readonly probabilities: readonly (number | null)[];
};

type LookedAtFrame = Omit<TrackedFrame, 'trackIds'> & {
  readonly trackIds: readonly (number | null)[];
};

/** One query over the tracks of a clip. It costs cue fusion on the overview frames alone. */
export type TrackedQuery = {
  /**
   * Which instances of a frame are meant: runs cue fusion as far as the frame's neighbourhood
   * reaches, so that the answer does not depend on the order of calls.
   * @param trackIds of the frame's instances; null is one without a track, which is never meant
   */
  meantAt(ptsSeconds: number, trackIds: readonly (number | null)[]): Promise<MeantTracks>;
  /**
   * The same for a frame that was looked at in full: cue fusion of this frame with the sound of its
   * second, without memory; p is the mean of what it says and of the track's, or its own alone where
   * an instance has no track.
   */
  meantIn(frame: LookedAtFrame): Promise<MeantTracks>;
  /** Of the overview frame of a second, once it was fused. */
  cueWeightsAt(second: number): CueWeights | undefined;
};

type TrackedQuerySource = {
  readonly overview: TrackedOverview;
  readonly sizes: Pick<InstanceSizes, 'width' | 'windowSeconds' | 'detectorClasses'>;
  readonly thresholds: { readonly instance: number; readonly presence: number };
  readonly isMemoryOn: boolean;
  readonly memoryRule?: MemoryRule;
  /** Cue fusion of one overview frame with the memory of its second, and the sound's mask. */
  readonly fuse: (
    second: number,
    frame: LookedAtFrame,
    memory: InstanceMemory,
  ) => Promise<FusedInstances & { readonly audioMask: Float32Array }>;
};

export const createTrackedQuery = (source: TrackedQuerySource): TrackedQuery => {
  const { overview, sizes, thresholds } = source;
  const memory = createTrackMemory(sizes, source.memoryRule);
  const probabilities = createTrackProbabilities();
  const cueWeights = new Map<number, CueWeights>();
  const mutex = createMutex();
  let fusedSeconds = 0;

  const memoryOf = (second: number, trackIds: readonly number[]): InstanceMemory => {
    const known = source.isMemoryOn
      ? memory.memoryAt(second, trackIds)
      : noInstanceMemory(trackIds.length, sizes.width);
    if (known === undefined) {
      throw new RangeError(`The memory of second ${second} is not known.`);
    }
    return known;
  };
  const fuseSecond = async (second: number): Promise<void> => {
    const frame = await overview.frameAt(second);
    if (frame === null) {
      probabilities.addFrame(overview.ptsSeconds[second] ?? 0, []);
      memory.advance(second, null);
      return;
    }
    const { instances, trackIds, ptsSeconds } = frame;
    const fused = await source.fuse(second, frame, memoryOf(second, trackIds));
    const scores = bestScores(instances.classScores, sizes.detectorClasses);
    cueWeights.set(second, fused.cueWeights);
    probabilities.addFrame(
      ptsSeconds,
      trackIds.map((trackId, row) => ({
        trackId,
        meantLogit: fused.meantLogits[row] ?? Number.NaN,
        score: scores[row] ?? 0,
        boxArea: boxArea(boxAt(instances.boxes, row)),
      })),
    );
    memory.advance(second, { ...fused, trackIds, boxes: instances.boxes });
  };
  const fuseThrough = (lastSecond: number): Promise<void> =>
    mutex.run(async () => {
      for (; fusedSeconds <= lastSecond; fusedSeconds++) {
        await fuseSecond(fusedSeconds);
      }
    });

  /** The last second in the neighbourhoods of the overview frames before and after a moment. */
  const lastSecondOf = (seconds: number): number => {
    const next = overview.ptsSeconds.find((pts) => pts > seconds) ?? seconds;
    return overview.ptsSeconds.findLastIndex((pts) => pts <= next + NEIGHBOURHOOD_SECONDS);
  };

  /** p of tracks at a moment; null where nothing is known. */
  const trackProbabilitiesAt = async (
    ptsSeconds: number,
    trackIds: readonly (number | null)[],
  ): Promise<(number | null)[]> => {
    await fuseThrough(lastSecondOf(ptsSeconds));
    return trackIds.map((id) => (id === null ? null : probabilities.probabilityAt(id, ptsSeconds)));
  };
  const choose = (p: readonly (number | null)[]): MeantTracks => ({
    ...chooseMeant(p, thresholds),
    probabilities: p,
  });

  return {
    meantAt: async (ptsSeconds, trackIds) =>
      choose(await trackProbabilitiesAt(ptsSeconds, trackIds)),
    meantIn: async ({ ptsSeconds, instances, trackIds }) => {
      const known = await trackProbabilitiesAt(ptsSeconds, trackIds);
      const second = Math.max(
        0,
        overview.ptsSeconds.findLastIndex((pts) => pts <= ptsSeconds),
      );
      const memoryless = noInstanceMemory(trackIds.length, sizes.width);
      const frame = { ptsSeconds, instances, trackIds };
      const { meantLogits } = await source.fuse(second, frame, memoryless);
      return choose(
        known.map((ofTrack, row) => {
          const own = sigmoid(meantLogits[row] ?? Number.NaN);
          return ofTrack === null ? own : Number.isNaN(own) ? ofTrack : (ofTrack + own) / 2;
        }),
      );
    },
    cueWeightsAt: (second) => cueWeights.get(second),
  };
};
