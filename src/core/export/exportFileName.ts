import { safeName } from '../util/safeName.ts';
import { EXPORT_FORMATS } from './exportFormats.ts';
import type { ExportSettings } from './exportSettings.ts';

/** More objects than that are counted instead of named. */
const MAX_NAMED_OBJECTS = 2;
/** Of the whole name; file systems allow 255 bytes, and other programs add to it. */
const MAX_NAME_LENGTH = 120;

type ExportFileNameParts = {
  /** Of the clip, with or without extension. */
  readonly clipName: string;
  /** Names of the exported objects, the topmost first. */
  readonly objectNames: readonly string[];
  /** First and last frame index, both included. */
  readonly range: readonly [number, number];
  /** Frames of the clip: a range of all of them is not named. */
  readonly frameCount: number;
};

const withoutSpecialCharacters = (name: string): string =>
  // A trailing word after a dot is no extension in an object's name.
  safeName(name.replaceAll(/[^\p{L}\p{M}\p{N}_]+/gu, '-'));

/** What is in the file: `matte`, or the look of a video. */
const contentsName = (settings: ExportSettings): string => {
  const { contents } = EXPORT_FORMATS[settings.format];
  switch (contents) {
    case 'look':
      return settings.format === 'still-png' ? settings.stillLook : settings.videoLook;
    case 'layout':
      return settings.layout;
    default:
      return contents;
  }
};

/**
 * Name of an exported file: clip, objects, contents, and the frames as the screen numbers them, from
 * 1: `meadow_the-dog_matte_31-51.zip`. So no two exports of a clip have one name, and none has the
 * clip's own.
 */
export const exportFileName = (
  settings: ExportSettings,
  { clipName, objectNames, range: [first, last], frameCount }: ExportFileNameParts,
): string => {
  const objects =
    objectNames.length > MAX_NAMED_OBJECTS
      ? `${objectNames.length}-objects`
      : objectNames.map(withoutSpecialCharacters).join('+');
  const isWhole = first <= 0 && last >= frameCount - 1;
  const frames = first === last ? `${first + 1}` : `${first + 1}-${last + 1}`;
  const name = [safeName(clipName), objects, contentsName(settings), isWhole ? '' : frames]
    .filter((part) => part !== '')
    .join('_');
  const short = Array.from(name).slice(0, MAX_NAME_LENGTH).join('');
  return `${short}.${EXPORT_FORMATS[settings.format].extension}`;
};
