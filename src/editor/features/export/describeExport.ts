import type { ExportSettings } from '../../../core/export/exportSettings.ts';
import type { ExportFrameCounts } from '../../export/exportOptions.ts';

/** Of each format's file. */
export const FILE_EXTENSIONS: Readonly<Record<ExportSettings['format'], string>> = {
  'rgba-png': 'zip',
  'matte-png': 'zip',
  'palette-png': 'zip',
  'coco-rle': 'zip',
  'video-mp4': 'mp4',
  'alpha-webm': 'webm',
  'still-png': 'png',
  'sound-wav': 'wav',
};

const formatFrameCount = (count: number): string => (count === 1 ? '1 frame' : `${count} frames`);

/** Frames that become files, or parts of one. */
export const countWrittenFrames = (
  { format, includeEmpty }: ExportSettings,
  { present, empty, notComputed }: ExportFrameCounts,
): number => {
  switch (format) {
    case 'video-mp4':
    case 'alpha-webm':
      return present === 0 ? 0 : present + empty + notComputed;
    case 'coco-rle':
      return present + empty;
    case 'still-png':
      return 1;
    case 'sound-wav':
      return present;
    default:
      return present + (includeEmpty ? empty : 0);
  }
};

/** What is going to be in the file. */
export const describeExport = (settings: ExportSettings, counts: ExportFrameCounts): string => {
  if (counts.present + counts.empty + counts.notComputed === 0) {
    return 'the range ends before it begins.';
  }
  const frames = formatFrameCount(countWrittenFrames(settings, counts));
  switch (settings.format) {
    case 'video-mp4':
    case 'alpha-webm':
      return `${frames} in one file. 8 bits a colour.`;
    case 'still-png':
      return 'the frame at the playhead as one PNG. 8 bits, sRGB.';
    case 'sound-wav':
      return `the sound of ${frames} as 16-bit WAV.`;
    case 'coco-rle':
      return `${frames} in annotations.json and ytvis.json, in one ZIP with a manifest.`;
    default:
      return `${frames} in one ZIP with a manifest. 8 bits, sRGB.`;
  }
};

/** What frames that nobody looked at mean for the format; null when there are none. */
export const describeMissingFrames = (
  { format }: ExportSettings,
  { present, empty, notComputed }: ExportFrameCounts,
): string | null => {
  if (notComputed === 0) {
    return null;
  }
  if (format === 'still-png') {
    return 'This frame is not looked at yet; the picture shows nothing found in it.';
  }
  const all = present + empty + notComputed;
  const looked = `${notComputed} of ${formatFrameCount(all)} are not looked at yet`;
  switch (format) {
    case 'video-mp4':
    case 'alpha-webm':
      return `${looked}; the video shows nothing found in them.`;
    case 'sound-wav':
      return `${looked}; nothing is heard in them.`;
    default:
      return `${looked} and will be missing.`;
  }
};
