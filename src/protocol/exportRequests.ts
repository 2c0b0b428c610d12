import type { BrushStroke } from '../core/mask/brushStroke.ts';
import type { ExportFormat } from '../core/export/exportFormats.ts';
import type { ExportSettings } from '../core/export/exportSettings.ts';
import type { PostprocessSettings } from '../core/mask/postprocessSettings.ts';
import type { InstanceSelection } from '../core/mask/instanceSelection.ts';
import type { ObjectPattern, Rgb } from '../core/mask/palette.ts';

/** A thing to export: what was found for it, and how it is shown. */
export type ExportObject = {
  readonly id: string;
  readonly name: string;
  readonly colour: Rgb;
  readonly pattern: ObjectPattern;
  readonly resultId: string;
  readonly maskThreshold: number;
  readonly finish: PostprocessSettings;
  /** What was painted, on all frames. */
  readonly strokes: readonly BrushStroke[];
  /** What the result was selected by; for the record, the masks are of those already. */
  readonly examples: readonly InstanceSelection[];
  /** At or above it the thing is there. */
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
  /** 0..1, of the colour over the things in an overlay. */
  readonly overlayOpacity: number;
};

/** How a video of these settings would be written here. */
export type VideoEncoding = {
  /** As `avc`, `vp9`. */
  readonly videoCodec: string;
  /** `copied` without loss, `encoded` anew, `none` when there is none or no way. */
  readonly audioMode: 'copied' | 'encoded' | 'none';
  readonly audioCodec: string | null;
};

/** `no-encoder`: this browser cannot encode such a video. `no-sound`: the clip has no sound to use. */
export type FormatSupport =
  | { readonly kind: 'possible'; readonly video: VideoEncoding | null }
  | { readonly kind: 'impossible'; readonly obstacle: 'no-encoder' | 'no-sound' };

export type ExportSupport = Readonly<Record<ExportFormat, FormatSupport>>;

/** Requests about exports; they join those of `protocol.ts`. */
export type ExportRequests = {
  /** Which formats this browser and this clip allow. */
  'check-export': {
    body: { readonly settings: ExportSettings; readonly range: readonly [number, number] };
    event: never;
    result: ExportSupport;
  };
  /** Encodes a few frames and reckons with them; for videos by their bit rate. */
  'estimate-export': { body: ExportOptions; event: never; result: { readonly bytes: number } };
  /** Writes into the file that was chosen, else into one of the origin's private file system. */
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
};
