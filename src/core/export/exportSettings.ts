import * as v from 'valibot';
import { LOOK_NAMES, type LookName, OPAQUE_LOOK_NAMES } from '../mask/lookNames.ts';
import type { ExportOptionName } from './exportFormat.ts';
import { EXPORT_FORMAT_NAMES, EXPORT_FORMATS } from './exportFormats.ts';
import { isNamePattern } from './namePattern.ts';

/** Folders and extra files around palette PNGs. */
const PALETTE_LAYOUTS = ['davis', 'youtube-vos', 'ref-avs'] as const;
export type PaletteLayout = (typeof PALETTE_LAYOUTS)[number];

/** What a label is of: each object as one, or each of the instances that it consists of. */
const LABEL_UNITS = ['object', 'instance'] as const;
export type LabelUnit = (typeof LABEL_UNITS)[number];

const MAX_FRAMES_PER_SECOND = 240;
const MAX_HEIGHT = 8640;
const MAX_FIRST_NUMBER = 9_999_999;

/** A look; older versions stored `blur` for `blurred`. */
const LookSchema = <N extends LookName>(names: readonly N[]) =>
  v.pipe(
    v.unknown(),
    v.transform((stored) => (stored === 'blur' ? 'blurred' : stored)),
    v.picklist(names),
  );

/** What a person chose for an export and finds again the next time. */
export const ExportSettingsSchema = v.object({
  format: v.picklist(EXPORT_FORMAT_NAMES),
  /** Of RGBA PNGs. */
  alpha: v.picklist(['straight', 'premultiplied']),
  layout: v.picklist(PALETTE_LAYOUTS),
  videoLook: LookSchema(OPAQUE_LOOK_NAMES),
  stillLook: LookSchema(LOOK_NAMES),
  /** The clip's own sound in videos. */
  keepSound: v.boolean(),
  /** What fills the time in which the object is not there. */
  soundGaps: v.picklist(['silence', 'cut']),
  /** Null keeps the clip's own frames and times. */
  framesPerSecond: v.nullable(v.pipe(v.number(), v.gtValue(0), v.maxValue(MAX_FRAMES_PER_SECOND))),
  /** Pixels; null, or more than the clip has, is the clip's own. */
  maxHeight: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(16), v.maxValue(MAX_HEIGHT))),
  /** See {@link isNamePattern}. */
  namePattern: v.pipe(v.string(), v.check(isNamePattern)),
  /** Of the first file, where the pattern has `{number}`. */
  firstNumber: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_FIRST_NUMBER)),
  /** Number of the clip's first frame, in `{frame}` of a name and in lists; the screen counts from 1. */
  frameNumbersFrom: v.optional(v.picklist([0, 1]), 0),
  /** Also write frames in which no object is present. */
  includeEmpty: v.boolean(),
  /** A folder for each object instead of all in one picture. */
  separateObjects: v.boolean(),
  /** Of mattes, as pictures or as video: black objects on white. */
  invertMatte: v.optional(v.boolean(), false),
  /** The frames' own pictures beside labels. */
  frameImages: v.optional(v.picklist(['none', 'jpeg', 'png']), 'none'),
  /** Of labels that can be either. */
  labelShape: v.optional(v.picklist(['box', 'mask']), 'box'),
  /** Null as long as nobody has chosen: what fits the objects. */
  labelUnit: v.optional(v.nullable(v.picklist(LABEL_UNITS)), null),
  /** Labels leave out parts that are small beside the object's largest one. */
  largePartsOnly: v.optional(v.boolean(), true),
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
  frameNumbersFrom: 0,
  includeEmpty: true,
  separateObjects: false,
  invertMatte: false,
  frameImages: 'none',
  labelShape: 'box',
  labelUnit: null,
  largePartsOnly: true,
};

/** Settings from storage; null when they are not such settings. */
export const parseExportSettings = (stored: unknown): ExportSettings | null => {
  const parsed = v.safeParse(ExportSettingsSchema, stored);
  return parsed.success ? parsed.output : null;
};

/** What each control of the dialog sets. The range is no setting: it is of a clip. */
const SETTINGS_OF_OPTION: Readonly<Record<ExportOptionName, readonly (keyof ExportSettings)[]>> = {
  alpha: ['alpha'],
  layout: ['layout'],
  videoLook: ['videoLook'],
  stillLook: ['stillLook'],
  keepSound: ['keepSound'],
  soundGaps: ['soundGaps'],
  range: [],
  rate: ['framesPerSecond'],
  height: ['maxHeight'],
  namePattern: ['namePattern', 'firstNumber'],
  frameNumbers: ['frameNumbersFrom'],
  includeEmpty: ['includeEmpty'],
  separateObjects: ['separateObjects'],
  invertMatte: ['invertMatte'],
  frameImages: ['frameImages'],
  labelShape: ['labelShape'],
  labelUnit: ['labelUnit'],
  largePartsOnly: ['largePartsOnly'],
};

/** A task of the whole video needs no pictures of its frames. */
export const hasFrameImages = ({
  format,
  labelShape,
}: Pick<ExportSettings, 'format' | 'labelShape'>): boolean =>
  EXPORT_FORMATS[format].options.some((option) => option === 'frameImages') &&
  (format !== 'label-studio' || labelShape === 'mask');

/**
 * The settings as their format knows them: what was chosen for another format, by a control that this
 * one does not have, is the default. Tracks over a video would be wrong at another size or rate.
 */
export const settingsOfFormat = (settings: ExportSettings): ExportSettings => {
  const own = new Set<string>(
    EXPORT_FORMATS[settings.format].options.flatMap((option) => SETTINGS_OF_OPTION[option]),
  );
  if (!hasFrameImages(settings)) {
    own.delete('frameImages');
  }
  const chosen = Object.entries(settings).filter(([name]) => name === 'format' || own.has(name));
  return { ...DEFAULT_EXPORT_SETTINGS, ...Object.fromEntries(chosen) };
};
