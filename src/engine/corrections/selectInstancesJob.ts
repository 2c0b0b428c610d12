import { throwIfAborted } from '../../core/util/errors.ts';
import {
  propagateLabels,
  NEGATIVE_LABEL,
  POSITIVE_LABEL,
  removeNegatives,
} from '../../core/mask/propagateLabels.ts';
import type { InstanceLabel } from '../../core/mask/propagateLabels.ts';
import {
  significantComponents,
  type MaskComponent,
} from '../../core/mask/significantComponents.ts';
import {
  MASK_CELL_COUNT,
  MASK_GRID_SIDE,
  decodeRegion,
  type InstanceSelection,
} from '../../core/mask/instanceSelection.ts';
import {
  maxSimilarity,
  computePrototype,
  type RegionPrototype,
} from '../../core/mask/regionFeatures.ts';
import type { MaskStore } from '../results/maskStore.ts';
import type { FrameMask, RequestBody, RequestEvent } from '../../protocol/requests.ts';
import type { CellFeatureReader } from './cellFeatureReader.ts';

/** An instance that is similar to no negative example stays. */
const MIN_UNWANTED_SIMILARITY = 0.75;
/** Labels are not propagated over longer gaps. */
const MAX_STEP_SECONDS = 0.25;

type SelectInstancesJob = Pick<
  RequestBody<'select-instances'>,
  'examples' | 'maskThreshold' | 'presenceThreshold'
> & {
  readonly ptsSeconds: Float64Array;
  /** The masks that are selected from. */
  readonly base: MaskStore;
  /** Is filled with what is meant. */
  readonly selected: MaskStore;
  readonly features: CellFeatureReader;
  /** Awaited between frames: lets messages in. */
  readonly yieldToEventLoop: () => Promise<void>;
  readonly emit: (event: RequestEvent<'select-instances'>) => void;
  readonly signal: AbortSignal;
};

/** What the examples show: a frame each, its cells labelled, later examples over earlier ones. */
const labelAnchors = (examples: readonly InstanceSelection[]): ReadonlyMap<number, Uint8Array> => {
  const anchors = new Map<number, Uint8Array>();
  for (const { frameIndex, wanted, unwanted } of examples) {
    const labels = anchors.get(frameIndex) ?? new Uint8Array(MASK_CELL_COUNT);
    for (const [runs, label] of [
      [wanted, POSITIVE_LABEL],
      [unwanted, NEGATIVE_LABEL],
    ] as const) {
      for (const [cell, isInside] of decodeRegion(runs, MASK_GRID_SIDE).entries()) {
        if (isInside === 1) {
          labels[cell] = label;
        }
      }
    }
    anchors.set(frameIndex, labels);
  }
  return anchors;
};

const computePrototypes = async (
  anchors: ReadonlyMap<number, Uint8Array>,
  frames: CellFeatureReader,
): Promise<Readonly<Record<InstanceLabel, readonly RegionPrototype[]>>> => {
  const found: Record<InstanceLabel, RegionPrototype[]> = {
    [POSITIVE_LABEL]: [],
    [NEGATIVE_LABEL]: [],
  };
  for (const [frameIndex, labels] of anchors) {
    const features = await frames.read(frameIndex);
    for (const label of [POSITIVE_LABEL, NEGATIVE_LABEL] as const) {
      // One prototype an instance: a mean of two would be similar to neither.
      const map = labels.map((value) => (value === label ? 255 : 0));
      for (const { cells } of significantComponents(map, MASK_GRID_SIDE, 0.5)) {
        const prototype = computePrototype(features, cells);
        if (prototype) {
          found[label].push(prototype);
        }
      }
    }
  }
  return found;
};

/**
 * Propagates labels from the frames of the examples outwards, by overlap with the previous frame;
 * new instances are classified by appearance.
 * @returns presence by frame index.
 * @throws EarmarkError `aborted`; those of the media and of the model.
 */
export const selectInstancesJob = async (
  job: SelectInstancesJob,
): Promise<Float32Array<ArrayBuffer>> => {
  const { ptsSeconds, base, selected, features: frames, examples, emit, signal } = job;
  const width = MASK_GRID_SIDE;
  const presence = new Float32Array(ptsSeconds.length).fill(Number.NaN);
  const anchors = labelAnchors(examples);
  const onlyThis = examples.some(({ kind }) => kind === 'only-this');
  /** Computed when the first instance must be classified by appearance. */
  let prototypes: ReturnType<typeof computePrototypes> | null = null;
  let done = 0;

  const judgeIn =
    (frameIndex: number) =>
    async (part: MaskComponent): Promise<InstanceLabel> => {
      prototypes ??= computePrototypes(anchors, frames);
      const { [POSITIVE_LABEL]: wanted, [NEGATIVE_LABEL]: unwanted } = await prototypes;
      const looks = computePrototype(await frames.read(frameIndex), part.cells);
      if (looks === null) {
        return POSITIVE_LABEL;
      }
      const [likeWanted, likeUnwanted] = [
        maxSimilarity(looks, wanted),
        maxSimilarity(looks, unwanted),
      ];
      if (onlyThis) {
        return likeWanted > likeUnwanted ? POSITIVE_LABEL : NEGATIVE_LABEL;
      }
      return likeUnwanted >= MIN_UNWANTED_SIMILARITY && likeUnwanted > likeWanted
        ? NEGATIVE_LABEL
        : POSITIVE_LABEL;
    };

  const keep = async (mask: FrameMask, labels: Uint8Array | null): Promise<void> => {
    const hasLeft =
      labels === null || labels.includes(POSITIVE_LABEL) || !labels.includes(NEGATIVE_LABEL);
    const kept: FrameMask = {
      ...mask,
      presence: hasLeft ? mask.presence : 0,
      probability: labels ? removeNegatives(mask.probability, labels, width) : mask.probability,
    };
    presence[mask.frameIndex] = kept.presence;
    await selected.put(kept);
  };

  /** @returns the frame's labels, or the previous ones where the frame has no instance. */
  const visit = async (
    frameIndex: number,
    before: Uint8Array | null,
  ): Promise<Uint8Array | null> => {
    await job.yieldToEventLoop();
    throwIfAborted(signal);
    done += 1;
    emit({ kind: 'progress', done, total: base.count });
    const mask = await base.get(frameIndex);
    if (mask === null) {
      return null;
    }
    if (mask.presence < job.presenceThreshold) {
      await keep(mask, null);
      return null;
    }
    const parts = significantComponents(mask.probability, width, job.maskThreshold);
    const labels = await propagateLabels(parts, before, width, judgeIn(frameIndex));
    await keep(mask, labels);
    return labels;
  };

  const computed = Array.from(ptsSeconds.keys()).filter((frameIndex) => base.has(frameIndex));
  const anchorFrames = Array.from(anchors.keys()).toSorted((a, b) => a - b);
  const nearestAnchor = (frameIndex: number): number =>
    anchorFrames.reduce((nearest, anchor) =>
      Math.abs(anchor - frameIndex) < Math.abs(nearest - frameIndex) ? anchor : nearest,
    );
  const walk = async (anchor: number, own: readonly number[]): Promise<void> => {
    let labels: Uint8Array | null = anchors.get(anchor) ?? null;
    let at = anchor;
    for (const frameIndex of own) {
      const step = Math.abs((ptsSeconds[frameIndex] ?? 0) - (ptsSeconds[at] ?? 0));
      labels = await visit(frameIndex, step <= MAX_STEP_SECONDS ? labels : null);
      at = frameIndex;
    }
  };
  for (const anchor of anchorFrames) {
    const own = computed.filter((frameIndex) => nearestAnchor(frameIndex) === anchor);
    await walk(
      anchor,
      own.filter((frameIndex) => frameIndex >= anchor),
    );
    await walk(anchor, own.filter((frameIndex) => frameIndex < anchor).toReversed());
  }
  return presence;
};
