import { makeZip } from 'client-zip';
import { createExportManifest } from '../exportManifest.ts';
import type { Exporter, ExportJob } from '../exporter.ts';
import { createLookRenderer } from '../lookRenderer.ts';
import { openOutputFile } from '../output/outputFile.ts';
import { createVideoExporter } from '../videoExporter.ts';

/** Measured for MP4: encoders come near their bit rate. */
const BIT_RATE_SHARE = 0.8;

/** The clip's own picture. */
const pictureVideo = createVideoExporter({
  container: 'mp4',
  hasAlpha: false,
  needsPicture: () => true,
  createRenderer: () => (frame) => frame.picture(),
  bitRateShare: () => BIT_RATE_SHARE,
});

const matteVideo = createVideoExporter({
  container: 'mp4',
  hasAlpha: false,
  needsPicture: () => false,
  createRenderer: ({ options, size }) => {
    const render = createLookRenderer('matte', size, options);
    return async (frame) => {
      const pixels = await render(frame);
      return options.settings.invertMatte
        ? pixels.map((value, at) => (at % 4 === 3 ? value : 255 - value))
        : pixels;
    };
  },
  bitRateShare: () => BIT_RATE_SHARE,
});

/** The matte is silent, and comes after the picture. */
const matteJobOf = (job: ExportJob): ExportJob => ({
  ...job,
  options: { ...job.options, settings: { ...job.options.settings, keepSound: false } },
});

/** Progress of one of the two. */
const halfOf = (job: ExportJob, half: 0 | 1): ExportJob => ({
  ...job,
  onProgress: (done, total) => job.onProgress(done + half * total, 2 * total),
});

/** Picture and matte as two H.264 videos with the same frames and times. */
export const mattePair: Exporter = {
  support: (shape) => pictureVideo.support(shape),
  estimateBytes: async (job) =>
    (await pictureVideo.estimateBytes(job)) + (await matteVideo.estimateBytes(matteJobOf(job))),
  write: async (job, output) => {
    const { clipName } = job.options;
    const mimeType = 'video/mp4';
    const picture = await openOutputFile(`${clipName}_picture.mp4`, mimeType, null);
    const matte = await openOutputFile(`${clipName}_matte.mp4`, mimeType, null);
    try {
      const written = await pictureVideo.write(halfOf(job, 0), picture);
      await matteVideo.write(halfOf(matteJobOf(job), 1), matte);
      const videos = await Promise.all([picture.read(), matte.read()]);
      const lastModified = new Date();
      const zip = makeZip([
        ...videos.map((input) => ({ name: input.name, input, lastModified })),
        {
          name: 'manifest.json',
          input: JSON.stringify(createExportManifest(job, []), null, 2),
          lastModified,
        },
      ]) as ReadableStream<Uint8Array<ArrayBuffer>>;
      await zip.pipeTo(output.writable, { signal: job.signal });
      return written;
    } finally {
      await Promise.all([picture.discard(), matte.discard()]);
    }
  },
};
