import { ARCHIVE, type ExportFormatDescriptor } from './exportFormat.ts';

const LABELS = {
  ...ARCHIVE,
  group: 'Labels',
  writesState: (state) => state !== 'not-computed',
} satisfies Partial<ExportFormatDescriptor>;

/** Of formats that label an image a frame. */
const IMAGE_OPTIONS = [
  'labelUnit',
  'range',
  'rate',
  'height',
  'frameNumbers',
  'frameImages',
  'largePartsOnly',
] as const;

/** Formats for programs that label videos, and for training. */
export const LABEL_FORMATS = {
  'coco-rle': {
    ...LABELS,
    label: 'COCO JSON',
    contents: 'coco',
    description: 'Masks and boxes for pycocotools and YouTube-VIS',
    options: IMAGE_OPTIONS,
    summarize: (frames) => `${frames} in annotations.json and ytvis.json, in one ZIP.`,
  },
  'yolo-seg': {
    ...LABELS,
    label: 'YOLO',
    contents: 'yolo',
    description: 'Polygons for training with Ultralytics',
    options: IMAGE_OPTIONS,
    summarize: (frames) => `${frames}, a text file each, and data.yaml, in one ZIP.`,
  },
  'cvat-video': {
    ...LABELS,
    label: 'CVAT for video',
    contents: 'cvat',
    description: 'CVAT for video 1.1: tracks of the whole clip',
    options: ['labelShape', 'labelUnit', 'range', 'largePartsOnly'],
    summarize: (frames) => `tracks over ${frames} in annotations.xml, in one ZIP.`,
  },
  'label-studio': {
    ...LABELS,
    label: 'Label Studio',
    contents: 'label-studio',
    description: 'Boxes over the video, or brush masks of its frames',
    options: ['labelShape', 'labelUnit', 'range', 'frameImages', 'largePartsOnly'],
    summarize: (frames) => `${frames} in tasks.json, and label_config.xml, in one ZIP.`,
  },
  mot: {
    ...LABELS,
    label: 'MOT',
    contents: 'mot',
    description: 'Boxes by track as gt.txt, for MOTChallenge tools',
    options: ['labelUnit', 'range', 'rate', 'height', 'frameImages', 'largePartsOnly'],
    summarize: (frames) => `${frames} in gt.txt and seqinfo.ini, in one ZIP.`,
  },
  'pascal-voc': {
    ...LABELS,
    label: 'Pascal VOC',
    contents: 'voc',
    description: 'An XML file of boxes a frame',
    options: IMAGE_OPTIONS,
    summarize: (frames) => `${frames}, an XML file each, in one ZIP.`,
  },
} satisfies Record<string, ExportFormatDescriptor>;
