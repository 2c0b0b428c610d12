import type { BrushStroke } from '../core/mask/brushStroke.ts';
import type { ExportFormat } from '../core/export/exportFormats.ts';
import type { ExportSettings } from '../core/export/exportSettings.ts';
import type { PostprocessSettings } from '../core/mask/postprocessSettings.ts';
import type { InstanceSelection } from '../core/mask/instanceSelection.ts';
import type { ObjectPattern, Rgb } from '../core/mask/palette.ts';

/** An object to export: its result, thresholds and corrections. */
export type ExportObject = {
  readonly id: string;
  readonly name: string;
  /** What a data set calls such objects. */
  readonly category: string;
  readonly colour: Rgb;
  readonly pattern: ObjectPattern;
  readonly resultId: string;
  readonly maskThreshold: number;
  readonly finish: PostprocessSettings;
  /** Brush strokes of all frames. */
  readonly strokes: readonly BrushStroke[];
  /** Examples that the result was selected by, for the manifest; the masks have them applied. */
  readonly examples: readonly InstanceSelection[];
  /** 0..1; at or above it the object is present. */
  readonly presenceThreshold: number;
};

export type ExportOptions = {
  readonly settings: ExportSettings;
  /** The first is drawn on top. */
  readonly objects: readonly ExportObject[];
  /** First and last frame index, both included; a still is of the first. */
  readonly range: readonly [number, number];
  /** Names folders and the file; already made safe by the page. */
  readonly clipName: string;
  /** Alpha of the overlay's fill, 0..1. */
  readonly overlayOpacity: number;
  /** `#rrggbb`, of the look with a background colour. */
  readonly backgroundColour: string;
};

/** Codecs of a video with these settings in this browser. */
type VideoEncoding = {
  /** As `avc`, `vp9`. */
  readonly videoCodec: string;
  /** `copied` without loss, `encoded` again, `none` without sound or without an encoder for it. */
  readonly audioMode: 'copied' | 'encoded' | 'none';
  readonly audioCodec: string | null;
};

/** `no-encoder`: this browser cannot encode such a video. `no-sound`: the clip has no sound to use. */
export type FormatSupport =
  | { readonly kind: 'possible'; readonly video: VideoEncoding | null }
  | { readonly kind: 'impossible'; readonly obstacle: 'no-encoder' | 'no-sound' };

export type ExportSupport = Readonly<Record<ExportFormat, FormatSupport>>;

/** Requests about exports; part of `Requests`. */
export type ExportRequests = {
  /** Which formats this browser can write of this clip. */
  'check-export': {
    body: { readonly settings: ExportSettings; readonly range: readonly [number, number] };
    event: never;
    result: ExportSupport;
  };
  /** Estimates the size of the file: by encoding a few frames; of videos by the bit rate. */
  'estimate-export': { body: ExportOptions; event: never; result: { readonly bytes: number } };
  /** Writes into `target`, else into a file of the origin's private file system. */
  export: {
    body: { readonly options: ExportOptions; readonly target: FileSystemFileHandle | null };
    event: {
      readonly kind: 'progress';
      readonly done: number;
      readonly total: number;
      readonly bytes: number;
      readonly secondsLeft: number | null;
    };
    result: {
      readonly file: File;
      /** Frames in the file. */
      readonly frames: number;
      readonly notComputed: number;
    };
  };
  /** Opens a ZIP for the exports of several clips; replaces one that is open. */
  'open-collection': {
    body: { readonly name: string };
    event: never;
    result: null;
  };
  /** Exports the open clip into a folder of the open collection. */
  'collect-export': {
    body: { readonly options: ExportOptions; readonly folder: string; readonly fileName: string };
    event: ExportRequests['export']['event'];
    result: { readonly frames: number; readonly notComputed: number };
  };
  /** Finishes the collection, with a last file of text where there is one, or throws it away. */
  'close-collection': {
    body: {
      readonly ending:
        | {
            readonly kind: 'keep';
            readonly text: { readonly name: string; readonly text: string } | null;
          }
        | { readonly kind: 'discard' };
    };
    event: never;
    result: { readonly file: File | null };
  };
};
