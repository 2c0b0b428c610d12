import type { PaletteLayout } from '../../../../core/export/exportSettings.ts';
import type { LabelShape } from '../../../../core/labels/labelFormat.ts';
import type { LabelTracks } from '../../../../core/labels/labelTracks.ts';
import type { ArchiveFile } from '../../archiveExporter.ts';
import { padFrameIndex, objectFileNames } from '../../archivePaths.ts';
import type { ExportFrame } from '../../exportFrames.ts';
import type { ExportJob } from '../../exporter.ts';

/** A palette PNG: what has which number, the first on top. */
export type PaletteImage = {
  readonly path: string;
  readonly labels: readonly (Pick<LabelShape, 'mask'> & { readonly number: number })[];
};

type PaletteLayoutWriter = {
  images(frame: ExportFrame, shapes: readonly LabelShape[]): readonly PaletteImage[];
  /** Files about the whole, after the last frame. */
  finish(): readonly ArchiveFile[];
};

const DAVIS_480P_HEIGHT = 480;

const numberByTrack = (shapes: readonly LabelShape[]): PaletteImage['labels'] =>
  shapes.map(({ track, mask }) => ({ mask, number: track.trackId }));

/** `Annotations/480p/<clip>/00000.png`, else `Full-Resolution`, and the clip in ImageSets. */
const davis = ({ options: { clipName }, size }: ExportJob): PaletteLayoutWriter => {
  const resolution = size.height === DAVIS_480P_HEIGHT ? '480p' : 'Full-Resolution';
  return {
    images: ({ frameIndex }, shapes) => [
      {
        path: `Annotations/${resolution}/${clipName}/${padFrameIndex(frameIndex)}.png`,
        labels: numberByTrack(shapes),
      },
    ],
    finish: () => [{ name: 'ImageSets/2017/val.txt', input: `${clipName}\n` }],
  };
};

/** `Annotations/<clip>/00000.png`, and in meta.json the frames in which each track is. */
const youtubeVos = (
  { options: { clipName } }: ExportJob,
  { tracks }: LabelTracks,
): PaletteLayoutWriter => {
  const framesOf = new Map<number, string[]>(tracks.map(({ trackId }) => [trackId, []]));
  return {
    images: ({ frameIndex }, shapes) => {
      const name = padFrameIndex(frameIndex);
      shapes.forEach(({ track }) => framesOf.get(track.trackId)?.push(name));
      return [{ path: `Annotations/${clipName}/${name}.png`, labels: numberByTrack(shapes) }];
    },
    finish: () => {
      const entries = tracks.map(({ trackId, name }) => [
        String(trackId),
        { category: name, frames: framesOf.get(trackId) },
      ]);
      const meta = { videos: { [clipName]: { objects: Object.fromEntries(entries) } } };
      return [{ name: 'meta.json', input: JSON.stringify(meta, null, 2) }];
    },
  };
};

/** `gt_mask/<clip>/fid_<n>/00000.png`, counted, one object a folder, and a row each in metadata.csv. */
const refAvs = ({ options: { clipName }, objects }: ExportJob): PaletteLayoutWriter => ({
  images: ({ position }, shapes) =>
    objects.map((_, fid) => ({
      path: `gt_mask/${clipName}/fid_${fid}/${padFrameIndex(position)}.png`,
      labels: shapes
        .filter(({ track }) => track.trackId === fid + 1)
        .map(({ mask }) => ({ mask, number: 1 })),
    })),
  finish: () => {
    const names = objectFileNames(objects.map(({ name }) => name));
    const rows = objects.map(({ result }, fid) => {
      const uid = `${clipName}_${names[fid] ?? 'object'}_${fid + 1}`;
      return [clipName, uid, 'test_s', fid, quoteCsvField(result.key.expression)].join(',');
    });
    return [{ name: 'metadata.csv', input: `${['vid,uid,split,fid,exp', ...rows].join('\n')}\n` }];
  },
});

const quoteCsvField = (text: string): string => `"${text.replaceAll('"', '""')}"`;

export const LAYOUT_WRITERS: Readonly<
  Record<PaletteLayout, (job: ExportJob, tracks: LabelTracks) => PaletteLayoutWriter>
> = {
  davis,
  'youtube-vos': youtubeVos,
  'ref-avs': refAvs,
};
