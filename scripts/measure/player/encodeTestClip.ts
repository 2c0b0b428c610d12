import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A clip that ffmpeg draws: nothing of it is kept in the repository. */
export type TestClip = {
  readonly path: string;
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
};

const FRAMES_PER_SECOND = 30;
/** As cameras and editors write it: two seconds from one key frame to the next. */
const KEY_FRAME_INTERVAL_FRAMES = 60;

/** A moving picture with much detail and a changing tone: H.264 with B-frames, and AAC. */
export async function encodeTestClip(
  folder: string,
  size: Omit<TestClip, 'path'>,
): Promise<TestClip> {
  const { width, height, seconds } = size;
  const path = join(folder, `${height}p-${seconds}s.mp4`);
  const picture = `testsrc2=size=${width}x${height}:rate=${FRAMES_PER_SECOND}:duration=${seconds}`;
  const sound = `aevalsrc='0.3*sin(2*PI*(300+40*floor(t))*t)':s=48000:d=${seconds}`;
  const options =
    '-c:v libx264 -preset veryfast -crf 23 -bf 2 -pix_fmt yuv420p -c:a aac -b:a 96k' +
    ` -g ${KEY_FRAME_INTERVAL_FRAMES} -hide_banner -loglevel error -y`;
  const inputs = ['-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', sound];
  await promisify(execFile)('ffmpeg', inputs.concat(options.split(' '), path));
  return { path, ...size };
}
