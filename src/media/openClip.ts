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
import type { ErrorFacts } from '../core/errors.ts';
import { EarmarkError, throwIfAborted, toEarmarkError } from '../core/errors.ts';
import { thumbnailFrames } from '../core/thumbnailTimes.ts';
import type { ClipInfo } from '../engine/protocol.ts';
import { computeClipId } from './clipId.ts';
import { createEncodedSound } from './encodedSound.ts';
import { createFrameReader } from './frameReader.ts';
import type { FrameReader } from './frameReader.ts';
import type { MediaClip, ReadOptions } from './mediaClip.ts';
import { readPacketTable } from './packetTable.ts';
import { createSoundReader, probeSoundTrack } from './soundReader.ts';
import type { SoundTrack } from './soundReader.ts';

export type { DecodedFrame, DecodedSound, MediaClip, Thumbnail } from './mediaClip.ts';

/**
 * Everything mediabunny reads but HLS, whose playlists name other addresses. Pure sound is among
 * them so that the answer to it is "no picture", not "unknown file".
 */
const FORMATS = [MP4, QTFF, MATROSKA, WEBM, MPEG_TS, MP3, WAVE, OGG, FLAC, ADTS];

type Sound = {
  readonly sound: SoundTrack | null;
  readonly audioCodec: string | null;
  readonly soundProblem: ClipInfo['soundProblem'];
};

/**
 * Opens a clip by its content; the file's name and type are not trusted. The first frame is
 * decoded, so that what opens can be shown.
 * @throws EarmarkError `empty-file`, `unsupported-container`, `no-video`, `unsupported-codec` (fact
 * `codec`), `corrupt`, `aborted`; all with the fact `fileName`.
 */
export const openClip = async (file: File, { signal }: ReadOptions = {}): Promise<MediaClip> => {
  const facts: ErrorFacts = { fileName: file.name };
  if (file.size === 0) {
    throw new EarmarkError('empty-file', 'The file has no bytes.', facts);
  }
  throwIfAborted(signal);
  const input = new Input({ formats: FORMATS, source: new BlobSource(file) });
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
  facts: ErrorFacts,
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
  const { sound, audioCodec, soundProblem } = await openSound(input, track);
  const info: ClipInfo = {
    clipId: await computeClipId(file),
    fileName: file.name,
    container,
    videoCodec,
    audioCodec,
    soundProblem,
    width: await track.getDisplayWidth(),
    height: await track.getDisplayHeight(),
    durationSeconds: table.endSeconds,
    ptsSeconds: table.ptsSeconds,
  };
  const frames = createFrameReader(track, table, facts);
  const first = await frames.frameAt(0, { signal });
  first.close();
  return {
    info,
    encodedSound: sound && (await createEncodedSound(sound.track, facts)),
    ...frames,
    ...createSoundReader(sound, info.durationSeconds, facts),
    readThumbnails: createThumbnailReader(info, frames),
    dispose: () => {
      frames.dispose();
      input.dispose();
    },
  };
};

const findVideoTrack = async (input: Input, facts: ErrorFacts): Promise<InputVideoTrack> => {
  const track = await input.getPrimaryVideoTrack();
  if (track) {
    return track;
  }
  if ((await input.getTracks()).length === 0) {
    throw new EarmarkError('corrupt', 'The file names no tracks.', facts);
  }
  throw new EarmarkError('no-video', 'The file has no video track.', facts);
};

const requireDecodable = async (track: InputVideoTrack, facts: ErrorFacts): Promise<string> => {
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

/** Sound that cannot be used does not keep a clip from opening. */
const openSound = async (input: Input, video: InputVideoTrack): Promise<Sound> => {
  const track =
    (await video.getPrimaryPairableAudioTrack()) ?? (await input.getPrimaryAudioTrack());
  if (!track) {
    return { sound: null, audioCodec: null, soundProblem: 'none' };
  }
  const audioCodec = await codecOf(track);
  const sound = (await track.canDecode()) ? await probeSoundTrack(track).catch(() => null) : null;
  return { sound, audioCodec: sound && audioCodec, soundProblem: sound ? null : 'undecodable' };
};

const createThumbnailReader = (info: ClipInfo, frames: FrameReader): MediaClip['readThumbnails'] =>
  async function* readThumbnails(count, height, { signal } = {}) {
    const middles = thumbnailFrames(info.ptsSeconds, info.durationSeconds, count);
    let position = 0;
    for await (const frame of frames.framesAt(middles, { signal })) {
      try {
        const bitmap = await frame.toBitmap((height * info.width) / info.height);
        yield { position: position++, bitmap };
      } finally {
        frame.close();
      }
    }
  };
