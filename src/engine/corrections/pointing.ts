import { boxArea, boxAt, boxContainment, boxIou } from '../../core/mask/boxes.ts';
import type { Box } from '../../core/mask/boxes.ts';
import { className } from '../../core/model/detectorClasses.ts';
import { indexOfMaximum } from '../../core/util/math.ts';
import type { RequestBody, RequestResult, SeenInstance } from '../../protocol/requests.ts';
import type { DetectedInstances } from '../inference/instances/detector.ts';
import type { InstanceClip } from '../segmentation/instances/instanceClip.ts';
import type { CorrectionContext } from './corrections.ts';

/** A box that the detector believes in less is hardly an object. */
const MIN_SEEN_SCORE = 0.1;
/** From here on two boxes are one object, and the surer one stays. */
const SAME_OBJECT_IOU = 0.5;
/** Of the smaller box: from here on a box of the same class is a part of the other. */
const PART_CONTAINMENT = 0.8;

type ScoredBox = { readonly box: Box; readonly score: number; readonly classIndex: number };

/** Boxes of a frame that a person can point at, from left to right: each object once. */
export const seenInstances = (detected: DetectedInstances): SeenInstance[] => {
  const { count, boxes, classScores } = detected;
  const classCount = count === 0 ? 0 : classScores.length / count;
  const candidates = Array.from({ length: count }, (_, row): ScoredBox => {
    const scores = classScores.subarray(row * classCount, (row + 1) * classCount);
    const classIndex = indexOfMaximum(scores);
    return { box: boxAt(boxes, row), score: scores[classIndex] ?? 0, classIndex };
  });
  const kept: ScoredBox[] = [];
  for (const candidate of candidates.toSorted((a, b) => b.score - a.score)) {
    if (
      candidate.score >= MIN_SEEN_SCORE &&
      boxArea(candidate.box) > 0 &&
      !kept.some((other) => isSameObject(candidate, other))
    ) {
      kept.push(candidate);
    }
  }
  return kept
    .toSorted((a, b) => a.box[0] + a.box[2] - b.box[0] - b.box[2])
    .map(({ box, score, classIndex }) => ({ box, name: className(classIndex, classCount, score) }));
};

const isSameObject = (a: ScoredBox, surer: ScoredBox): boolean =>
  boxIou(a.box, surer.box) >= SAME_OBJECT_IOU ||
  (a.classIndex === surer.classIndex && boxContainment(a.box, surer.box) >= PART_CONTAINMENT);

/** Runs work that reads one frame of the clip. */
const readingFrames = <T>(
  { clip, mutex, signal }: CorrectionContext,
  instanceClip: InstanceClip,
  work: () => Promise<T>,
): Promise<T> => {
  const read = (frame: number) => clip.frameAt(frame, { signal });
  return mutex.run(() => instanceClip.reading({ read, signal }, work));
};

/** See the request `read-seen-instances`. @throws EarmarkError those of the media and the model */
export const readSeenInstances = async (
  context: CorrectionContext,
  { frameIndex }: RequestBody<'read-seen-instances'>,
): Promise<RequestResult<'read-seen-instances'>> => {
  const { instanceClip } = context;
  return instanceClip === undefined
    ? []
    : seenInstances(
        await readingFrames(context, instanceClip, () => instanceClip.frameOf(frameIndex).detect()),
      );
};

/** See the request `read-box-mask`. @throws EarmarkError those of the media and the model */
export const readBoxMask = async (
  context: CorrectionContext,
  { frameIndex, box }: RequestBody<'read-box-mask'>,
): Promise<RequestResult<'read-box-mask'>> => {
  const { instanceClip } = context;
  return instanceClip === undefined
    ? null
    : readingFrames(context, instanceClip, () => instanceClip.drawBox(frameIndex, box));
};
