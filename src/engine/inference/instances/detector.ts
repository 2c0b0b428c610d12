import { graphsOf } from '../../../core/model/manifestInstanceGraphs.ts';
import type { InstanceSizes } from '../../../core/model/manifestInstances.ts';
import { takeFloats } from '../tensors.ts';
import { bestBoxes } from './bestBoxes.ts';
import { colourHistogram } from './colourHistogram.ts';
import { pixelTensor } from './instanceGraphSession.ts';
import type { InstanceGraphSession } from './instanceGraphSession.ts';

/** What the detector found in one frame, best first, at most `instances` rows. */
export type DetectedInstances = {
  readonly count: number;
  /** [count, 4]: left, top, right, bottom in 0..1 of the frame. */
  readonly boxes: Float32Array<ArrayBuffer>;
  /** [count, detectorClasses], 0..1. */
  readonly classScores: Float32Array<ArrayBuffer>;
  /** Shares of colours in the whole frame, see `colourHistogram`. */
  readonly colours: Float32Array<ArrayBuffer>;
};

type Detector = {
  /**
   * @param pixels RGB of the frame stretched to detectorSize x detectorSize.
   * @throws EarmarkError those of the session; RangeError when the pixels do not fit.
   */
  detect(pixels: Uint8Array): Promise<DetectedInstances>;
};

/** The rows of a matrix [n, columns] in the order given. */
const takeRows = (
  values: Float32Array,
  rows: readonly number[],
  columns: number,
): Float32Array<ArrayBuffer> => {
  const taken = new Float32Array(rows.length * columns);
  rows.forEach((row, index) =>
    taken.set(values.subarray(row * columns, (row + 1) * columns), index * columns),
  );
  return taken;
};

/** Runs the detector graph and chooses the best boxes on the processor. */
export const createDetector = (
  session: InstanceGraphSession<'detector'>,
  sizes: InstanceSizes,
): Detector => {
  const { pixels: spec } = graphsOf(sizes).detector.inputs;
  const { detectorClasses, instances } = sizes;
  return {
    detect: async (pixels) => {
      const outputs = await session.run({ pixels: pixelTensor(pixels, spec) }, [
        'boxes',
        'class_scores',
      ]);
      const boxes = await takeFloats(outputs.boxes);
      const scores = await takeFloats(outputs.class_scores);
      const rows = bestBoxes(boxes, scores, { classCount: detectorClasses, maxCount: instances });
      return {
        count: rows.length,
        boxes: takeRows(boxes, rows, 4),
        classScores: takeRows(scores, rows, detectorClasses),
        colours: colourHistogram(pixels),
      };
    },
  };
};
