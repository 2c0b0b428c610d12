import type { PaletteLayout } from '../../../../core/export/exportSettings.ts';
import type { ArchiveFile } from '../../archiveExporter.ts';
import { padFrameIndex, objectFileNames, type ArchiveImage } from '../../archivePaths.ts';
import type { ExportFrame } from '../../exportFrames.ts';
import type { ExportJob } from '../../exporter.ts';

type PaletteLayoutWriter = {
  images(frame: ExportFrame): readonly ArchiveImage[];
  /** Files about the whole, after the last frame. */
  finish(): readonly ArchiveFile[];
};

const DAVIS_480P_HEIGHT = 480;

/** `Annotations/480p/<clip>/00000.png`, else `Full-Resolution`, and the clip in ImageSets. */
const davis = ({ options: { clipName }, size }: ExportJob): PaletteLayoutWriter => {
  const resolution = size.height === DAVIS_480P_HEIGHT ? '480p' : 'Full-Resolution';
  return {
    images: ({ frameIndex, layers }) => [
      { path: `Annotations/${resolution}/${clipName}/${padFrameIndex(frameIndex)}.png`, layers },
    ],
    finish: () => [{ name: 'ImageSets/2017/val.txt', input: `${clipName}\n` }],
  };
};

/** `Annotations/<clip>/00000.png`, and in meta.json the frames in which each object is. */
const youtubeVos = ({ options: { clipName }, objects }: ExportJob): PaletteLayoutWriter => {
  const framesOf = objects.map((): string[] => []);
  return {
    images: ({ frameIndex, layers }) => {
      const name = padFrameIndex(frameIndex);
      layers.forEach(({ state }, place) => {
        if (state === 'present') {
          framesOf[place]?.push(name);
        }
      });
      return [{ path: `Annotations/${clipName}/${name}.png`, layers }];
    },
    finish: () => {
      const entries = objects.map(({ name }, place) => [
        String(place + 1),
        { category: name, frames: framesOf[place] },
      ]);
      const meta = { videos: { [clipName]: { objects: Object.fromEntries(entries) } } };
      return [{ name: 'meta.json', input: JSON.stringify(meta, null, 2) }];
    },
  };
};

/** `gt_mask/<clip>/fid_<n>/00000.png`, counted, one object a folder, and a row each in metadata.csv. */
const refAvs = ({ options: { clipName }, objects }: ExportJob): PaletteLayoutWriter => ({
  images: ({ position, layers }) =>
    layers.map((layer, fid) => ({
      path: `gt_mask/${clipName}/fid_${fid}/${padFrameIndex(position)}.png`,
      layers: [layer],
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
  Record<PaletteLayout, (job: ExportJob) => PaletteLayoutWriter>
> = {
  davis,
  'youtube-vos': youtubeVos,
  'ref-avs': refAvs,
};
