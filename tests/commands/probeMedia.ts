import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BrowserCommand } from 'vitest/node';

/** A media file as ffprobe and ffmpeg, which share nothing with the app, read it. */
export type ProbedMedia = {
  readonly video: {
    readonly codec: string;
    readonly width: number;
    readonly height: number;
    /** Of each decoded frame, in seconds. */
    readonly ptsSeconds: readonly number[];
    /** RGBA of the frames that were asked for, in base64. */
    readonly frames: readonly string[];
  } | null;
  readonly audio: {
    readonly codec: string;
    readonly sampleRate: number;
    readonly channels: number;
    /** Where a stretch of sound begins after silence, in seconds of the file's own time. */
    readonly onsets: readonly number[];
    readonly durationSeconds: number;
  } | null;
};

export type ProbeOptions = {
  /** Frames to give back, by their place in the file. */
  readonly frameIndices: readonly number[];
  /** ffmpeg's own VP9 decoder knows no alpha; libvpx does. */
  readonly decoder?: string;
};

const execFileAsync = promisify(execFile);
const MAX_OUTPUT_BYTES = 512 * 1024 * 1024;
const SAMPLE_RATE = 48_000;
const MIN_ONSET_AMPLITUDE = 0.05;
/** Less than the beeps' pauses, more than one of their waves. */
const MIN_PAUSE_SECONDS = 0.1;

const isInstalled = (program: string): boolean => {
  try {
    execFileSync(program, ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

type FfprobeStream = {
  readonly codec_type: string;
  readonly codec_name: string;
  readonly width: number;
  readonly height: number;
  readonly sample_rate: string;
  readonly channels: number;
};

/** Null on machines without ffmpeg. @param base64 the file's bytes. */
export const probeMedia: BrowserCommand<[base64: string, options: ProbeOptions]> = async (
  _,
  base64,
  { frameIndices, decoder },
): Promise<ProbedMedia | null> => {
  if (!isInstalled('ffprobe') || !isInstalled('ffmpeg')) {
    return null;
  }
  const folder = await mkdtemp(join(tmpdir(), 'earmark-probe-'));
  try {
    const path = join(folder, 'media');
    await writeFile(path, Buffer.from(base64, 'base64'));
    const { stdout } = await execFileAsync('ffprobe', [
      '-v',
      'error',
      '-of',
      'json',
      '-show_streams',
      path,
    ]);
    const { streams } = JSON.parse(stdout) as { streams: readonly FfprobeStream[] };
    const video = streams.find((stream) => stream.codec_type === 'video');
    const sound = streams.find((stream) => stream.codec_type === 'audio');
    const [readFrames, readOnsets] = await Promise.all([
      video === undefined ? null : probeVideo(path, video, frameIndices, decoder),
      sound === undefined ? null : probeAudio(path, sound),
    ]);
    return { video: readFrames, audio: readOnsets };
  } finally {
    await rm(folder, { recursive: true });
  }
};

const probeVideo = async (
  path: string,
  stream: FfprobeStream,
  frameIndices: readonly number[],
  decoder: string | undefined,
) => {
  const { stdout } = await execFileAsync(
    'ffprobe',
    [
      '-v',
      'error',
      '-select_streams',
      'v:0',
      '-show_entries',
      'frame=pts_time',
      '-of',
      'csv=p=0',
      path,
    ],
    { maxBuffer: MAX_OUTPUT_BYTES },
  );
  const ptsSeconds = stdout
    .split(/[\n,]+/)
    .filter((line) => line !== '')
    .map(Number);
  const selected = frameIndices.map((frame) => `eq(n\\,${frame})`).join('+');
  const input = decoder === undefined ? [] : ['-c:v', decoder];
  const raw = await execFileAsync(
    'ffmpeg',
    [
      '-v',
      'error',
      ...input,
      '-i',
      path,
      '-vf',
      `select='${selected}'`,
      '-fps_mode',
      'passthrough',
      '-f',
      'rawvideo',
      '-pix_fmt',
      'rgba',
      '-',
    ],
    { encoding: 'buffer', maxBuffer: MAX_OUTPUT_BYTES },
  );
  const bytes = 4 * stream.width * stream.height;
  return {
    codec: stream.codec_name,
    width: stream.width,
    height: stream.height,
    ptsSeconds,
    frames: frameIndices.map((_, place) =>
      raw.stdout.subarray(place * bytes, (place + 1) * bytes).toString('base64'),
    ),
  };
};

const probeAudio = async (path: string, stream: FfprobeStream) => {
  // Missing time at the start is filled, so that sample 0 is the file's own 0.
  const { stdout } = await execFileAsync(
    'ffmpeg',
    [
      '-v',
      'error',
      '-i',
      path,
      '-map',
      '0:a:0',
      '-af',
      'aresample=async=1:first_pts=0',
      '-ac',
      '1',
      '-ar',
      String(SAMPLE_RATE),
      '-f',
      'f32le',
      '-',
    ],
    { encoding: 'buffer', maxBuffer: MAX_OUTPUT_BYTES },
  );
  const samples = new Float32Array(stdout.buffer, stdout.byteOffset, stdout.byteLength >> 2);
  const onsets: number[] = [];
  let lastLoud = Number.NEGATIVE_INFINITY;
  samples.forEach((sample, index) => {
    if (Math.abs(sample) > MIN_ONSET_AMPLITUDE) {
      if (index - lastLoud > MIN_PAUSE_SECONDS * SAMPLE_RATE) {
        onsets.push(index / SAMPLE_RATE);
      }
      lastLoud = index;
    }
  });
  return {
    codec: stream.codec_name,
    sampleRate: Number(stream.sample_rate),
    channels: stream.channels,
    onsets,
    durationSeconds: samples.length / SAMPLE_RATE,
  };
};
