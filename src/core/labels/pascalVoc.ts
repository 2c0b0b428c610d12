import { DAVIS_PALETTE } from '../mask/palette.ts';
import { xmlText } from '../util/xmlText.ts';
import { frameLabel, type LabelFormat, type LabelShape, type LabelTask } from './labelFormat.ts';

const objectLines = ({ track, bounds }: LabelShape, { size }: LabelTask): readonly string[] => {
  const { left, top, width, height } = bounds;
  const isCut =
    left === 0 || top === 0 || left + width === size.width || top + height === size.height;
  return [
    '  <object>',
    `    <name>${xmlText(track.category)}</name>`,
    '    <pose>Unspecified</pose>',
    `    <truncated>${isCut ? 1 : 0}</truncated>`,
    '    <difficult>0</difficult>',
    `    <bndbox><xmin>${left + 1}</xmin><ymin>${top + 1}</ymin><xmax>${left + width}</xmax><ymax>${top + height}</ymax></bndbox>`,
    '    <attributes>',
    `      <attribute><name>track_id</name><value>${track.trackId}</value></attribute>`,
    '    </attributes>',
    '  </object>',
  ];
};

/** Readers know the twenty classes of VOC by themselves; others stand here, as CVAT writes them. */
const labelMap = (categories: readonly string[]): string =>
  [
    '# label:color_rgb:parts:actions',
    'background:0,0,0::',
    ...categories
      .map((category, index) => [category, (DAVIS_PALETTE[index + 1] ?? []).join(',')] as const)
      // A colon parts the fields.
      .filter(([category]) => category !== 'background' && !category.includes(':'))
      .map(([category, colour]) => `${category}:${colour}::`),
    '',
  ].join('\n');

/**
 * Pascal VOC: `Annotations/*.xml`, a file a frame, and the list of images in `ImageSets/Main`. Boxes
 * count pixels from 1 and include both ends, as the VOC development kit does. The track is an attribute,
 * as CVAT writes it.
 */
export const pascalVoc: LabelFormat = {
  imagePath: (task, { frameIndex }) =>
    `JPEGImages/${task.clipName}_${frameLabel(task, frameIndex)}.${task.imageExtension}`,
  open: (task) => {
    const images: string[] = [];
    return {
      addFrame: ({ frameIndex, shapes }) => {
        const image = `${task.clipName}_${frameLabel(task, frameIndex)}`;
        images.push(image);
        const lines = [
          '<annotation>',
          '  <folder>JPEGImages</folder>',
          `  <filename>${image}.${task.imageExtension}</filename>`,
          `  <source><database>${xmlText(task.clipFileName)}</database></source>`,
          `  <size><width>${task.size.width}</width><height>${task.size.height}</height><depth>3</depth></size>`,
          '  <segmented>0</segmented>',
          ...shapes.flatMap((shape) => objectLines(shape, task)),
          '</annotation>',
          '',
        ];
        return [{ name: `Annotations/${image}.xml`, text: lines.join('\n') }];
      },
      finish: () => [
        { name: 'labelmap.txt', text: labelMap(task.categories) },
        {
          name: 'ImageSets/Main/trainval.txt',
          text: images.map((image) => `${image}\n`).join(''),
        },
      ],
    };
  },
};
