import { BlobSource, FLAC, Input, MP3, OGG, WAVE } from 'mediabunny';
import type { ErrorFacts } from '../core/errors.ts';
import { EarmarkError, throwIfAborted, toEarmarkError } from '../core/errors.ts';
import { sha256 } from '../core/sha256.ts';
import { thumbnailFrames } from '../core/thumbnailTimes.ts';
import type { ClipInfo, StillClip } from '../engine/protocol.ts';
import type { DecodedFrame, MediaClip, ReadOptions } from './mediaClip.ts';
import { createSoundReader, probeSoundTrack } from './soundReader.ts';
import type { SoundTrack } from './soundReader.ts';

/** Ten seconds of a benchmark are ten; this is a bound against a folder of everything. */
const MAX_FRAMES = 3600;

type Sound = {
  readonly track: SoundTrack | null;
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
export const openStills = async (
  { name, frames, sound }: StillClip,
  { signal }: ReadOptions = {},
): Promise<MediaClip> => {
  const facts: ErrorFacts = { fileName: name };
  if (frames.length === 0) throw new EarmarkError('empty-file', 'There are no frames.', facts);
  if (frames.length > MAX_FRAMES) {
    throw new EarmarkError('too-large', `${frames.length} single pictures are too many.`, facts);
  }
  throwIfAborted(signal);
  const first = await decode(frames, 0, facts);
  const { width, height } = first;
  first.close();
  const opened = sound === null ? SILENT : await openSound(sound, facts);
  const pictureNames = await Promise.all(frames.map(hashOf));
  const info: ClipInfo = {
    clipId: await hashOf(
      new Blob([pictureNames.join(' '), sound === null ? '' : await hashOf(sound)]),
    ),
    fileName: name,
    container: 'stills',
    videoCodec: 'stills',
    audioCodec: opened.codec,
    soundProblem: opened.track === null ? 'none' : null,
    width,
    height,
    durationSeconds: frames.length,
    ptsSeconds: Float64Array.from(frames, (_, second) => second),
  };

  const frameAt: MediaClip['frameAt'] = async (frameIndex, options = {}) => {
    throwIfAborted(options.signal);
    const bitmap = await decode(frames, frameIndex, facts);
    if (bitmap.width !== width || bitmap.height !== height) {
      const size = `${bitmap.width} x ${bitmap.height}`;
      bitmap.close();
      throw new EarmarkError('corrupt', `Frame ${frameIndex} is ${size}, unlike frame 0.`, {
        ...facts,
        frameIndex,
      });
    }
    return createStillFrame(bitmap, frameIndex);
  };
  async function* framesAt(indices: Iterable<number>, options: ReadOptions = {}) {
    for (const frameIndex of indices) yield await frameAt(frameIndex, options);
  }

  return {
    info,
    pictureNames,
    encodedSound: null,
    frameAt,
    framesAt,
    framesTowards: (frameIndex, options) => framesAt([frameIndex], options),
    framesFrom: (frameIndex, options) =>
      framesAt(
        frames.map((_, index) => index).filter((index) => index >= frameIndex),
        options,
      ),
    ...createSoundReader(opened.track, info.durationSeconds, facts),
    async *readThumbnails(count, thumbnailHeight, options) {
      const middles = thumbnailFrames(info.ptsSeconds, info.durationSeconds, count);
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

const SILENT: Sound = { track: null, codec: null, dispose: () => undefined };

const openSound = async (sound: Blob, facts: ErrorFacts): Promise<Sound> => {
  const input = new Input({ formats: [WAVE, OGG, FLAC, MP3], source: new BlobSource(sound) });
  const dispose = (): void => input.dispose();
  try {
    const track = (await input.canRead()) ? await input.getPrimaryAudioTrack() : null;
    const probed = track && (await track.canDecode()) ? await probeSoundTrack(track) : null;
    if (track === null || probed === null) throw new Error('There is no sound in it.');
    return { track: probed, codec: (await track.getCodec()) ?? 'unknown', dispose };
  } catch (thrown) {
    dispose();
    throw toEarmarkError(thrown, 'corrupt', facts);
  }
};

const decode = async (
  frames: readonly Blob[],
  frameIndex: number,
  facts: ErrorFacts,
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

const createStillFrame = (bitmap: ImageBitmap, frameIndex: number): DecodedFrame => ({
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
const hashOf = async (part: Blob): Promise<string> => sha256(await part.arrayBuffer());
