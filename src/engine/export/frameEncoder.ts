import type { DecodedFrame } from '../../media/openClip.ts';

/** One frame as exporters get it. */
export type ExportFrame = {
  readonly frameIndex: number;
  /** The clip's display size. */
  readonly width: number;
  readonly height: number;
  /** width * height bytes, 0 or 1, as the preview shows it; all 0 where the thing is not there. */
  readonly mask: Uint8Array;
  /** The picture; whoever asks for it closes it. */
  readonly readPicture: () => Promise<DecodedFrame>;
};

/** Writes one frame in one format. */
export type FrameEncoder = {
  /** Path inside the ZIP. @param clipName safe as a file name. */
  path(clipName: string, frameIndex: number): string;
  encode(frame: ExportFrame): Promise<Uint8Array<ArrayBuffer> | Blob>;
};

/** Frame index with five digits, as DAVIS and YouTube-VOS name their frames. */
export const frameName = (frameIndex: number): string =>
  `${String(frameIndex).padStart(5, '0')}.png`;
