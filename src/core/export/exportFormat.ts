import type { FrameState } from '../model/frameState.ts';

/** `archive`: a ZIP of files, one or more a frame. `still`: one frame. `list`: the moments, as text. */
export type ExportKind = 'archive' | 'video' | 'still' | 'audio' | 'list';

export const EXPORT_GROUPS = ['Pictures', 'Video and sound', 'Labels', 'Moments'] as const;
type ExportGroup = (typeof EXPORT_GROUPS)[number];

/** Settings that a format can have; the export dialog shows those of the chosen format, in order. */
export type ExportOptionName =
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
  | 'frameNumbers'
  | 'includeEmpty'
  | 'separateObjects'
  | 'invertMatte'
  | 'frameImages'
  | 'labelShape'
  | 'labelUnit'
  | 'largePartsOnly';

/** What there is to know of a format before anything is written. */
export type ExportFormatDescriptor = {
  /** Heading of the dialog's list below which it stands. */
  readonly group: ExportGroup;
  readonly label: string;
  readonly description: string;
  readonly kind: ExportKind;
  /** In the file's name: what it holds. `look` and `layout` stand for those of the settings. */
  readonly contents: string;
  /** Of the file, without a dot. */
  readonly extension: string;
  readonly mimeType: string;
  readonly options: readonly ExportOptionName[];
  /** Whether frames of this state become files, or parts of one. */
  readonly writesState: (
    state: FrameState,
    settings: { readonly includeEmpty: boolean },
  ) => boolean;
  /** @param frames how many are written, as `12 frames`. */
  readonly summarize: (frames: string) => string;
};

/** Shared by formats that are a ZIP of files. */
export const ARCHIVE = {
  kind: 'archive',
  extension: 'zip',
  mimeType: 'application/zip',
  writesState: (state, { includeEmpty }) =>
    state === 'present' || (state === 'empty' && includeEmpty),
  summarize: (frames) => `${frames} in one ZIP with a manifest. 8 bits, sRGB.`,
} satisfies Partial<ExportFormatDescriptor>;
