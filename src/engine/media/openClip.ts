import {
  ADTS,
  BlobSource,
  FLAC,
  Input,
  MATROSKA,
  MP3,
  MP4,
  MPEG_TS,
  OGG,
  QTFF,
  WAVE,
  WEBM,
} from 'mediabunny';
import type { InputAudioTrack, InputVideoTrack } from 'mediabunny';
import type { ErrorDetails } from '../../core/util/errors.ts';
import { EarmarkError, throwIfAborted, toEarmarkError } from '../../core/util/errors.ts';
import { thumbnailFrameIndices } from '../../core/time/thumbnailTimes.ts';
import type { ClipInfo } from '../../protocol/requests.ts';
import { computeClipId } from './clipId.ts';
import { MAX_CLIP_SECONDS, MAX_PICTURE_SIDE_PIXELS } from '../../core/limits.ts';
import { createEncodedAudio } from './encodedAudio.ts';
import { createFrameDecoder } from './frameDecoder.ts';
import type { FrameDecoder } from './frameDecoder.ts';
import { readableFrames } from './frameSource.ts';
import { guardResync } from './guardResync.ts';
import type { MediaClip, ReadOptions } from './mediaClip.ts';
import { toReadError } from './readSamples.ts';
import { readPacketTable } from './packetTable.ts';
import { requireSaneIndex } from './requireSaneIndex.ts';
import { createAudioReader, probeAudioTrack } from './audioReader.ts';
import type { DecodableAudioTrack } from './audioReader.ts';

export type { DecodedFrame, DecodedAudio, MediaClip } from './mediaClip.ts';

/**
 * Every format of mediabunny but HLS, whose playlists name other addresses. Audio formats are among
 * them so that the answer to it is "no picture", not "unknown file".
 */
const INPUT_FORMATS = [MP4, QTFF, MATROSKA, WEBM, MPEG_TS, MP3, WAVE, OGG, FLAC, ADTS];

type OpenedAudio = {
  readonly audio: DecodableAudioTrack | null;
  readonly audioCodec: string | null;
  readonly audioProblem: ClipInfo['audioProblem'];
};

/**
 * Opens a clip by its content; the file's name and type are not trusted. The first frame is decoded,
 * or where it is damaged a later one, so that of what opens something can be shown.
 * @throws EarmarkError `empty-file`, `unsupported-container`, `no-video`, `unsupported-codec` (fact
 * `codec`), `corrupt`, `too-large`, `aborted`; all with the fact `fileName`.
 */
export const openClip = async (file: File, { signal }: ReadOptions = {}): Promise<MediaClip> => {
  const facts: ErrorDetails = { fileName: file.name };
  if (file.size === 0) {
    throw new EarmarkError('empty-file', 'The file has no bytes.', facts);
  }
  throwIfAborted(signal);
  // Reading ahead can fail while nobody waits for it; whoever needs those bytes is told then.
  const source = new BlobSource(file, { handleUnhandledError: () => undefined });
  const input = new Input({ formats: INPUT_FORMATS, source });
  const stop = (): void => input.dispose();
  signal?.addEventListener('abort', stop);
  try {
    return await openInput(input, file, facts, signal);
  } catch (thrown) {
    input.dispose();
    throwIfAborted(signal);
    throw toReadError(thrown, facts);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
};

const openInput = async (
  input: Input,
  file: File,
  facts: ErrorDetails,
  signal: AbortSignal | undefined,
): Promise<MediaClip> => {
  if (!(await input.canRead())) {
    throw new EarmarkError('unsupported-container', 'No known container.', facts);
  }
  guardResync(input, file.size);
  const container = (await input.getFormat()).name;
  if (container === MP4.name || container === QTFF.name) {
    await requireSaneIndex(file, facts);
  }
  const track = await findVideoTrack(input, container, facts);
  const videoCodec = await requireDecodable(track, facts);
  const audioTrack =
    (await track.getPrimaryPairableAudioTrack()) ?? (await input.getPrimaryAudioTrack());
  const originSeconds = await findOrigin(track, audioTrack);
  const fileBytes = file.size;
  const table = await readPacketTable(track, { originSeconds, fileBytes, facts, signal });
  if (table.ptsSeconds.length === 0) {
    throw new EarmarkError('corrupt', 'The video track has no frames.', facts);
  }
  const { audio: sound, audioCodec, audioProblem } = await openAudio(audioTrack, originSeconds);
  const info: ClipInfo = {
    clipId: await computeClipId(file),
    fileName: file.name,
    container,
    videoCodec,
    audioCodec,
    audioProblem,
    width: await track.getDisplayWidth(),
    height: await track.getDisplayHeight(),
    durationSeconds: table.endSeconds,
    ptsSeconds: table.ptsSeconds,
  };
  requireWithinLimits(info, facts);
  const frames = createFrameDecoder(track, table, facts);
  await requireReadableFrame(frames, table.keyFrames, signal);
  return {
    info,
    encodedAudio: sound && (await createEncodedAudio(sound.track, originSeconds, facts)),
    ...frames,
    ...createAudioReader(sound, info.durationSeconds, facts),
    readThumbnails: createThumbnailReader(info, frames),
    dispose: () => {
      frames.dispose();
      input.dispose();
    },
  };
};

const findVideoTrack = async (
  input: Input,
  container: string,
  facts: ErrorDetails,
): Promise<InputVideoTrack> => {
  const track = await input.getPrimaryVideoTrack();
  if (track) {
    return track;
  }
  const isEmpty = (await input.getTracks()).length === 0;
  if (container === MPEG_TS.name || (container === OGG.name && isEmpty)) {
    throw new EarmarkError('unsupported-codec', 'No stream of a known codec.', facts);
  }
  if (isEmpty) {
    throw new EarmarkError('corrupt', 'The file names no tracks.', facts);
  }
  throw new EarmarkError('no-video', 'The file has no video track.', facts);
};

const requireDecodable = async (track: InputVideoTrack, facts: ErrorDetails): Promise<string> => {
  const codec = await codecOf(track);
  if (!(await track.canDecode())) {
    throw new EarmarkError('unsupported-codec', `This browser cannot decode ${codec} video.`, {
      ...facts,
      codec,
    });
  }
  return codec;
};

/** mediabunny's name of the codec, else the container's own. */
const codecOf = async (track: InputVideoTrack | InputAudioTrack): Promise<string> =>
  (await track.getCodec()) ?? String((await track.getInternalCodecId()) ?? 'unknown');

/**
 * Where the clip's clock begins on the file's: at the first picture or sound. Recordings of
 * broadcasts begin hours after zero; before zero lies what edit lists hide.
 */
const findOrigin = async (
  video: InputVideoTrack,
  audio: InputAudioTrack | null,
): Promise<number> => {
  const starts = [await video.getFirstTimestamp(), await audio?.getFirstTimestamp()];
  return Math.max(0, Math.min(...starts.filter((start) => start !== undefined)));
};

/** Key frames that are tried for a first readable frame. */
const MAX_KEY_FRAMES_TRIED = 16;

/** @throws EarmarkError `corrupt` when neither the first frame nor one of the next key frames is readable */
const requireReadableFrame = async (
  frames: FrameDecoder,
  keyFrames: readonly number[],
  signal: AbortSignal | undefined,
): Promise<void> => {
  const tried = new Set([0, ...keyFrames.slice(0, MAX_KEY_FRAMES_TRIED)]);
  let damage: EarmarkError | null = null;
  for (const frameIndex of tried) {
    try {
      (await frames.frameAt(frameIndex, { signal })).close();
      return;
    } catch (thrown) {
      const error = toEarmarkError(thrown);
      if (error.kind !== 'corrupt') {
        throw error;
      }
      damage ??= error;
    }
  }
  throw damage ?? new EarmarkError('corrupt', 'No frame can be decoded.');
};

const requireWithinLimits = (
  { durationSeconds, width, height }: ClipInfo,
  facts: ErrorDetails,
): void => {
  if (!(durationSeconds <= MAX_CLIP_SECONDS)) {
    throw new EarmarkError('too-large', `It lasts ${durationSeconds} s.`, facts);
  }
  if (!(Math.max(width, height) <= MAX_PICTURE_SIDE_PIXELS)) {
    throw new EarmarkError('too-large', `It is ${width} x ${height} pixels large.`, facts);
  }
};

/** A clip opens without audio when its audio track cannot be decoded. */
const openAudio = async (
  track: InputAudioTrack | null,
  originSeconds: number,
): Promise<OpenedAudio> => {
  if (!track) {
    return { audio: null, audioCodec: null, audioProblem: 'none' };
  }
  const audioCodec = await codecOf(track);
  const sound = (await track.canDecode())
    ? await probeAudioTrack(track, originSeconds).catch(() => null)
    : null;
  return {
    audio: sound,
    audioCodec: sound && audioCodec,
    audioProblem: sound ? null : 'undecodable',
  };
};

const createThumbnailReader = (info: ClipInfo, frames: FrameDecoder): MediaClip['readThumbnails'] =>
  async function* readThumbnails(count, height, { signal } = {}) {
    const middles = thumbnailFrameIndices(info.ptsSeconds, info.durationSeconds, count);
    const noAbort = new AbortController().signal;
    for await (const { position, frame } of readableFrames(frames, middles, signal ?? noAbort)) {
      try {
        const bitmap = await frame.toBitmap((height * info.width) / info.height);
        yield { position, bitmap };
      } finally {
        frame.close();
      }
    }
  };
