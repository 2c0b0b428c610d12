import type { LabelFormat } from './labelFormat.ts';

const FRAME_DIGITS = 6;

/**
 * MOTChallenge: `gt/gt.txt` of `frame, id, left, top, width, height, considered, class, visibility`,
 * all counted from 1, boxes in pixels; `seqinfo.ini`; and `gt/labels.txt` with a class a line, as CVAT
 * writes it. Frame 1 is the first of the range.
 */
export const motChallenge: LabelFormat = {
  imagePath: ({ clipName, imageExtension }, { position }) =>
    `${clipName}/img1/${String(position + 1).padStart(FRAME_DIGITS, '0')}.${imageExtension}`,
  open: (task) => {
    const rows: string[] = [];
    return {
      addFrame: ({ position, shapes }) => {
        for (const { track, bounds } of shapes) {
          const { left, top, width, height } = bounds;
          const box = [left + 1, top + 1, width, height];
          rows.push([position + 1, track.trackId, ...box, 1, track.categoryIndex + 1, 1].join(','));
        }
        return [];
      },
      finish: () => {
        const { clipName, categories, size, plannedFrames, framesPerSecond } = task;
        const sequence = [
          '[Sequence]',
          `name=${clipName}`,
          'imDir=img1',
          `frameRate=${framesPerSecond}`,
          `seqLength=${plannedFrames}`,
          `imWidth=${size.width}`,
          `imHeight=${size.height}`,
          `imExt=.${task.imageExtension}`,
          '',
        ];
        return [
          { name: `${clipName}/gt/gt.txt`, text: rows.map((row) => `${row}\n`).join('') },
          {
            name: `${clipName}/gt/labels.txt`,
            text: categories.map((category) => `${category}\n`).join(''),
          },
          { name: `${clipName}/seqinfo.ini`, text: sequence.join('\n') },
        ];
      },
    };
  },
};
