import { joinOutlines, maskOutlines } from '../mask/maskOutlines.ts';
import { xmlText } from '../util/xmlText.ts';
import {
  frameLabel,
  OUTLINE_TOLERANCE_PIXELS,
  type LabelFormat,
  type LabelShape,
  type LabelTask,
} from './labelFormat.ts';

/** Position of an object, in the attributes and with the element's name that CVAT gives it. */
type CvatShape = { readonly element: 'box' | 'polygon'; readonly attributes: string };

const pixels = (value: number): string => value.toFixed(2);

const cvatShape = ({ mask, bounds }: LabelShape, { size, shape }: LabelTask): CvatShape => {
  const outline =
    shape === 'mask'
      ? joinOutlines(maskOutlines(mask, size.width, OUTLINE_TOLERANCE_PIXELS))
      : null;
  if (outline !== null) {
    const points: string[] = [];
    for (let at = 0; at < outline.length; at += 2) {
      points.push(`${pixels(outline[at] ?? 0)},${pixels(outline[at + 1] ?? 0)}`);
    }
    return { element: 'polygon', attributes: `points="${points.join(';')}"` };
  }
  const { left, top, width, height } = bounds;
  return {
    element: 'box',
    attributes: `xtl="${pixels(left)}" ytl="${pixels(top)}" xbr="${pixels(left + width)}" ybr="${pixels(top + height)}"`,
  };
};

const shapeLine = (
  { element, attributes }: CvatShape,
  frameIndex: number,
  isOutside: boolean,
): string =>
  `    <${element} frame="${frameIndex}" keyframe="1" outside="${isOutside ? 1 : 0}" occluded="0" ${attributes} z_order="0"></${element}>`;

const metaLines = (task: LabelTask): readonly string[] => [
  '  <meta>',
  '    <task>',
  `      <name>${xmlText(task.clipName)}</name>`,
  `      <size>${task.frameCount}</size>`,
  '      <mode>interpolation</mode>',
  '      <overlap>0</overlap>',
  '      <start_frame>0</start_frame>',
  `      <stop_frame>${task.frameCount - 1}</stop_frame>`,
  '      <frame_filter></frame_filter>',
  '      <labels>',
  ...task.categories.map(
    (category) =>
      `        <label><name>${xmlText(category)}</name><attributes></attributes></label>`,
  ),
  '      </labels>',
  `      <original_size><width>${task.size.width}</width><height>${task.size.height}</height></original_size>`,
  '    </task>',
  `    <source>${xmlText(task.clipFileName)}</source>`,
  '  </meta>',
];

/**
 * CVAT for video 1.1: a `track` an object, each frame a keyframe, so that CVAT interpolates nothing.
 * Frames are numbered as CVAT numbers the video's, from 0. A track ends by a shape that is `outside`,
 * in the frame after the last one in which the object is present. Boxes and polygons run along the
 * pixels' edges.
 */
export const cvatVideo: LabelFormat = {
  imagePath: (task, { frameIndex }) =>
    `images/${frameLabel(task, frameIndex)}.${task.imageExtension}`,
  open: (task) => {
    const linesOf = new Map<number, string[]>(task.tracks.map(({ trackId }) => [trackId, []]));
    const lastShapes = new Map<number, CvatShape>();
    let lastFrameIndex = -1;
    const closeTrack = (trackId: number, frameIndex: number): void => {
      const last = lastShapes.get(trackId);
      if (last !== undefined) {
        linesOf.get(trackId)?.push(shapeLine(last, frameIndex, true));
        lastShapes.delete(trackId);
      }
    };
    return {
      addFrame: ({ frameIndex, shapes }) => {
        for (const { trackId } of task.tracks) {
          const shape = shapes.find(({ track }) => track.trackId === trackId);
          // A frame that was not searched ends the track as well: nothing is known of it.
          if (shape === undefined || frameIndex !== lastFrameIndex + 1) {
            closeTrack(trackId, lastFrameIndex + 1);
          }
          if (shape !== undefined) {
            const drawn = cvatShape(shape, task);
            linesOf.get(trackId)?.push(shapeLine(drawn, frameIndex, false));
            lastShapes.set(trackId, drawn);
          }
        }
        lastFrameIndex = frameIndex;
        return [];
      },
      finish: () => {
        if (lastFrameIndex + 1 < task.frameCount) {
          task.tracks.forEach(({ trackId }) => closeTrack(trackId, lastFrameIndex + 1));
        }
        const tracks = task.tracks.flatMap(({ trackId, category }) => [
          `  <track id="${trackId}" label="${xmlText(category)}" source="auto">`,
          ...(linesOf.get(trackId) ?? []),
          '  </track>',
        ]);
        const lines = [
          '<?xml version="1.0" encoding="utf-8"?>',
          '<annotations>',
          '  <version>1.1</version>',
          ...metaLines(task),
          ...tracks,
          '</annotations>',
          '',
        ];
        return [{ name: 'annotations.xml', text: lines.join('\n') }];
      },
    };
  },
};
