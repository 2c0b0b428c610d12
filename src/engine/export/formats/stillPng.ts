import { createLookRenderer, showsEmptyFrames } from '../lookRenderer.ts';
import { encodeRgbaPng } from '../encodePng.ts';
import { exportFrames } from '../exportFrames.ts';
import { ALWAYS_POSSIBLE } from '../exporter.ts';
import type { Exporter, ExportJob } from '../exporter.ts';

/** The first frame of the range as one PNG. */
export const stillPng: Exporter = {
  support: () => Promise.resolve(ALWAYS_POSSIBLE),
  estimateBytes: async (job) => (await encodeStill(job)).png.size,
  write: async (job, output) => {
    const { png, isComputed } = await encodeStill(job);
    await png.stream().pipeTo(output.writable, { signal: job.signal });
    return { frames: 1, notComputed: isComputed ? 0 : 1 };
  },
};

const encodeStill = async (job: ExportJob): Promise<{ png: Blob; isComputed: boolean }> => {
  const { settings } = job.options;
  const frames = exportFrames(
    { ...job, plan: job.plan.slice(0, 1) },
    { includesState: () => true, needsPicture: () => showsEmptyFrames(settings.stillLook) },
  );
  const render = createLookRenderer(settings.stillLook, job.size, job.options);
  for await (const frame of frames) {
    const pixels = await render(frame);
    const png = new Blob([await encodeRgbaPng(pixels, frame)], { type: 'image/png' });
    return { png, isComputed: frame.state !== 'not-computed' };
  }
  throw new RangeError('A still is of a frame that the clip has.');
};
