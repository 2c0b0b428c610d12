import type { ExportKind } from '../../../core/export/exportFormat.ts';
import { EXPORT_FORMATS } from '../../../core/export/exportFormats.ts';
import type { ExportSettings } from '../../../core/export/exportSettings.ts';
import type { FormatSupport } from '../../../protocol/requests.ts';
import type { ExportFrameCounts } from '../../export/exportOptions.ts';

const formatFrameCount = (count: number): string => (count === 1 ? '1 frame' : `${count} frames`);

/** Number of frames that the export writes. */
export const countWrittenFrames = (
  settings: ExportSettings,
  { present, empty, notComputed }: ExportFrameCounts,
): number => {
  const { kind, writesState } = EXPORT_FORMATS[settings.format];
  if (kind === 'video' && present === 0) {
    return 0;
  }
  return (
    (writesState('present', settings) ? present : 0) +
    (writesState('empty', settings) ? empty : 0) +
    (writesState('not-computed', settings) ? notComputed : 0)
  );
};

/** What the exported file will contain. */
export const describeExport = (settings: ExportSettings, counts: ExportFrameCounts): string =>
  counts.present + counts.empty + counts.notComputed === 0
    ? 'the range ends before it begins.'
    : EXPORT_FORMATS[settings.format].summarize(
        formatFrameCount(countWrittenFrames(settings, counts)),
      );

/** What frames without a result mean for a file. */
const MISSING_FRAME_TEXTS: Readonly<Record<ExportKind, (missing: string) => string>> = {
  archive: (missing) => `${missing} and will be missing.`,
  video: (missing) => `${missing}; the video shows no object in them.`,
  still: () => 'This frame was not searched yet; the picture shows no object in it.',
  audio: (missing) => `${missing}; they are silent.`,
  list: (missing) => `${missing}; moments end before them.`,
};

/** What frames that were not searched mean for the file; null when there are none. */
export const describeMissingFrames = (
  { format }: ExportSettings,
  { present, empty, notComputed }: ExportFrameCounts,
): string | null => {
  if (notComputed === 0) {
    return null;
  }
  const all = formatFrameCount(present + empty + notComputed);
  return MISSING_FRAME_TEXTS[EXPORT_FORMATS[format].kind](
    `${notComputed} of ${all} were not searched yet`,
  );
};

/** Why a format cannot be written here. */
export const OBSTACLE_TEXTS: Readonly<
  Record<Extract<FormatSupport, { kind: 'impossible' }>['obstacle'], string>
> = {
  'no-encoder': 'Not possible here: this browser has no encoder for a video of this size.',
  'no-sound': 'Not possible: this clip has no sound that can be used.',
};

const AUDIO_MODE_TEXTS = {
  copied: 'sound copied without loss',
  encoded: 'sound re-encoded',
  none: 'without sound',
} as const;

const CODEC_NAMES: Readonly<Record<string, string>> = {
  avc: 'H.264',
  hevc: 'H.265',
  vp9: 'VP9',
  av1: 'AV1',
  aac: 'AAC',
  mp3: 'MP3',
  opus: 'Opus',
  vorbis: 'Vorbis',
};

const formatCodec = (codec: string): string => CODEC_NAMES[codec] ?? codec.toUpperCase();

/** How a video will be encoded: `H.264, sound copied without loss (AAC)`. */
export const describeVideoEncoding = (support: FormatSupport | undefined): string | null => {
  if (support?.kind !== 'possible' || support.video === null) {
    return null;
  }
  const { videoCodec, audioMode, audioCodec } = support.video;
  const audio = audioCodec === null ? '' : ` (${formatCodec(audioCodec)})`;
  return `${formatCodec(videoCodec)}, ${AUDIO_MODE_TEXTS[audioMode]}${audio}`;
};
