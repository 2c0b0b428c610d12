import { canEncodeAudio, canEncodeVideo, Quality } from 'mediabunny';
import type { AudioCodec, VideoCodec } from 'mediabunny';
import type { MediaClip } from './mediaClip.ts';
import { canEncodeAlpha } from './alphaEncoder.ts';

export type VideoContainer = 'mp4' | 'webm';

export type VideoShape = {
  readonly container: VideoContainer;
  /** Even. */
  readonly width: number;
  readonly height: number;
  /** On average. */
  readonly framesPerSecond: number;
  readonly hasAlpha: boolean;
  readonly hasSound: boolean;
};

/** `copied` packet by packet, without loss; `encoded` anew; `none` when there is none or no way. */
export type SoundWay = 'copied' | 'encoded' | 'none';

/** How a video can be written in this browser. */
export type VideoPlan = VideoShape & {
  readonly videoCodec: VideoCodec;
  readonly videoBitsPerSecond: number;
  readonly soundWay: SoundWay;
  /** Null without sound. */
  readonly soundCodec: AudioCodec | null;
};

/** In order of how many programs play them. */
const MP4_CODECS: readonly VideoCodec[] = ['avc', 'hevc', 'vp9', 'av1'];
/** What players expect in each container; other codecs are encoded anew if that can be done. */
const USUAL_SOUND: Readonly<Record<VideoContainer, readonly AudioCodec[]>> = {
  mp4: ['aac', 'mp3'],
  webm: ['opus', 'vorbis'],
};
/** Allowed there, though fewer programs play it. */
const POSSIBLE_SOUND: Readonly<Record<VideoContainer, readonly AudioCodec[]>> = {
  mp4: ['opus', 'flac', 'ac3', 'eac3'],
  webm: [],
};
const ENCODED_SOUND: Readonly<Record<VideoContainer, readonly AudioCodec[]>> = {
  mp4: ['aac', 'opus'],
  webm: ['opus'],
};

export const SOUND_BITS_PER_SECOND = 160_000;
const BITS_A_PIXEL = 0.16;
const LEAST_BITS_PER_SECOND = 400_000;
const MOST_BITS_PER_SECOND = 80_000_000;

const bitsPerSecond = ({ width, height, framesPerSecond }: VideoShape): number =>
  Math.round(
    Math.min(
      MOST_BITS_PER_SECOND,
      Math.max(LEAST_BITS_PER_SECOND, width * height * framesPerSecond * BITS_A_PIXEL),
    ),
  );

/** Null when this browser has no encoder for such a video. */
export const planVideo = async (clip: MediaClip, shape: VideoShape): Promise<VideoPlan | null> => {
  if (typeof VideoEncoder === 'undefined') {
    return null;
  }
  const videoBitsPerSecond = bitsPerSecond(shape);
  const videoCodec = shape.hasAlpha
    ? await alphaCodec(shape, videoBitsPerSecond)
    : await firstEncodable(shape, videoBitsPerSecond);
  if (videoCodec === null) {
    return null;
  }
  const sound = shape.hasSound ? await planSound(clip, shape.container) : null;
  return {
    ...shape,
    videoCodec,
    videoBitsPerSecond,
    soundWay: sound?.way ?? 'none',
    soundCodec: sound?.codec ?? null,
  };
};

const alphaCodec = async (shape: VideoShape, bitrate: number): Promise<VideoCodec | null> =>
  (await canEncodeAlpha({ ...shape, bitrate })) ? 'vp9' : null;

const firstEncodable = async (
  { width, height, framesPerSecond }: VideoShape,
  bitrate: number,
): Promise<VideoCodec | null> => {
  const quality = new Quality({ bitrate });
  for (const codec of MP4_CODECS) {
    if (await canEncodeVideo(codec, { width, height, frameRate: framesPerSecond, quality })) {
      return codec;
    }
  }
  return null;
};

const planSound = async (
  { encodedSound }: MediaClip,
  container: VideoContainer,
): Promise<{ readonly way: SoundWay; readonly codec: AudioCodec } | null> => {
  if (encodedSound === null) {
    return null;
  }
  const { codec, decoderConfig } = encodedSound;
  const { sampleRate, numberOfChannels } = decoderConfig;
  if (USUAL_SOUND[container].includes(codec)) {
    return { way: 'copied', codec };
  }
  const quality = new Quality({ bitrate: SOUND_BITS_PER_SECOND });
  const isEncodable = (candidate: AudioCodec): Promise<boolean> =>
    canEncodeAudio(candidate, { sampleRate, numberOfChannels, quality });
  for (const candidate of ENCODED_SOUND[container]) {
    // Copying loses nothing, which encoding in the same codec would.
    if (POSSIBLE_SOUND[container].includes(codec) && candidate !== 'aac') {
      break;
    }
    if (await isEncodable(candidate)) {
      return { way: 'encoded', codec: candidate };
    }
  }
  return POSSIBLE_SOUND[container].includes(codec) ? { way: 'copied', codec } : null;
};
