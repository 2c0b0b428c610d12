import { xmlText } from '../util/xmlText.ts';
import { encodeBrushRle } from './brushRle.ts';
import {
  frameLabel,
  type LabelFile,
  type LabelFormat,
  type LabelFrame,
  type LabelShape,
  type LabelTask,
  type LabelWriter,
} from './labelFormat.ts';

/** Where Label Studio serves files of a local storage from. */
const LOCAL_FILES = '/data/local-files/?d=';

const percent = (value: number, whole: number): number =>
  Number(((100 * value) / whole).toFixed(4));

const labelTags = (categories: readonly string[]): string =>
  categories.map((category) => `<Label value="${xmlText(category)}"/>`).join('');

type Keyframe = {
  readonly frame: number;
  readonly time: number;
  /** False in the last frame before a gap: Label Studio shows the box up to it. */
  readonly enabled: boolean;
  readonly rotation: 0;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

const keyframe = (
  { bounds }: LabelShape,
  { frameIndex, ptsSeconds }: LabelFrame,
  { size }: LabelTask,
): Keyframe => ({
  frame: frameIndex + 1,
  time: Number(ptsSeconds.toFixed(6)),
  enabled: true,
  rotation: 0,
  x: percent(bounds.left, size.width),
  y: percent(bounds.top, size.height),
  width: percent(bounds.width, size.width),
  height: percent(bounds.height, size.height),
});

/** One task of the whole video, a `videorectangle` an object; frames count from 1. */
const openVideo = (task: LabelTask): LabelWriter => {
  const sequences = new Map<number, Keyframe[]>(task.tracks.map(({ trackId }) => [trackId, []]));
  const endAt = (sequence: Keyframe[], beforeFrame: number): void => {
    const last = sequence.at(-1);
    if (last?.enabled && last.frame < beforeFrame) {
      sequence[sequence.length - 1] = { ...last, enabled: false };
    }
  };
  return {
    addFrame: (frame) => {
      for (const { track, ...shape } of frame.shapes) {
        const sequence = sequences.get(track.trackId) ?? [];
        endAt(sequence, frame.frameIndex);
        sequence.push(keyframe({ track, ...shape }, frame, task));
      }
      return [];
    },
    finish: () => {
      const result = task.tracks.map(({ trackId, category, name }) => {
        const sequence = sequences.get(trackId) ?? [];
        endAt(sequence, Infinity);
        return {
          id: `track-${trackId}`,
          type: 'videorectangle',
          from_name: 'box',
          to_name: 'video',
          origin: 'manual',
          value: {
            framesCount: task.frameCount,
            duration: task.durationSeconds,
            sequence,
            labels: [category],
          },
          meta: { text: [name], track_id: trackId },
        };
      });
      const tasks = [
        {
          id: 1,
          data: { video: `${LOCAL_FILES}${task.clipFileName}` },
          annotations: [{ id: 1, completed_by: 1, result }],
        },
      ];
      const config = `<View>\n  <Labels name="videoLabels" toName="video">${labelTags(task.categories)}</Labels>\n  <Video name="video" value="$video" framerate="${task.framesPerSecond}"/>\n  <VideoRectangle name="box" toName="video"/>\n</View>\n`;
      return labelStudioFiles(tasks, config);
    },
  };
};

/** A task a frame, with a brush mask an object. */
const openImages = (task: LabelTask): LabelWriter => {
  const tasks: object[] = [];
  return {
    addFrame: (frame) => {
      const id = tasks.length + 1;
      const result = frame.shapes.map(({ track, mask }) => ({
        id: `track-${track.trackId}-${frame.frameIndex}`,
        type: 'brushlabels',
        from_name: 'brush',
        to_name: 'image',
        origin: 'manual',
        image_rotation: 0,
        original_width: task.size.width,
        original_height: task.size.height,
        value: {
          format: 'rle',
          rle: encodeBrushRle(mask),
          brushlabels: [track.category],
        },
        meta: { text: [track.name], track_id: track.trackId },
      }));
      tasks.push({
        id,
        data: { image: `${LOCAL_FILES}${labelStudio.imagePath(task, frame)}` },
        annotations: [{ id, completed_by: 1, result }],
      });
      return [];
    },
    finish: () => {
      const config = `<View>\n  <Image name="image" value="$image"/>\n  <BrushLabels name="brush" toName="image">${labelTags(task.categories)}</BrushLabels>\n</View>\n`;
      return labelStudioFiles(tasks, config);
    },
  };
};

const labelStudioFiles = (tasks: readonly object[], config: string): readonly LabelFile[] => [
  { name: 'tasks.json', text: JSON.stringify(tasks) },
  { name: 'label_config.xml', text: config },
];

/**
 * Label Studio's JSON and the labelling interface that it needs: boxes as one video task, or masks as
 * a brush task a frame. Paths are those of a local storage.
 */
export const labelStudio: LabelFormat = {
  imagePath: (task, { frameIndex }) =>
    `${task.clipName}/${frameLabel(task, frameIndex)}.${task.imageExtension}`,
  open: (task) => (task.shape === 'box' ? openVideo(task) : openImages(task)),
};
