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
import { createEncodedAudio } from './encodedAudio.ts';
import { createFrameDecoder } from './frameDecoder.ts';
import type { FrameDecoder } from './frameDecoder.ts';
import { readableFrames } from './frameSource.ts';
import type { MediaClip, ReadOptions } from './mediaClip.ts';
import { readPacketTable } from './packetTable.ts';
import { createAudioReader, probeAudioTrack } from './audioReader.ts';
import type { DecodableAudioTrack } from './audioReader.ts';

export type { DecodedFrame, DecodedAudio, MediaClip, Thumbnail } from './mediaClip.ts';

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
 * Opens a clip by its content; the file's name and type are not trusted. The first frame is
 * decoded, so that what opens can be shown.
 * @throws EarmarkError `empty-file`, `unsupported-container`, `no-video`, `unsupported-codec` (fact
 * `codec`), `corrupt`, `aborted`; all with the fact `fileName`.
 */
export const openClip = async (file: File, { signal }: ReadOptions = {}): Promise<MediaClip> => {
  const facts: ErrorDetails = { fileName: file.name };
  if (file.size === 0) {
    throw new EarmarkError('empty-file', 'The file has no bytes.', facts);
  }
  throwIfAborted(signal);
  const input = new Input({ formats: INPUT_FORMATS, source: new BlobSource(file) });
  const stop = (): void => input.dispose();
  signal?.addEventListener('abort', stop);
  try {
    return await openInput(input, file, facts, signal);
  } catch (thrown) {
    input.dispose();
    throwIfAborted(signal);
    throw toEarmarkError(thrown, 'corrupt', facts);
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
  const container = (await input.getFormat()).name;
  const track = await findVideoTrack(input, facts);
  const videoCodec = await requireDecodable(track, facts);
  const table = await readPacketTable(track, signal);
  if (table.ptsSeconds.length === 0) {
    throw new EarmarkError('corrupt', 'The video track has no frames.', facts);
  }
  const { audio: sound, audioCodec, audioProblem: soundProblem } = await openAudio(input, track);
  const info: ClipInfo = {
    clipId: await computeClipId(file),
    fileName: file.name,
    container,
    videoCodec,
    audioCodec,
    audioProblem: soundProblem,
    width: await track.getDisplayWidth(),
    height: await track.getDisplayHeight(),
    durationSeconds: table.endSeconds,
    ptsSeconds: table.ptsSeconds,
  };
  const frames = createFrameDecoder(track, table, facts);
  const first = await frames.frameAt(0, { signal });
  first.close();
  return {
    info,
    encodedAudio: sound && (await createEncodedAudio(sound.track, facts)),
    ...frames,
    ...createAudioReader(sound, info.durationSeconds, facts),
    readThumbnails: createThumbnailReader(info, frames),
    dispose: () => {
      frames.dispose();
      input.dispose();
    },
  };
};

const findVideoTrack = async (input: Input, facts: ErrorDetails): Promise<InputVideoTrack> => {
  const track = await input.getPrimaryVideoTrack();
  if (track) {
    return track;
  }
  if ((await input.getTracks()).length === 0) {
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

/** A clip opens without audio when its audio track cannot be decoded. */
const openAudio = async (input: Input, video: InputVideoTrack): Promise<OpenedAudio> => {
  const track =
    (await video.getPrimaryPairableAudioTrack()) ?? (await input.getPrimaryAudioTrack());
  if (!track) {
    return { audio: null, audioCodec: null, audioProblem: 'none' };
  }
  const audioCodec = await codecOf(track);
  const sound = (await track.canDecode()) ? await probeAudioTrack(track).catch(() => null) : null;
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
