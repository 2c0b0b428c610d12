import { clampRange } from '../../core/export/exportPlan.ts';
import { momentsOf, type MomentsDocument } from '../../core/moments/moments.ts';
import { ALWAYS_POSSIBLE, type Exporter, type ExportJob } from './exporter.ts';
import { frameStateOf } from './exportFrames.ts';

const documentOf = (job: ExportJob): MomentsDocument => {
  const { clip, objects, options } = job;
  const range = clampRange(options.range, clip.info.ptsSeconds.length);
  return {
    clip: clip.info,
    range,
    frameNumbersFrom: options.settings.frameNumbersFrom,
    objects: objects.map((object) => {
      const alone = { ...job, objects: [object] };
      let searchedFrames = 0;
      const moments = momentsOf({
        ...clip.info,
        range,
        stateOf(frameIndex) {
          const state = frameStateOf(alone, frameIndex);
          searchedFrames += state === 'not-computed' ? 0 : 1;
          return state;
        },
      });
      const { name, presenceThreshold } = object;
      const { expression: query, bundle } = object.result.key;
      return { name, query, bundle, presenceThreshold, searchedFrames, moments };
    }),
  };
};

/** An exporter of the moments in which objects are present, as one text file in UTF-8. */
export const createListExporter = (format: (moments: MomentsDocument) => string): Exporter => ({
  support: () => Promise.resolve(ALWAYS_POSSIBLE),
  estimateBytes: (job) => Promise.resolve(new TextEncoder().encode(format(documentOf(job))).length),
  write: async (job, output) => {
    const [first, last] = clampRange(job.options.range, job.clip.info.ptsSeconds.length);
    const text = new TextEncoder().encode(format(documentOf(job)));
    const writer = output.writable.getWriter();
    await writer.write(text);
    await writer.close();
    job.onProgress(1, 1);
    let frames = 0;
    let notComputed = 0;
    for (let frameIndex = first; frameIndex <= last; frameIndex++) {
      const state = frameStateOf(job, frameIndex);
      frames += state === 'present' ? 1 : 0;
      notComputed += state === 'not-computed' ? 1 : 0;
    }
    return { frames, notComputed };
  },
});
