import type { ImageSize, PlannedFrame } from '../../core/export/exportPlan.ts';
import type { Box } from '../../core/mask/boxes.ts';
import type { ExportSettings } from '../../core/export/exportSettings.ts';
import type { MediaClip } from '../media/openClip.ts';
import type { ExportObject, ExportOptions, FormatSupport } from '../../protocol/exportRequests.ts';
import type { SegmentResult } from '../results/resultStore.ts';
import type { OutputFile } from './output/outputFile.ts';

/** An object of the export with its masks. */
export type ExportJobObject = ExportObject & { readonly result: SegmentResult };

/**
 * The mask of what a box of a frame shows, 0..255, square, stretched over the picture.
 * @throws EarmarkError `no-bundle` without a model, those of the graphs and of the decoder.
 */
export type DrawInstance = (frameIndex: number, box: Box) => Promise<Uint8Array>;

/** The input of an exporter. */
export type ExportJob = {
  readonly clip: MediaClip;
  /** The first is drawn on top. */
  readonly objects: readonly ExportJobObject[];
  readonly options: ExportOptions;
  /** Ascending; frames repeat in it where the rate is higher than the clip's. */
  readonly plan: readonly PlannedFrame[];
  /** Of the pictures that are written. */
  readonly size: ImageSize;
  readonly drawInstance: DrawInstance;
  readonly signal: AbortSignal;
  /** Called after each step of work. */
  readonly onProgress: (done: number, total: number) => void;
};

/** The part of a job that is known before there are masks. */
export type ExportSpec = Pick<ExportJob, 'clip' | 'plan' | 'size'> & {
  readonly settings: ExportSettings;
};

type WrittenFrames = {
  /** Frames in the file. */
  readonly frames: number;
  /** Frames that are not computed, which the file leaves out or shows empty. */
  readonly notComputed: number;
};

/** Writes one format; what the page knows of it is in `core/export/exportFormats.ts`. */
export type Exporter = {
  support(shape: ExportSpec): Promise<FormatSupport>;
  /** Approximate size of the file. */
  estimateBytes(job: ExportJob): Promise<number>;
  /**
   * Writes the file and closes its stream.
   * @throws EarmarkError those of the media; `aborted`.
   */
  write(job: ExportJob, output: OutputFile): Promise<WrittenFrames>;
};

export const ALWAYS_POSSIBLE: FormatSupport = { kind: 'possible', video: null };
