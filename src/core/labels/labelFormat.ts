import type { ImageSize } from '../export/exportPlan.ts';
import type { MaskBounds } from '../mask/maskStatistics.ts';

/** An object of the export, the same in all frames. */
export type LabelTrack = {
  /** From 1. */
  readonly trackId: number;
  readonly name: string;
  readonly category: string;
  /** In the task's categories, from 0. */
  readonly categoryIndex: number;
};

/** What is known before the first frame. */
export type LabelTask = {
  /** Safe as the name of a folder. */
  readonly clipName: string;
  /** With its extension. */
  readonly clipFileName: string;
  /** Of the masks, boxes and pictures. */
  readonly size: ImageSize;
  /** Frames of the clip. */
  readonly frameCount: number;
  readonly durationSeconds: number;
  /** Of the frames that are written. */
  readonly framesPerSecond: number;
  /** First and last frame index, both included. */
  readonly range: readonly [number, number];
  /** Frames of the range at this rate, with those that were not searched. */
  readonly plannedFrames: number;
  readonly imageExtension: 'jpg' | 'png';
  /** Number of the clip's first frame in file names. */
  readonly frameNumbersFrom: 0 | 1;
  /** Where a format has both. */
  readonly shape: 'box' | 'mask';
  readonly tracks: readonly LabelTrack[];
  /** Each once, in the order of the tracks. */
  readonly categories: readonly string[];
};

/** One object in one frame. */
export type LabelShape = {
  readonly track: LabelTrack;
  /** Zeros and ones at the task's size. */
  readonly mask: Uint8Array;
  /** Of the mask. */
  readonly bounds: MaskBounds;
  /** Pixels of the mask. */
  readonly area: number;
};

/** A frame that was searched; without shapes where no object is present. */
export type LabelFrame = {
  readonly frameIndex: number;
  readonly ptsSeconds: number;
  /** Among the planned frames, from 0. */
  readonly position: number;
  readonly shapes: readonly LabelShape[];
};

export type LabelFile = { readonly name: string; readonly text: string };

/** Writes the files of one task. */
export type LabelWriter = {
  /** Called in the order of time. */
  addFrame(frame: LabelFrame): readonly LabelFile[];
  /** Files about the whole, after the last frame. */
  finish(): readonly LabelFile[];
};

/** A format for programs that label pictures or train on labels. */
export type LabelFormat = {
  /** Where the frame's own picture lies beside the labels. */
  imagePath(task: LabelTask, frame: Pick<LabelFrame, 'frameIndex' | 'position'>): string;
  open(task: LabelTask): LabelWriter;
};

/** Digits of a frame's number, as DAVIS and YouTube-VOS write them. */
const FRAME_DIGITS = 5;

/** `00030`: the frame's number as the settings count it. */
export const frameLabel = (
  { frameNumbersFrom }: Pick<LabelTask, 'frameNumbersFrom'>,
  frameIndex: number,
): string => String(frameIndex + frameNumbersFrom).padStart(FRAME_DIGITS, '0');

/** How far an outline may run from the mask's edge: unseen, and a tenth of the corners. */
export const OUTLINE_TOLERANCE_PIXELS = 1;

/** With at most so many decimals, without zeros at the end. */
export const shortNumber = (value: number, decimals: number): string =>
  String(Number(value.toFixed(decimals)));
