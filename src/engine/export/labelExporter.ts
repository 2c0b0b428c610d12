import { dropRepeatedFrames, type ImageSize } from '../../core/export/exportPlan.ts';
import type {
  LabelFile,
  LabelFormat,
  LabelShape,
  LabelTask,
} from '../../core/labels/labelFormat.ts';
import { keepLargeParts } from '../../core/mask/keepLargeParts.ts';
import { maskArea, maskBounds } from '../../core/mask/maskStatistics.ts';
import { clipFrameRate, framesPerSecondOf } from '../../core/moments/frameRate.ts';
import { createArchiveExporter, type ArchiveFile } from './archiveExporter.ts';
import type { ExportFrame } from './exportFrames.ts';
import type { Exporter, ExportJob } from './exporter.ts';
import { binarizeMask } from './layerMasks.ts';
import { createOffscreenContext } from '../../rendering/canvas/offscreenContext.ts';

const JPEG_QUALITY = 0.92;

const createLabelTask = ({ clip, objects, options, plan, size }: ExportJob): LabelTask => {
  const { settings, clipName, range } = options;
  const { fileName, ptsSeconds, durationSeconds } = clip.info;
  const categories = [...new Set(objects.map(({ category }) => category))];
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
    tracks: objects.map(({ name, category }, place) => ({
      trackId: place + 1,
      name,
      category,
      categoryIndex: categories.indexOf(category),
    })),
    categories,
  };
};

/** The objects that are in the frame, each with its mask. */
const labelShapes = async (
  { layers, width }: ExportFrame,
  { tracks }: LabelTask,
  largePartsOnly: boolean,
): Promise<readonly LabelShape[]> => {
  const shapes: LabelShape[] = [];
  for (const [place, layer] of layers.entries()) {
    const track = tracks[place];
    if (layer.state !== 'present' || track === undefined) {
      continue;
    }
    const whole = binarizeMask(await layer.cover());
    const mask = largePartsOnly ? keepLargeParts(whole, width) : whole;
    const bounds = maskBounds(mask, width);
    if (bounds !== null) {
      shapes.push({ track, mask, bounds, area: maskArea(mask) });
    }
  }
  return shapes;
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
      const task = createLabelTask(job);
      const writer = format.open(task);
      return {
        encodeFrame: async (frame) => {
          const shapes = await labelShapes(frame, task, largePartsOnly);
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
