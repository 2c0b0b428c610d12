import { dropRepeatedFrames, type ImageSize } from '../../core/export/exportPlan.ts';
import type { LabelFile, LabelFormat, LabelTask } from '../../core/labels/labelFormat.ts';
import type { LabelTracks } from '../../core/labels/labelTracks.ts';
import { clipFrameRate, framesPerSecondOf } from '../../core/moments/frameRate.ts';
import { createArchiveExporter, type ArchiveFile } from './archiveExporter.ts';
import type { ExportFrame } from './exportFrames.ts';
import type { Exporter, ExportJob } from './exporter.ts';
import { labelShapes, labelTracksOf } from './labelShapes.ts';
import { createOffscreenContext } from '../../rendering/canvas/offscreenContext.ts';

const JPEG_QUALITY = 0.92;

const createLabelTask = (
  { clip, options, plan, size }: ExportJob,
  { tracks, categories }: LabelTracks,
): LabelTask => {
  const { settings, clipName, range } = options;
  const { fileName, ptsSeconds, durationSeconds } = clip.info;
  return {
    clipName,
    clipFileName: fileName,
    size,
    frameCount: ptsSeconds.length,
    durationSeconds,
    framesPerSecond: settings.framesPerSecond ?? framesPerSecondOf(clipFrameRate(ptsSeconds)),
    range,
    plannedFrames: dropRepeatedFrames(plan).length,
    imageExtension: settings.frameImages === 'jpeg' ? 'jpg' : 'png',
    frameNumbersFrom: settings.frameNumbersFrom,
    shape: settings.labelShape,
    tracks,
    categories,
  };
};

const encodeFramePicture = async (
  frame: ExportFrame,
  { width, height }: ImageSize,
  kind: 'jpeg' | 'png',
): Promise<Blob> => {
  const context = createOffscreenContext(width, height, { alpha: false });
  context.drawImage(await frame.bitmap(), 0, 0);
  return context.canvas.convertToBlob({ type: `image/${kind}`, quality: JPEG_QUALITY });
};

const toArchiveFile = ({ name, text }: LabelFile): ArchiveFile => ({ name, input: text });

/** An exporter of labels, with the frames' own pictures where they are wanted. */
export const createLabelExporter = (format: LabelFormat): Exporter =>
  createArchiveExporter({
    needsPicture: (_, { frameImages }) => frameImages !== 'none',
    open: (job) => {
      const { frameImages, largePartsOnly } = job.options.settings;
      const tracks = labelTracksOf(job);
      const task = createLabelTask(job, tracks);
      const writer = format.open(task);
      return {
        encodeFrame: async (frame) => {
          const shapes = await labelShapes(job, tracks, frame, { largePartsOnly });
          const files = writer.addFrame({ ...frame, shapes }).map(toArchiveFile);
          return frameImages === 'none'
            ? files
            : [
                ...files,
                {
                  name: format.imagePath(task, frame),
                  input: await encodeFramePicture(frame, frame, frameImages),
                },
              ];
        },
        finish: () => writer.finish().map(toArchiveFile),
      };
    },
  });
