import { BlobSource, FLAC, Input, MP3, OGG, WAVE } from 'mediabunny';
import type { ErrorDetails } from '../../core/util/errors.ts';
import { EarmarkError, throwIfAborted, toEarmarkError } from '../../core/util/errors.ts';
import { sha256 } from '../../core/util/sha256.ts';
import { thumbnailFrameIndices } from '../../core/time/thumbnailTimes.ts';
import type { ClipInfo, ImageSequence } from '../../protocol/requests.ts';
import type { DecodedFrame, MediaClip, ReadOptions } from './mediaClip.ts';
import { createAudioReader, probeAudioTrack } from './audioReader.ts';
import type { DecodableAudioTrack } from './audioReader.ts';
import { MAX_SEQUENCE_IMAGES } from '../../core/limits.ts';

type OpenedAudio = {
  readonly track: DecodableAudioTrack | null;
  readonly codec: string | null;
  dispose(): void;
};

/**
 * Opens single pictures, one for each second, and their sound as a clip: how benchmarks store
 * theirs. Frame i is shown from second i on; all frames have the size of the first.
 *
 * @throws EarmarkError `empty-file` without frames, `too-large`, `corrupt` for a picture or sound
 *   that cannot be decoded (facts `fileName`, `frameIndex`), `aborted`
 */
export const openImageSequence = async (
  { name, frames, audio: sound }: ImageSequence,
  { signal }: ReadOptions = {},
): Promise<MediaClip> => {
  const facts: ErrorDetails = { fileName: name };
  if (frames.length === 0) throw new EarmarkError('empty-file', 'There are no frames.', facts);
  if (frames.length > MAX_SEQUENCE_IMAGES) {
    throw new EarmarkError('too-large', `${frames.length} single pictures are too many.`, facts);
  }
  throwIfAborted(signal);
  const first = await decodeImage(frames, 0, facts);
  const { width, height } = first;
  first.close();
  const opened = sound === null ? NO_AUDIO : await openAudio(sound, facts);
  const pictureNames = await Promise.all(frames.map(hashBlob));
  const info: ClipInfo = {
    clipId: await hashBlob(
      new Blob([pictureNames.join(' '), sound === null ? '' : await hashBlob(sound)]),
    ),
    fileName: name,
    container: 'stills',
    videoCodec: 'stills',
    audioCodec: opened.codec,
    audioProblem: opened.track === null ? 'none' : null,
    width,
    height,
    durationSeconds: frames.length,
    ptsSeconds: Float64Array.from(frames, (_, second) => second),
  };

  const frameAt: MediaClip['frameAt'] = async (frameIndex, options = {}) => {
    throwIfAborted(options.signal);
    const bitmap = await decodeImage(frames, frameIndex, facts);
    if (bitmap.width !== width || bitmap.height !== height) {
      const size = `${bitmap.width} x ${bitmap.height}`;
      bitmap.close();
      throw new EarmarkError('corrupt', `Frame ${frameIndex} is ${size}, unlike frame 0.`, {
        ...facts,
        frameIndex,
      });
    }
    return createImageFrame(bitmap, frameIndex);
  };
  async function* framesAt(indices: Iterable<number>, options: ReadOptions = {}) {
    for (const frameIndex of indices) yield await frameAt(frameIndex, options);
  }

  return {
    info,
    imageHashes: pictureNames,
    encodedAudio: null,
    frameAt,
    framesAt,
    framesTowards: (frameIndex, options) => framesAt([frameIndex], options),
    framesFrom: (frameIndex, options) =>
      framesAt(
        frames.map((_, index) => index).filter((index) => index >= frameIndex),
        options,
      ),
    ...createAudioReader(opened.track, info.durationSeconds, facts),
    async *readThumbnails(count, thumbnailHeight, options) {
      const middles = thumbnailFrameIndices(info.ptsSeconds, info.durationSeconds, count);
      for (const [position, frameIndex] of middles.entries()) {
        const frame = await frameAt(frameIndex, options);
        try {
          yield { position, bitmap: await frame.toBitmap((thumbnailHeight * width) / height) };
        } finally {
          frame.close();
        }
      }
    },
    dispose: () => opened.dispose(),
  };
};

const NO_AUDIO: OpenedAudio = { track: null, codec: null, dispose: () => undefined };

const openAudio = async (sound: Blob, facts: ErrorDetails): Promise<OpenedAudio> => {
  const input = new Input({ formats: [WAVE, OGG, FLAC, MP3], source: new BlobSource(sound) });
  const dispose = (): void => input.dispose();
  try {
    const track = (await input.canRead()) ? await input.getPrimaryAudioTrack() : null;
    const probed = track && (await track.canDecode()) ? await probeAudioTrack(track) : null;
    if (track === null || probed === null) throw new Error('There is no sound in it.');
    return { track: probed, codec: (await track.getCodec()) ?? 'unknown', dispose };
  } catch (thrown) {
    dispose();
    throw toEarmarkError(thrown, 'corrupt', facts);
  }
};

const decodeImage = async (
  frames: readonly Blob[],
  frameIndex: number,
  facts: ErrorDetails,
): Promise<ImageBitmap> => {
  const frame = frames[frameIndex];
  if (frame === undefined) throw new RangeError(`The clip has no frame ${frameIndex}.`);
  try {
    return await createImageBitmap(frame);
  } catch (thrown) {
    throw new EarmarkError(
      'corrupt',
      `Frame ${frameIndex} could not be decoded.`,
      { ...facts, frameIndex },
      thrown,
    );
  }
};

const createImageFrame = (bitmap: ImageBitmap, frameIndex: number): DecodedFrame => ({
  frameIndex,
  ptsSeconds: frameIndex,
  draw: (context, width, height) => {
    context.imageSmoothingQuality = 'medium';
    context.drawImage(bitmap, 0, 0, width, height);
  },
  toBitmap: (maxWidth) => {
    const scale = Math.min(1, maxWidth / bitmap.width);
    return createImageBitmap(bitmap, {
      resizeWidth: Math.max(1, Math.round(bitmap.width * scale)),
      resizeHeight: Math.max(1, Math.round(bitmap.height * scale)),
      resizeQuality: 'medium',
    });
  },
  close: () => bitmap.close(),
});

/** By all bytes: single pictures are small, and clips of a benchmark share theirs. */
const hashBlob = async (part: Blob): Promise<string> => sha256(await part.arrayBuffer());
