import { encodeCocoRle, type CocoRle } from '../mask/cocoRle.ts';
import type { MaskBounds } from '../mask/maskStatistics.ts';
import { frameLabel, type LabelFormat, type LabelTask, type LabelTrack } from './labelFormat.ts';

type CocoMask = {
  readonly track: LabelTrack;
  readonly rle: CocoRle;
  readonly area: number;
  readonly bounds: MaskBounds;
};

type CocoImage = { readonly fileName: string; readonly masks: readonly CocoMask[] };

const toBbox = ({ left, top, width, height }: MaskBounds) => [left, top, width, height];

const sharedParts = ({ clipName, categories }: LabelTask) => ({
  info: { description: clipName, version: '1.0' },
  licenses: [],
  categories: categories.map((name, index) => ({ id: index + 1, name, supercategory: 'object' })),
});

const cocoDocument = (task: LabelTask, images: readonly CocoImage[]) => ({
  ...sharedParts(task),
  images: images.map(({ fileName }, place) => ({
    id: place + 1,
    file_name: fileName,
    ...task.size,
  })),
  annotations: images
    .flatMap(({ masks }, image) => masks.map((mask) => ({ image, mask })))
    .map(({ image, mask: { track, rle, area, bounds } }, place) => ({
      id: place + 1,
      image_id: image + 1,
      category_id: track.categoryIndex + 1,
      segmentation: rle,
      area,
      bbox: toBbox(bounds),
      iscrowd: 0,
      track_id: track.trackId,
      object: track.name,
    })),
});

const youtubeVisDocument = (task: LabelTask, images: readonly CocoImage[]) => ({
  ...sharedParts(task),
  videos: [
    {
      id: 1,
      ...task.size,
      length: images.length,
      file_names: images.map(({ fileName }) => fileName),
    },
  ],
  annotations: task.tracks.map(({ trackId, categoryIndex, name }) => {
    const masks = images.map((image) => image.masks.find(({ track }) => track.trackId === trackId));
    return {
      id: trackId,
      video_id: 1,
      category_id: categoryIndex + 1,
      ...task.size,
      length: images.length,
      segmentations: masks.map((mask) => mask?.rle ?? null),
      bboxes: masks.map((mask) => (mask === undefined ? null : toBbox(mask.bounds))),
      areas: masks.map((mask) => mask?.area ?? null),
      iscrowd: 0,
      object: name,
    };
  }),
});

/**
 * Run lengths as JSON: `annotations.json` as the COCO API reads it, an image a frame, and `ytvis.json`
 * with the same masks by object, as YouTube-VIS has them. Both list every frame that was searched. Ids
 * count from 1.
 */
export const coco: LabelFormat = {
  imagePath: (task, { frameIndex }) =>
    `${task.clipName}/${frameLabel(task, frameIndex)}.${task.imageExtension}`,
  open: (task) => {
    const images: CocoImage[] = [];
    const { width, height } = task.size;
    return {
      addFrame: (frame) => {
        images.push({
          fileName: coco.imagePath(task, frame),
          masks: frame.shapes.map(({ track, mask, area, bounds }) => ({
            track,
            rle: encodeCocoRle(mask, width, height),
            area,
            bounds,
          })),
        });
        return [];
      },
      finish: () => [
        { name: 'annotations.json', text: JSON.stringify(cocoDocument(task, images)) },
        { name: 'ytvis.json', text: JSON.stringify(youtubeVisDocument(task, images)) },
      ],
    };
  },
};
