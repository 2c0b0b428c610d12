import * as v from 'valibot';
import { isNamePattern } from './namePattern.ts';

/** What can be written; each has its folder in `engine/export/`. */
export const EXPORT_FORMATS = [
  'rgba-png',
  'matte-png',
  'palette-png',
  'coco-rle',
  'video-mp4',
  'alpha-webm',
  'still-png',
  'sound-wav',
] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Folders and extra files around palette PNGs. */
export const PALETTE_LAYOUTS = ['davis', 'youtube-vos', 'ref-avs'] as const;
export type PaletteLayout = (typeof PALETTE_LAYOUTS)[number];

/** What a frame shows of the picture and the things in it. */
export const FRAME_LOOKS = ['overlay', 'matte', 'green', 'blur', 'cut-out'] as const;
export type FrameLook = (typeof FRAME_LOOKS)[number];

export const VIDEO_LOOKS = ['overlay', 'matte', 'green', 'blur'] as const satisfies FrameLook[];

const MAX_FRAMES_PER_SECOND = 240;
const MAX_HEIGHT = 8640;
const MAX_FIRST_NUMBER = 9_999_999;

/** What a person chose for an export and finds again the next time. */
export const ExportSettingsSchema = v.object({
  format: v.picklist(EXPORT_FORMATS),
  /** Of RGBA PNGs. */
  alpha: v.picklist(['straight', 'premultiplied']),
  layout: v.picklist(PALETTE_LAYOUTS),
  videoLook: v.picklist(VIDEO_LOOKS),
  stillLook: v.picklist(FRAME_LOOKS),
  /** The clip's own sound in videos. */
  keepSound: v.boolean(),
  /** Between the moments in which the thing is there. */
  soundGaps: v.picklist(['silence', 'cut']),
  /** Null keeps the clip's own frames and times. */
  framesPerSecond: v.nullable(v.pipe(v.number(), v.gtValue(0), v.maxValue(MAX_FRAMES_PER_SECOND))),
  /** Pixels; null, or more than the clip has, is the clip's own. */
  maxHeight: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(16), v.maxValue(MAX_HEIGHT))),
  /** See {@link isNamePattern}. */
  namePattern: v.pipe(v.string(), v.check(isNamePattern)),
  /** Of the first file, where the pattern has `{number}`. */
  firstNumber: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_FIRST_NUMBER)),
  /** Also write frames in which nothing is there. */
  includeEmpty: v.boolean(),
  /** A folder for each object instead of all in one picture. */
  separateObjects: v.boolean(),
});
export type ExportSettings = v.InferOutput<typeof ExportSettingsSchema>;

export const DEFAULT_EXPORT_SETTINGS: ExportSettings = {
  format: 'rgba-png',
  alpha: 'straight',
  layout: 'davis',
  videoLook: 'overlay',
  stillLook: 'cut-out',
  keepSound: true,
  soundGaps: 'silence',
  framesPerSecond: null,
  maxHeight: null,
  namePattern: '{frame}',
  firstNumber: 0,
  includeEmpty: false,
  separateObjects: false,
};

/** Settings from storage; null when they are not such settings. */
export const parseExportSettings = (stored: unknown): ExportSettings | null => {
  const parsed = v.safeParse(ExportSettingsSchema, stored);
  return parsed.success ? parsed.output : null;
};
