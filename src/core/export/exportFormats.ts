import { ARCHIVE, type ExportFormatDescriptor } from './exportFormat.ts';
import { LABEL_FORMATS } from './labelFormats.ts';

const VIDEO = {
  group: 'Video and sound',
  kind: 'video',
  writesState: () => true,
  summarize: (frames) => `${frames} in one file. 8 bits a colour.`,
} satisfies Partial<ExportFormatDescriptor>;

const LIST = {
  group: 'Moments',
  kind: 'list',
  options: ['range'],
  writesState: (state) => state === 'present',
  summarize: (frames) => `from when to when each object is present, over ${frames}.`,
} satisfies Partial<ExportFormatDescriptor>;

const SEQUENCE_OPTIONS = ['range', 'rate', 'height'] as const;

const DESCRIPTORS = {
  'rgba-png': {
    ...ARCHIVE,
    group: 'Pictures',
    label: 'Cut-outs',
    contents: 'cut-out',
    description: 'PNG with alpha: the object alone, the rest transparent',
    options: [
      'alpha',
      ...SEQUENCE_OPTIONS,
      'namePattern',
      'frameNumbers',
      'includeEmpty',
      'separateObjects',
    ],
  },
  'matte-png': {
    ...ARCHIVE,
    group: 'Pictures',
    label: 'Mattes',
    contents: 'matte',
    description: 'Black and white PNG, for a track matte in any editor',
    options: [
      ...SEQUENCE_OPTIONS,
      'namePattern',
      'frameNumbers',
      'includeEmpty',
      'separateObjects',
      'invertMatte',
    ],
  },
  'video-mp4': {
    ...VIDEO,
    label: 'Video',
    contents: 'look',
    description: 'MP4: overlay, matte, green screen or another look',
    extension: 'mp4',
    mimeType: 'video/mp4',
    options: ['videoLook', ...SEQUENCE_OPTIONS, 'keepSound'],
  },
  'matte-pair': {
    ...VIDEO,
    label: 'Picture and matte',
    contents: 'picture+matte',
    description: 'Two MP4 videos, for a track matte in any editor',
    extension: 'zip',
    mimeType: 'application/zip',
    options: [...SEQUENCE_OPTIONS, 'keepSound', 'invertMatte'],
    summarize: (frames) => `${frames} in each of two videos, in one ZIP. 8 bits a colour.`,
  },
  'alpha-webm': {
    ...VIDEO,
    label: 'Video with alpha',
    contents: 'alpha',
    description: 'WebM (VP9): the object alone, the rest transparent',
    extension: 'webm',
    mimeType: 'video/webm',
    options: [...SEQUENCE_OPTIONS, 'keepSound'],
  },
  'still-png': {
    group: 'Pictures',
    label: 'Still',
    contents: 'look',
    description: 'This frame as one PNG, or on the clipboard',
    kind: 'still',
    extension: 'png',
    mimeType: 'image/png',
    options: ['stillLook', 'height'],
    writesState: () => true,
    summarize: () => 'the frame at the playhead as one PNG. 8 bits, sRGB.',
  },
  'sound-wav': {
    group: 'Video and sound',
    label: 'Sound',
    contents: 'sound',
    description: 'WAV: the clip’s sound while the object is there',
    kind: 'audio',
    extension: 'wav',
    mimeType: 'audio/wav',
    options: ['soundGaps', 'range'],
    writesState: (state) => state === 'present',
    summarize: (frames) => `the sound of ${frames} as 16-bit WAV.`,
  },
  'moments-csv': {
    ...LIST,
    label: 'Moments, CSV',
    contents: 'moments',
    description: 'A table: each object present from when to when',
    extension: 'csv',
    mimeType: 'text/csv',
    options: ['range', 'frameNumbers'],
  },
  'moments-json': {
    ...LIST,
    label: 'Moments, JSON',
    contents: 'moments',
    description: 'The same for programs',
    extension: 'json',
    mimeType: 'application/json',
    options: ['range', 'frameNumbers'],
  },
  'moments-edl': {
    ...LIST,
    label: 'Cut list, EDL',
    contents: 'cuts',
    description: 'CMX 3600: the moments one after another',
    extension: 'edl',
    mimeType: 'text/plain',
  },
  'moments-otio': {
    ...LIST,
    label: 'Timeline, OTIO',
    contents: 'timeline',
    description: 'OpenTimelineIO: a track per object, moments in place',
    extension: 'otio',
    mimeType: 'application/json',
  },
  'markers-edl': {
    ...LIST,
    label: 'Markers for Resolve',
    contents: 'markers',
    description: 'EDL with a timeline marker per moment',
    extension: 'edl',
    mimeType: 'text/plain',
  },
  'markers-xml': {
    ...LIST,
    label: 'Markers for Premiere',
    contents: 'markers',
    description: 'Final Cut Pro XML: the clip with a marker per moment',
    extension: 'xml',
    mimeType: 'application/xml',
  },
  'palette-png': {
    ...ARCHIVE,
    group: 'Labels',
    label: 'Label maps',
    contents: 'layout',
    description: 'Palette PNG for DAVIS, YouTube-VOS, Ref-AVS',
    options: ['layout', 'labelUnit', ...SEQUENCE_OPTIONS, 'includeEmpty'],
  },
  ...LABEL_FORMATS,
} satisfies Record<string, ExportFormatDescriptor>;

export type ExportFormat = keyof typeof DESCRIPTORS;

/**
 * Every export format, in the order of the dialog. Each has its exporter of the same name in
 * `engine/export/exporters.ts`; a format without one does not compile.
 */
export const EXPORT_FORMATS: Readonly<Record<ExportFormat, ExportFormatDescriptor>> = DESCRIPTORS;

export const EXPORT_FORMAT_NAMES = Object.keys(DESCRIPTORS) as readonly ExportFormat[];
