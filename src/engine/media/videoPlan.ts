import { canEncodeAudio, canEncodeVideo, Quality } from 'mediabunny';
import type { AudioCodec, VideoCodec } from 'mediabunny';
import type { MediaClip } from './mediaClip.ts';
import { canEncodeAlpha } from './alphaEncoder.ts';

export type VideoContainer = 'mp4' | 'webm';

type VideoSpec = {
  readonly container: VideoContainer;
  /** Even. */
  readonly width: number;
  readonly height: number;
  /** On average. */
  readonly framesPerSecond: number;
  readonly hasAlpha: boolean;
  readonly hasAudio: boolean;
};

/** `copied` packet by packet, without loss; `encoded` again; `none` without audio or an encoder. */
type AudioMode = 'copied' | 'encoded' | 'none';

/** How a video can be written in this browser. */
export type VideoPlan = VideoSpec & {
  readonly videoCodec: VideoCodec;
  readonly videoBitsPerSecond: number;
  readonly audioMode: AudioMode;
  /** Null without sound. */
  readonly audioCodec: AudioCodec | null;
};

/** In order of how many programs play them. */
const MP4_VIDEO_CODECS: readonly VideoCodec[] = ['avc', 'hevc', 'vp9', 'av1'];
/** Codecs that players expect in each container; others are transcoded where possible. */
const PREFERRED_AUDIO_CODECS: Readonly<Record<VideoContainer, readonly AudioCodec[]>> = {
  mp4: ['aac', 'mp3'],
  webm: ['opus', 'vorbis'],
};
/** Allowed there, though fewer programs play it. */
const FALLBACK_AUDIO_CODECS: Readonly<Record<VideoContainer, readonly AudioCodec[]>> = {
  mp4: ['opus', 'flac', 'ac3', 'eac3'],
  webm: [],
};
const ENCODER_AUDIO_CODECS: Readonly<Record<VideoContainer, readonly AudioCodec[]>> = {
  mp4: ['aac', 'opus'],
  webm: ['opus'],
};

export const AUDIO_BITS_PER_SECOND = 160_000;
const BITS_PER_PIXEL = 0.16;
const MIN_BITS_PER_SECOND = 400_000;
const MAX_BITS_PER_SECOND = 80_000_000;

const videoBitRate = ({ width, height, framesPerSecond }: VideoSpec): number =>
  Math.round(
    Math.min(
      MAX_BITS_PER_SECOND,
      Math.max(MIN_BITS_PER_SECOND, width * height * framesPerSecond * BITS_PER_PIXEL),
    ),
  );

/** Null when this browser has no encoder for such a video. */
export const planVideo = async (clip: MediaClip, shape: VideoSpec): Promise<VideoPlan | null> => {
  if (typeof VideoEncoder === 'undefined') {
    return null;
  }
  const videoBitsPerSecond = videoBitRate(shape);
  const videoCodec = shape.hasAlpha
    ? await alphaCodec(shape, videoBitsPerSecond)
    : await firstEncodable(shape, videoBitsPerSecond);
  if (videoCodec === null) {
    return null;
  }
  const sound = shape.hasAudio ? await planAudio(clip, shape.container) : null;
  return {
    ...shape,
    videoCodec,
    videoBitsPerSecond,
    audioMode: sound?.way ?? 'none',
    audioCodec: sound?.codec ?? null,
  };
};

const alphaCodec = async (shape: VideoSpec, bitrate: number): Promise<VideoCodec | null> =>
  (await canEncodeAlpha({ ...shape, bitrate })) ? 'vp9' : null;

const firstEncodable = async (
  { width, height, framesPerSecond }: VideoSpec,
  bitrate: number,
): Promise<VideoCodec | null> => {
  const quality = new Quality({ bitrate });
  for (const codec of MP4_VIDEO_CODECS) {
    if (await canEncodeVideo(codec, { width, height, frameRate: framesPerSecond, quality })) {
      return codec;
    }
  }
  return null;
};

const planAudio = async (
  { encodedAudio: encodedSound }: MediaClip,
  container: VideoContainer,
): Promise<{ readonly way: AudioMode; readonly codec: AudioCodec } | null> => {
  if (encodedSound === null) {
    return null;
  }
  const { codec, decoderConfig } = encodedSound;
  const { sampleRate, numberOfChannels } = decoderConfig;
  if (PREFERRED_AUDIO_CODECS[container].includes(codec)) {
    return { way: 'copied', codec };
  }
  const quality = new Quality({ bitrate: AUDIO_BITS_PER_SECOND });
  const isEncodable = (candidate: AudioCodec): Promise<boolean> =>
    canEncodeAudio(candidate, { sampleRate, numberOfChannels, quality });
  for (const candidate of ENCODER_AUDIO_CODECS[container]) {
    // Copying loses nothing, which encoding in the same codec would.
    if (FALLBACK_AUDIO_CODECS[container].includes(codec) && candidate !== 'aac') {
      break;
    }
    if (await isEncodable(candidate)) {
      return { way: 'encoded', codec: candidate };
    }
  }
  return FALLBACK_AUDIO_CODECS[container].includes(codec) ? { way: 'copied', codec } : null;
};
