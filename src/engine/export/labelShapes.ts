import { dropRepeatedFrames } from '../../core/export/exportPlan.ts';
import type { LabelShape, LabelTrack } from '../../core/labels/labelFormat.ts';
import {
  createLabelTracks,
  WHOLE_OBJECT,
  type LabelTracks,
} from '../../core/labels/labelTracks.ts';
import { strokesOfFrame } from '../../core/mask/brushStroke.ts';
import { keepLargeParts } from '../../core/mask/keepLargeParts.ts';
import { maskArea, maskBounds } from '../../core/mask/maskStatistics.ts';
import { splitMask } from '../../core/mask/splitMask.ts';
import { fixedFrames, medianWindow } from '../../core/mask/temporalMedian.ts';
import type { FrameInstance } from '../../protocol/results.ts';
import { layerState, type ExportFrame } from './exportFrames.ts';
import type { ExportJob, ExportJobObject } from './exporter.ts';
import { binarizeMask } from './layerMasks.ts';

/** Of all objects together; more are no help to anybody who labels. */
const MAX_LABEL_TRACKS = 10_000;
/** Numbers of a palette without that of the background. */
const MAX_PALETTE_TRACKS = 255;

/** An instance in a frame of the median of another, whose mask is the nearest that there is of it. */
type PlacedInstance = Pick<FrameInstance, 'trackId' | 'box'> & { readonly frameIndex: number };

/**
 * The instances that the shown mask of a frame consists of. It is a median, so an instance counts that
 * is meant in most frames of the window; its box is that of the nearest such frame. None where the
 * result lists no instances: it is of a model that has none, or of an older project.
 */
const shownInstances = (
  { result: { masks, key } }: ExportJobObject,
  { info: { ptsSeconds } }: ExportJob['clip'],
  frameIndex: number,
): readonly PlacedInstance[] => {
  const frames = fixedFrames(key.points).has(frameIndex)
    ? [frameIndex]
    : medianWindow(ptsSeconds, frameIndex, (other) => masks.has(other));
  const found = new Map<number, { readonly nearest: PlacedInstance; count: number }>();
  for (const other of frames) {
    for (const { trackId, box, isMeant } of masks.header(other)?.instances ?? []) {
      const known = found.get(trackId);
      if (isMeant && known === undefined) {
        found.set(trackId, { nearest: { trackId, box, frameIndex: other }, count: 1 });
      } else if (isMeant && known !== undefined) {
        known.count += 1;
      }
    }
  }
  const all = [...found.values()];
  const often = all.filter(({ count }) => 2 * count > frames.length);
  return (often.length > 0 ? often : all).map(({ nearest }) => nearest);
};

/**
 * What an object's label in a frame is split into; one entry is the whole mask. A mask that was painted
 * on stays whole: nobody said to which instance the paint belongs. So does one with an instance that no
 * track holds.
 */
const labelledInstances = (
  { clip, options: { settings } }: ExportJob,
  object: ExportJobObject,
  frameIndex: number,
): readonly (PlacedInstance | null)[] => {
  if (settings.labelUnit !== 'instance') {
    return [null];
  }
  const shown = shownInstances(object, clip, frameIndex);
  const isSplit =
    shown.every(({ trackId }) => trackId !== WHOLE_OBJECT) &&
    (shown.length === 1 || strokesOfFrame(object.strokes, frameIndex).length === 0);
  return shown.length > 0 && isSplit ? shown : [null];
};

/** The tracks of an export's labels, known before the first frame. */
export const labelTracksOf = (job: ExportJob): LabelTracks => {
  const plan = dropRepeatedFrames(job.plan);
  const framesOf = function* (object: ExportJobObject): Generator<readonly number[]> {
    for (const { frameIndex } of plan) {
      if (layerState(object, job.clip, frameIndex) === 'present') {
        yield labelledInstances(job, object, frameIndex).map(
          (instance) => instance?.trackId ?? WHOLE_OBJECT,
        );
      }
    }
  };
  return createLabelTracks(
    job.objects.map((object) => ({ ...object, frames: framesOf(object) })),
    job.options.settings.format === 'palette-png' ? MAX_PALETTE_TRACKS : MAX_LABEL_TRACKS,
  );
};

/** The masks of an object in a frame, each with the model's track id. */
const splitLayer = async (
  job: ExportJob,
  layer: ExportFrame['layers'][number],
  frame: ExportFrame,
): Promise<readonly { readonly trackId: number; readonly mask: Uint8Array<ArrayBuffer> }[]> => {
  const whole = binarizeMask(await layer.cover());
  const instances = labelledInstances(job, layer.object, frame.frameIndex);
  const [only] = instances;
  if (instances.length === 1) {
    return [{ trackId: only?.trackId ?? WHOLE_OBJECT, mask: whole }];
  }
  const maps: Uint8Array[] = [];
  const trackIds: number[] = [];
  for (const instance of instances) {
    if (instance !== null) {
      maps.push(await job.drawInstance(instance.frameIndex, instance.box));
      trackIds.push(instance.trackId);
    }
  }
  return splitMask(whole, frame, maps).map((mask, index) => ({
    trackId: trackIds[index] ?? WHOLE_OBJECT,
    mask,
  }));
};

/**
 * What is labelled in a frame: a shape an object, or an instance.
 * @throws EarmarkError those of {@link ExportJob.drawInstance}.
 */
export const labelShapes = async (
  job: ExportJob,
  { trackOf }: Pick<LabelTracks, 'trackOf'>,
  frame: ExportFrame,
  { largePartsOnly }: { readonly largePartsOnly: boolean },
): Promise<readonly LabelShape[]> => {
  const masks = new Map<LabelTrack, Uint8Array<ArrayBuffer>>();
  for (const [place, layer] of frame.layers.entries()) {
    const parts = layer.state === 'present' ? await splitLayer(job, layer, frame) : [];
    for (const { trackId, mask } of parts) {
      const track = trackOf(place, trackId);
      if (track !== undefined) {
        // Instances that had no room share the track of the whole object.
        const before = masks.get(track);
        masks.set(track, before?.map((value, pixel) => value | (mask[pixel] ?? 0)) ?? mask);
      }
    }
  }
  return [...masks].flatMap(([track, whole]) => {
    const mask = largePartsOnly ? keepLargeParts(whole, frame.width) : whole;
    const bounds = maskBounds(mask, frame.width);
    return bounds === null ? [] : [{ track, mask, bounds, area: maskArea(mask) }];
  });
};
