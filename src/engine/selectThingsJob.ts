import { throwIfAborted } from '../core/errors.ts';
import { labelParts, UNWANTED, WANTED, withoutUnwanted } from '../core/labelParts.ts';
import type { ThingLabel } from '../core/labelParts.ts';
import { SHAPE } from '../core/manifest.ts';
import { maskParts, type MaskPart } from '../core/maskParts.ts';
import { MASK_CELLS, regionCells, type ObjectExample } from '../core/objectExample.ts';
import { bestSimilarity, regionPrototype, type Prototype } from '../core/regionFeatures.ts';
import type { MaskStore } from './maskStore.ts';
import type { FrameMask, RequestBody, RequestEvent } from './protocol.ts';
import type { RegionFrames } from './regionFrames.ts';

/** A thing that is like none of the unwanted ones stays. */
const LEAST_LIKENESS = 0.75;
/** Longer ago, where something was says nothing about where it is. */
const LONGEST_STEP_SECONDS = 0.25;

const KIND = 'embeddings-and-names';

export type SelectThingsJob = Pick<
  RequestBody<'select-things'>,
  'examples' | 'maskThreshold' | 'presenceThreshold'
> & {
  readonly ptsSeconds: Float64Array;
  /** The masks that are selected from. */
  readonly base: MaskStore;
  /** Is filled with what is meant. */
  readonly selected: MaskStore;
  readonly frames: RegionFrames;
  /** Awaited between frames: lets messages in. */
  readonly pause: () => Promise<void>;
  readonly emit: (event: RequestEvent<'select-things'>) => void;
  readonly signal: AbortSignal;
};

/** What the examples show: a frame each, its cells labelled, later examples over earlier ones. */
const anchorsOf = (examples: readonly ObjectExample[]): ReadonlyMap<number, Uint8Array> => {
  const anchors = new Map<number, Uint8Array>();
  for (const { frameIndex, wanted, unwanted } of examples) {
    const labels = anchors.get(frameIndex) ?? new Uint8Array(MASK_CELLS);
    for (const [runs, label] of [
      [wanted, WANTED],
      [unwanted, UNWANTED],
    ] as const) {
      for (const [cell, isInside] of regionCells(runs).entries()) {
        if (isInside === 1) {
          labels[cell] = label;
        }
      }
    }
    anchors.set(frameIndex, labels);
  }
  return anchors;
};

const prototypesOf = async (
  anchors: ReadonlyMap<number, Uint8Array>,
  frames: RegionFrames,
): Promise<Readonly<Record<ThingLabel, readonly Prototype[]>>> => {
  const found: Record<ThingLabel, Prototype[]> = { [WANTED]: [], [UNWANTED]: [] };
  for (const [frameIndex, labels] of anchors) {
    const features = await frames.cellFeatures(frameIndex, KIND);
    for (const label of [WANTED, UNWANTED] as const) {
      // One a thing: a mean of two would be like neither.
      const map = labels.map((value) => (value === label ? 255 : 0));
      for (const { cells } of maskParts(map, SHAPE.maskSize, 0.5)) {
        const prototype = regionPrototype(features, cells);
        if (prototype) {
          found[label].push(prototype);
        }
      }
    }
  }
  return found;
};

/**
 * Goes outwards from the frames of the examples: a thing is where it was in the frame before; what
 * is new is judged by what it looks like.
 * @returns presence by frame index.
 * @throws EarmarkError `aborted`; those of the media and of the model.
 */
export const selectThingsJob = async (job: SelectThingsJob): Promise<Float32Array<ArrayBuffer>> => {
  const { ptsSeconds, base, selected, frames, examples, emit, signal } = job;
  const width = SHAPE.maskSize;
  const presence = new Float32Array(ptsSeconds.length).fill(Number.NaN);
  const anchors = anchorsOf(examples);
  const onlyThis = examples.some(({ kind }) => kind === 'only-this');
  /** Made when the first thing must be judged by its looks. */
  let prototypes: ReturnType<typeof prototypesOf> | null = null;
  let done = 0;

  const judgeIn =
    (frameIndex: number) =>
    async (part: MaskPart): Promise<ThingLabel> => {
      prototypes ??= prototypesOf(anchors, frames);
      const { [WANTED]: wanted, [UNWANTED]: unwanted } = await prototypes;
      const looks = regionPrototype(await frames.cellFeatures(frameIndex, KIND), part.cells);
      if (looks === null) {
        return WANTED;
      }
      const [likeWanted, likeUnwanted] = [
        bestSimilarity(looks, wanted),
        bestSimilarity(looks, unwanted),
      ];
      if (onlyThis) {
        return likeWanted > likeUnwanted ? WANTED : UNWANTED;
      }
      return likeUnwanted >= LEAST_LIKENESS && likeUnwanted > likeWanted ? UNWANTED : WANTED;
    };

  const keep = async (mask: FrameMask, labels: Uint8Array | null): Promise<void> => {
    const hasLeft = labels === null || labels.includes(WANTED) || !labels.includes(UNWANTED);
    const kept: FrameMask = {
      ...mask,
      presence: hasLeft ? mask.presence : 0,
      probability: labels ? withoutUnwanted(mask.probability, labels, width) : mask.probability,
    };
    presence[mask.frameIndex] = kept.presence;
    await selected.put(kept);
  };

  /** @returns the frame's labels, or those before where the frame has no thing. */
  const visit = async (
    frameIndex: number,
    before: Uint8Array | null,
  ): Promise<Uint8Array | null> => {
    await job.pause();
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
    const parts = maskParts(mask.probability, width, job.maskThreshold);
    const labels = await labelParts(parts, before, width, judgeIn(frameIndex));
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
      labels = await visit(frameIndex, step <= LONGEST_STEP_SECONDS ? labels : null);
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
