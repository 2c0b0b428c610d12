import { EncodedPacket, EncodedVideoPacketSource } from 'mediabunny';

/**
 * VP9 with alpha: WebM keeps a second VP9 stream beside the picture's, whose brightness is the
 * alpha. No browser encodes it (`alpha: 'keep'` is refused for every codec), so two encoders run
 * side by side. mediabunny can do that too, but splits each picture in a worker from a blob: URL; this is
 * the engine's worker already.
 */
type AlphaEncoder = {
  /** Goes into an output; packets arrive in it as they are ready. */
  readonly source: EncodedVideoPacketSource;
  /** @param rgba straight alpha. Resolves when there is room for the next. */
  readonly add: (
    rgba: Uint8Array<ArrayBuffer> | Uint8ClampedArray<ArrayBuffer>,
    startSeconds: number,
    durationSeconds: number,
  ) => Promise<void>;
  /** Resolves when the last packet is in the source. */
  readonly finish: () => Promise<void>;
  /** Ends both encoders; what waits in them is lost. */
  readonly dispose: () => void;
};

type AlphaEncoderOptions = {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  readonly bitrate: number;
};

const KEY_FRAME_SECONDS = 2;
/** Frames that may wait in an encoder: enough to keep it busy, few enough for any memory. */
const MAX_QUEUED_FRAMES = 4;
/** An alpha plane is mostly flat. */
const ALPHA_BIT_RATE_SHARE = 0.5;
const MICROSECONDS_PER_SECOND = 1e6;

/** Level (times ten) of VP9 by the largest picture that it allows, in pixels. */
const VP9_LEVELS: readonly (readonly [level: number, pixels: number])[] = [
  [10, 36_864],
  [11, 73_728],
  [20, 122_880],
  [21, 245_760],
  [30, 552_960],
  [31, 983_040],
  [40, 2_228_224],
  [50, 8_912_896],
];
const MAX_VP9_LEVEL = 60;

const encoderConfig = (
  { width, height, framesPerSecond, bitrate }: AlphaEncoderOptions,
  share: number,
): VideoEncoderConfig => {
  const level = VP9_LEVELS.find(([, pixels]) => width * height <= pixels)?.[0] ?? MAX_VP9_LEVEL;
  return {
    codec: `vp09.00.${level}.08`,
    width,
    height,
    framerate: framesPerSecond,
    bitrate: Math.round(bitrate * share),
    bitrateMode: 'variable',
    latencyMode: 'quality',
  };
};

export const canEncodeAlpha = async (options: AlphaEncoderOptions): Promise<boolean> => {
  const { supported } = await VideoEncoder.isConfigSupported(encoderConfig(options, 1));
  return supported === true;
};

export const createAlphaEncoder = (options: AlphaEncoderOptions): AlphaEncoder => {
  const { width, height } = options;
  const source = new EncodedVideoPacketSource('vp9');
  const waitingAlpha: VideoFrame[] = [];
  const waitingColour: (readonly [EncodedVideoChunk, EncodedVideoChunkMetadata | undefined])[] = [];
  let failure: unknown = null;
  let lastKeySeconds = Number.NEGATIVE_INFINITY;
  let written: Promise<unknown> = Promise.resolve();

  const fail = (error: unknown): void => {
    failure ??= error;
  };
  const throwIfFailed = (): void => {
    if (failure !== null) {
      throw failure;
    }
  };

  const alphaEncoder = new VideoEncoder({
    error: fail,
    output: (alphaChunk) => {
      const colour = waitingColour.shift();
      if (colour === undefined) {
        return;
      }
      const [chunk, metadata] = colour;
      const alpha = new Uint8Array(alphaChunk.byteLength);
      alphaChunk.copyTo(alpha);
      const packet = EncodedPacket.fromEncodedChunk(chunk, { alpha });
      written = written.then(() => source.add(packet, metadata)).catch(fail);
    },
  });
  const colourEncoder = new VideoEncoder({
    error: fail,
    output: (chunk, metadata) => {
      const alpha = waitingAlpha.shift();
      if (alpha === undefined || alphaEncoder.state !== 'configured') {
        alpha?.close();
        return;
      }
      waitingColour.push([chunk, metadata]);
      // A player that seeks begins at a key frame of both.
      alphaEncoder.encode(alpha, { keyFrame: chunk.type === 'key' });
      alpha.close();
    },
  });
  colourEncoder.configure(encoderConfig(options, 1));
  alphaEncoder.configure(encoderConfig(options, ALPHA_BIT_RATE_SHARE));

  const room = async (encoder: VideoEncoder): Promise<void> => {
    while (encoder.state === 'configured' && encoder.encodeQueueSize >= MAX_QUEUED_FRAMES) {
      await new Promise((resolve) => {
        encoder.addEventListener('dequeue', resolve, { once: true });
      });
    }
    throwIfFailed();
  };

  return {
    source,
    add: async (rgba, startSeconds, durationSeconds) => {
      throwIfFailed();
      const timestamp = Math.round(startSeconds * MICROSECONDS_PER_SECOND);
      const duration = Math.round(durationSeconds * MICROSECONDS_PER_SECOND);
      const timing = { codedWidth: width, codedHeight: height, timestamp, duration };
      const keyFrame = startSeconds - lastKeySeconds >= KEY_FRAME_SECONDS;
      lastKeySeconds = keyFrame ? startSeconds : lastKeySeconds;
      waitingAlpha.push(
        new VideoFrame(alphaPlane(rgba, width, height), { ...timing, format: 'I420' }),
      );
      const colour = new VideoFrame(rgba, { ...timing, format: 'RGBX' });
      colourEncoder.encode(colour, { keyFrame });
      colour.close();
      await room(colourEncoder);
      await room(alphaEncoder);
    },
    finish: async () => {
      await colourEncoder.flush();
      await alphaEncoder.flush();
      await written;
      throwIfFailed();
      source.close();
    },
    dispose: () => {
      for (const encoder of [colourEncoder, alphaEncoder]) {
        if (encoder.state !== 'closed') {
          encoder.close();
        }
      }
      for (const frame of waitingAlpha.splice(0)) {
        frame.close();
      }
    },
  };
};

/** The alpha as brightness of a grey I420 picture. */
const alphaPlane = (
  rgba: Uint8Array | Uint8ClampedArray,
  width: number,
  height: number,
): Uint8Array<ArrayBuffer> => {
  const pixels = width * height;
  const chroma = 2 * Math.ceil(width / 2) * Math.ceil(height / 2);
  const plane = new Uint8Array(pixels + chroma);
  for (let pixel = 0; pixel < pixels; pixel++) {
    plane[pixel] = rgba[4 * pixel + 3] ?? 0;
  }
  return plane.fill(128, pixels);
};
