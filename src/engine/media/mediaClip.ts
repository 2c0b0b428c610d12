import type { AudioCodec, EncodedPacket } from 'mediabunny';
import type { ClipInfo } from '../../protocol/requests.ts';

/** Every reading method takes a signal; once aborted it rejects with kind `aborted`. */
export type ReadOptions = { readonly signal?: AbortSignal | undefined };

/** One decoded frame. It holds memory that is not garbage-collected: close it. */
export type DecodedFrame = {
  readonly frameIndex: number;
  readonly ptsSeconds: number;
  /** Draws the whole picture, upright, stretched to width x height at the canvas's origin. */
  draw(context: OffscreenCanvasRenderingContext2D, width: number, height: number): void;
  /** The upright picture, at most `maxWidth` wide, never enlarged, at the clip's display aspect. */
  toBitmap(maxWidth: number): Promise<ImageBitmap>;
  close(): void;
};

/** Decoded sound, one array a channel; none for a clip without sound. */
export type DecodedAudio = {
  /** Hertz, the track's own. */
  readonly sampleRate: number;
  readonly channels: readonly Float32Array<ArrayBuffer>[];
};

/** The sound as it lies in the file, to be copied into another one without loss. */
export type EncodedAudio = {
  readonly codec: AudioCodec;
  readonly decoderConfig: AudioDecoderConfig;
  /** Packets that sound in the span, in order, the first perhaps beginning before it. */
  packets(
    startSeconds: number,
    endSeconds: number,
    options?: ReadOptions,
  ): AsyncGenerator<EncodedPacket, void>;
};

type Thumbnail = {
  /** 0 .. count - 1, in the order of time. */
  readonly position: number;
  readonly bitmap: ImageBitmap;
};

/**
 * An open clip. Of decoded frames only the few ahead of the last reading position are kept.
 * All reading methods reject with EarmarkError `corrupt` where the data is damaged or missing,
 * `aborted` on the signal or after dispose.
 */
export type MediaClip = {
  readonly info: ClipInfo;
  /**
   * Names of single pictures by their content, one a frame: clips that show the same picture share
   * what is computed of it. A video has none.
   */
  readonly imageHashes?: readonly string[];
  /** Null when there is no sound, or none that can be decoded. */
  readonly encodedAudio: EncodedAudio | null;
  /** The frame of the table. Cheap just after an earlier one; else decodes from its key frame on. */
  frameAt(frameIndex: number, options?: ReadOptions): Promise<DecodedFrame>;
  /**
   * Every frame that is decoded on the way to a frame, from the last key frame or from where the last
   * reading stands, and then that frame; the caller closes each. After an early exit or an abort the
   * next reading continues from there.
   */
  framesTowards(frameIndex: number, options?: ReadOptions): AsyncGenerator<DecodedFrame, void>;
  /** Frames in order to the end of the clip; the caller closes each. */
  framesFrom(frameIndex: number, options?: ReadOptions): AsyncGenerator<DecodedFrame, void>;
  /** Exactly these frames, each packet decoded once at most; the caller closes each. */
  framesAt(
    ascendingIndices: readonly number[],
    options?: ReadOptions,
  ): AsyncGenerator<DecodedFrame, void>;
  /**
   * Sound of a span: sample 0 is at `startSeconds`, silence where the track has none. It ends with
   * the span, or earlier where both picture and sound have ended.
   */
  readAudio(
    startSeconds: number,
    durationSeconds: number,
    options?: ReadOptions,
  ): Promise<DecodedAudio>;
  /** Loudest absolute sample, 0..1, in each of `count` equal parts of the clip; 0 where it is damaged. */
  readPeaks(count: number, options?: ReadOptions): Promise<Float32Array<ArrayBuffer>>;
  /**
   * The frames at the middle of `count` equal parts of the clip, `height` pixels high; none of a
   * damaged frame.
   */
  readThumbnails(
    count: number,
    height: number,
    options?: ReadOptions,
  ): AsyncGenerator<Thumbnail, void>;
  dispose(): void;
};
