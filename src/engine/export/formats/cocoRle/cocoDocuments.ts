import type { CocoRle } from '../../../../core/mask/cocoRle.ts';
import type { MaskBounds } from '../../../../core/mask/maskStatistics.ts';
import type { ArchiveFile } from '../../archiveExporter.ts';
import type { ExportJob } from '../../exporter.ts';

type CocoMask = {
  readonly rle: CocoRle;
  readonly area: number;
  readonly bounds: MaskBounds;
};

/** Collects masks frame by frame into the two documents. Ids count from 1, as COCO's do. */
type CocoDocuments = {
  /** @param masks one for each object; null where it is not there. */
  add(fileName: string, masks: readonly (CocoMask | null)[]): void;
  files(): readonly ArchiveFile[];
};

const toBbox = ({ left, top, width, height }: MaskBounds) => [left, top, width, height];

export const createCocoDocuments = ({ objects, options, size }: ExportJob): CocoDocuments => {
  const { width, height } = size;
  const fileNames: string[] = [];
  const tracks: (CocoMask | null)[][] = objects.map(() => []);
  const info = { description: options.clipName, version: '1.0' };
  const categories = objects.map(({ name }, place) => ({
    id: place + 1,
    name,
    supercategory: 'object',
  }));

  const coco = () => ({
    info,
    licenses: [],
    images: fileNames.map((name, place) => ({
      id: place + 1,
      file_name: `${options.clipName}/${name}`,
      width,
      height,
    })),
    categories,
    annotations: fileNames
      .flatMap((_, frame) =>
        tracks.flatMap((track, object) => {
          const mask = track[frame];
          return mask === null || mask === undefined ? [] : [{ frame, object, mask }];
        }),
      )
      .map(({ frame, object, mask }, place) => ({
        id: place + 1,
        image_id: frame + 1,
        category_id: object + 1,
        segmentation: mask.rle,
        area: mask.area,
        bbox: toBbox(mask.bounds),
        iscrowd: 0,
        track_id: object + 1,
      })),
  });

  const youtubeVis = () => ({
    info,
    licenses: [],
    videos: [
      {
        id: 1,
        width,
        height,
        length: fileNames.length,
        file_names: fileNames.map((name) => `${options.clipName}/${name}`),
      },
    ],
    categories,
    annotations: tracks.map((track, object) => ({
      id: object + 1,
      video_id: 1,
      category_id: object + 1,
      width,
      height,
      length: fileNames.length,
      segmentations: track.map((mask) => mask?.rle ?? null),
      bboxes: track.map((mask) => (mask === null ? null : toBbox(mask.bounds))),
      areas: track.map((mask) => mask?.area ?? null),
      iscrowd: 0,
    })),
  });

  return {
    add: (fileName, masks) => {
      fileNames.push(fileName);
      tracks.forEach((track, object) => track.push(masks[object] ?? null));
    },
    files: () => [
      { name: 'annotations.json', input: JSON.stringify(coco()) },
      { name: 'ytvis.json', input: JSON.stringify(youtubeVis()) },
    ],
  };
};
