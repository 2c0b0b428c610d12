import { joinOutlines, maskOutlines } from '../mask/maskOutlines.ts';
import {
  frameLabel,
  OUTLINE_TOLERANCE_PIXELS,
  shortNumber,
  type LabelFormat,
  type LabelShape,
  type LabelTask,
} from './labelFormat.ts';

const DECIMALS = 6;

/** `class x1 y1 x2 y2 ...`, each in shares of the picture; null of a mask without an outline. */
const labelLine = (
  { mask, track }: LabelShape,
  { size: { width, height } }: LabelTask,
): string | null => {
  const outline = joinOutlines(maskOutlines(mask, width, OUTLINE_TOLERANCE_PIXELS));
  if (outline === null) {
    return null;
  }
  const shares = outline.map((value, at) =>
    shortNumber(value / (at % 2 === 0 ? width : height), DECIMALS),
  );
  return [track.categoryIndex, ...shares].join(' ');
};

const quoteYaml = (text: string): string => JSON.stringify(text);
const quoteCsv = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/**
 * Ultralytics' YOLO data set for segmentation: `labels/train/*.txt`, one polygon a line, and
 * `data.yaml`. A line has no room for a track, so `tracks.csv` names the track of each line. Detection
 * reads the same files: a box is the polygon's.
 */
export const yoloSegmentation: LabelFormat = {
  imagePath: (task, { frameIndex }) =>
    `images/train/${task.clipName}_${frameLabel(task, frameIndex)}.${task.imageExtension}`,
  open: (task) => {
    const rows = ['image,line,track_id,category,object'];
    return {
      addFrame: ({ frameIndex, shapes }) => {
        const image = `${task.clipName}_${frameLabel(task, frameIndex)}`;
        const lines: string[] = [];
        for (const shape of shapes) {
          const line = labelLine(shape, task);
          if (line !== null) {
            lines.push(line);
            const { trackId, category, name } = shape.track;
            rows.push([image, lines.length, trackId, quoteCsv(category), quoteCsv(name)].join(','));
          }
        }
        const text = lines.map((line) => `${line}\n`).join('');
        return [{ name: `labels/train/${image}.txt`, text }];
      },
      finish: () => [
        {
          name: 'data.yaml',
          text: [
            'train: images/train',
            'val: images/train',
            'names:',
            ...task.categories.map((category, index) => `  ${index}: ${quoteYaml(category)}`),
            '',
          ].join('\n'),
        },
        { name: 'tracks.csv', text: `${rows.join('\n')}\n` },
      ],
    };
  },
};
