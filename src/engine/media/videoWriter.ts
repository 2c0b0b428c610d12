import {
  AudioSampleSource,
  EncodedAudioPacketSource,
  Mp4OutputFormat,
  Output,
  Quality,
  StreamTarget,
  VideoSample,
  VideoSampleSource,
  WebMOutputFormat,
} from 'mediabunny';
import type { AudioSource, StreamTargetChunk, VideoSource } from 'mediabunny';
import { throwIfAborted } from '../../core/util/errors.ts';
import { createAlphaEncoder } from './alphaEncoder.ts';
import { toAudioSample } from './audioWriter.ts';
import type { MediaClip } from './mediaClip.ts';
import { AUDIO_BITS_PER_SECOND } from './videoPlan.ts';
import type { VideoPlan } from './videoPlan.ts';

type VideoWriterOptions = {
  /** Whose sound is taken along. */
  readonly clip: MediaClip;
  readonly plan: VideoPlan;
  /** The part of the clip that the video shows: its sound. */
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Chunks come with their position in the file. The writer closes it at its finish. */
  readonly writable: WritableStream<StreamTargetChunk>;
  readonly signal: AbortSignal;
};

type VideoWriter = {
  /** Frames in order; times count from the video's own start. Straight alpha where it has any. */
  addFrame(
    rgba: Uint8Array<ArrayBuffer> | Uint8ClampedArray<ArrayBuffer>,
    startSeconds: number,
    durationSeconds: number,
  ): Promise<void>;
  finish(): Promise<void>;
  /** Frees encoders; the writable is left to the caller. No harm after the finish. */
  dispose(): Promise<void>;
};

const KEY_FRAME_SECONDS = 2;
const AUDIO_BLOCK_SECONDS = 1;
/** Few writes, and still a progress that moves. */
const WRITE_CHUNK_BYTES = 1024 * 1024;

type VideoTrackWriter = Pick<VideoWriter, 'addFrame' | 'finish'> & {
  readonly source: VideoSource;
  dispose(): void;
};

/** Sound that goes into the file bit by bit, so that neither track waits for the other's end. */
type AudioTrackWriter = {
  readonly source: AudioSource;
  /** Adds what sounds before this time of the video. */
  addUntil(seconds: number): Promise<void>;
  dispose(): Promise<void>;
};

/** Writes a video frame by frame, with the clip's sound beside it. */
export const createVideoWriter = async (options: VideoWriterOptions): Promise<VideoWriter> => {
  const { plan, writable, signal } = options;
  const output = new Output({
    format:
      plan.container === 'mp4' ? new Mp4OutputFormat({ fastStart: false }) : new WebMOutputFormat(),
    target: new StreamTarget(writable, { chunked: true, chunkSize: WRITE_CHUNK_BYTES }),
  });
  const pictures = createVideoTrackWriter(plan);
  const sound = createAudioTrackWriter(options);
  output.addVideoTrack(pictures.source);
  if (sound !== null) {
    output.addAudioTrack(sound.source);
  }
  const free = async (): Promise<void> => {
    pictures.dispose();
    await sound?.dispose();
  };
  await output.start();
  return {
    addFrame: async (rgba, startSeconds, durationSeconds) => {
      throwIfAborted(signal);
      await pictures.addFrame(rgba, startSeconds, durationSeconds);
      await sound?.addUntil(startSeconds + durationSeconds);
    },
    finish: async () => {
      await pictures.finish();
      await sound?.addUntil(options.endSeconds - options.startSeconds);
      sound?.source.close();
      await output.finalize();
      await free();
    },
    dispose: async () => {
      await free();
      if (output.state === 'started') {
        await output.cancel();
      }
    },
  };
};

const createVideoTrackWriter = (plan: VideoPlan): VideoTrackWriter => {
  const { width, height, framesPerSecond, videoCodec, videoBitsPerSecond } = plan;
  if (plan.hasAlpha) {
    const encoder = createAlphaEncoder({
      width,
      height,
      framesPerSecond,
      bitrate: videoBitsPerSecond,
    });
    const { source, add, finish, dispose } = encoder;
    return { source, addFrame: add, finish, dispose };
  }
  const source = new VideoSampleSource({
    codec: videoCodec,
    quality: new Quality({ bitrate: videoBitsPerSecond, bitrateMode: 'variable' }),
    keyFrameInterval: KEY_FRAME_SECONDS,
  });
  return {
    source,
    addFrame: async (rgba, timestamp, duration) => {
      const sample = new VideoSample(rgba, {
        format: 'RGBX',
        codedWidth: width,
        codedHeight: height,
        timestamp,
        duration,
      });
      try {
        await source.add(sample);
      } finally {
        sample.close();
      }
    },
    finish: () => Promise.resolve(source.close()),
    dispose: () => undefined,
  };
};

const createAudioTrackWriter = (options: VideoWriterOptions): AudioTrackWriter | null => {
  const { plan } = options;
  if (plan.audioCodec === null) {
    return null;
  }
  return plan.audioMode === 'copied' ? copyAudio(options) : transcodeAudio(options);
};

const copyAudio = ({
  clip,
  plan,
  startSeconds,
  endSeconds,
  signal,
}: VideoWriterOptions): AudioTrackWriter | null => {
  const { encodedAudio: encodedSound } = clip;
  if (encodedSound === null) {
    return null;
  }
  const source = new EncodedAudioPacketSource(encodedSound.codec);
  const packets = encodedSound.packets(startSeconds, endSeconds, { signal });
  const metadata = { decoderConfig: encodedSound.decoderConfig };
  let next = packets.next();
  return {
    source,
    addUntil: async (seconds) => {
      for (;;) {
        const { value: packet } = await next;
        const timestamp = (packet?.timestamp ?? 0) - startSeconds;
        if (!packet || timestamp >= seconds) {
          return;
        }
        // Decoders need what comes just before. MP4 hides it by an edit list; WebM cannot.
        if (timestamp >= 0 || plan.container === 'mp4') {
          await source.add(packet.clone({ timestamp }), metadata);
        }
        next = packets.next();
      }
    },
    dispose: async () => {
      await packets.return();
    },
  };
};

const transcodeAudio = ({
  clip,
  plan,
  startSeconds,
  endSeconds,
  signal,
}: VideoWriterOptions): AudioTrackWriter | null => {
  if (plan.audioCodec === null) {
    return null;
  }
  const source = new AudioSampleSource({
    codec: plan.audioCodec,
    quality: new Quality({ bitrate: AUDIO_BITS_PER_SECOND }),
  });
  let done = startSeconds;
  return {
    source,
    addUntil: async (seconds) => {
      while (done < Math.min(endSeconds, startSeconds + seconds)) {
        const duration = Math.min(AUDIO_BLOCK_SECONDS, endSeconds - done);
        const sound = await clip.readAudio(done, duration, { signal });
        const sample = toAudioSample(sound, done - startSeconds);
        if (sample === null) {
          done = endSeconds;
          return;
        }
        // By samples, not by seconds asked for: the blocks then meet without gap or overlap.
        done += sample.numberOfFrames / sound.sampleRate;
        try {
          await source.add(sample);
        } finally {
          sample.close();
        }
      }
    },
    dispose: () => Promise.resolve(),
  };
};
