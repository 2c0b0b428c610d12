import type { ExportFormat, FormatSupport } from '../../engine/protocol.ts';

/** Settings that a format can have; the sheet shows those of the chosen one. */
export type OptionName =
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

export type FormatText = {
  readonly format: ExportFormat;
  readonly name: string;
  readonly use: string;
  readonly options: readonly OptionName[];
};

const SEQUENCE: readonly OptionName[] = ['range', 'rate', 'height'];

export const FORMATS: readonly FormatText[] = [
  {
    format: 'rgba-png',
    name: 'Cut-outs',
    use: 'PNG with alpha: the thing alone, the rest clear',
    options: ['alpha', ...SEQUENCE, 'namePattern', 'includeEmpty', 'separateObjects'],
  },
  {
    format: 'matte-png',
    name: 'Mattes',
    use: 'Black and white PNG, for a track matte in any editor',
    options: [...SEQUENCE, 'namePattern', 'includeEmpty', 'separateObjects'],
  },
  {
    format: 'video-mp4',
    name: 'Video',
    use: 'MP4: marked, matte, green or blurred behind',
    options: ['videoLook', 'keepSound', ...SEQUENCE],
  },
  {
    format: 'alpha-webm',
    name: 'Video with alpha',
    use: 'WebM (VP9): the thing alone, the rest clear',
    options: ['keepSound', ...SEQUENCE],
  },
  {
    format: 'still-png',
    name: 'Still',
    use: 'This frame as one PNG, or on the clipboard',
    options: ['stillLook', 'height'],
  },
  {
    format: 'sound-wav',
    name: 'Sound',
    use: 'WAV: what is heard while the thing is there',
    options: ['soundGaps', 'range'],
  },
  {
    format: 'palette-png',
    name: 'Annotations',
    use: 'Palette PNG for DAVIS, YouTube-VOS, Ref-AVS',
    options: ['layout', ...SEQUENCE, 'includeEmpty'],
  },
  {
    format: 'coco-rle',
    name: 'COCO JSON',
    use: 'Run lengths for pycocotools and YouTube-VIS',
    options: SEQUENCE,
  },
];

/** Why a format cannot be written here. */
export const OBSTACLE_TEXTS: Readonly<
  Record<Extract<FormatSupport, { kind: 'impossible' }>['obstacle'], string>
> = {
  'no-encoder': 'Not possible here: this browser has no encoder for a video of this size.',
  'no-sound': 'Not possible: this clip has no sound that can be used.',
};

const SOUND_TEXTS = {
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

const codecName = (codec: string): string => CODEC_NAMES[codec] ?? codec.toUpperCase();

/** How a video would be written, as `H.264, its sound copied without loss (AAC)`. */
export const videoText = (support: FormatSupport | undefined): string | null => {
  if (support?.kind !== 'possible' || support.video === null) {
    return null;
  }
  const { videoCodec, soundWay, soundCodec } = support.video;
  const sound = soundCodec === null ? '' : ` (${codecName(soundCodec)})`;
  return `${codecName(videoCodec)}, ${SOUND_TEXTS[soundWay]}${sound}`;
};
