import type { ExportFormat, FormatSupport } from '../../../protocol/requests.ts';

/** Settings that a format can have; the sheet shows those of the chosen one. */
export type FormatOptionName =
  | 'alpha'
  | 'layout'
  | 'videoLook'
  | 'stillLook'
  | 'keepSound'
  | 'soundGaps'
  | 'range'
  | 'rate'
  | 'height'
  | 'namePattern'
  | 'includeEmpty'
  | 'separateObjects';

export type FormatDescription = {
  readonly format: ExportFormat;
  readonly name: string;
  readonly description: string;
  readonly options: readonly FormatOptionName[];
};

const SEQUENCE_OPTIONS: readonly FormatOptionName[] = ['range', 'rate', 'height'];

export const EXPORT_FORMATS: readonly FormatDescription[] = [
  {
    format: 'rgba-png',
    name: 'Cut-outs',
    description: 'PNG with alpha: the thing alone, the rest clear',
    options: ['alpha', ...SEQUENCE_OPTIONS, 'namePattern', 'includeEmpty', 'separateObjects'],
  },
  {
    format: 'matte-png',
    name: 'Mattes',
    description: 'Black and white PNG, for a track matte in any editor',
    options: [...SEQUENCE_OPTIONS, 'namePattern', 'includeEmpty', 'separateObjects'],
  },
  {
    format: 'video-mp4',
    name: 'Video',
    description: 'MP4: marked, matte, green or blurred behind',
    options: ['videoLook', 'keepSound', ...SEQUENCE_OPTIONS],
  },
  {
    format: 'alpha-webm',
    name: 'Video with alpha',
    description: 'WebM (VP9): the thing alone, the rest clear',
    options: ['keepSound', ...SEQUENCE_OPTIONS],
  },
  {
    format: 'still-png',
    name: 'Still',
    description: 'This frame as one PNG, or on the clipboard',
    options: ['stillLook', 'height'],
  },
  {
    format: 'sound-wav',
    name: 'Sound',
    description: 'WAV: what is heard while the thing is there',
    options: ['soundGaps', 'range'],
  },
  {
    format: 'palette-png',
    name: 'Annotations',
    description: 'Palette PNG for DAVIS, YouTube-VOS, Ref-AVS',
    options: ['layout', ...SEQUENCE_OPTIONS, 'includeEmpty'],
  },
  {
    format: 'coco-rle',
    name: 'COCO JSON',
    description: 'Run lengths for pycocotools and YouTube-VIS',
    options: SEQUENCE_OPTIONS,
  },
];

/** Why a format cannot be written here. */
export const OBSTACLE_TEXTS: Readonly<
  Record<Extract<FormatSupport, { kind: 'impossible' }>['obstacle'], string>
> = {
  'no-encoder': 'Not possible here: this browser has no encoder for a video of this size.',
  'no-sound': 'Not possible: this clip has no sound that can be used.',
};

const AUDIO_MODE_TEXTS = {
  copied: 'its sound copied without loss',
  encoded: 'its sound encoded anew',
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

/** How a video would be written, as `H.264, its sound copied without loss (AAC)`. */
export const describeVideoEncoding = (support: FormatSupport | undefined): string | null => {
  if (support?.kind !== 'possible' || support.video === null) {
    return null;
  }
  const { videoCodec, audioMode: soundWay, audioCodec: soundCodec } = support.video;
  const sound = soundCodec === null ? '' : ` (${formatCodec(soundCodec)})`;
  return `${formatCodec(videoCodec)}, ${AUDIO_MODE_TEXTS[soundWay]}${sound}`;
};
