import { rangeToSeconds } from '../../core/export/exportPlan.ts';
import type { ExportSettings } from '../../core/export/exportSettings.ts';
import type { FrameState } from '../../core/model/frameState.ts';
import { EarmarkError } from '../../core/util/errors.ts';
import { planVideo, AUDIO_BITS_PER_SECOND } from '../media/videoPlan.ts';
import type { VideoContainer, VideoPlan } from '../media/videoPlan.ts';
import { createVideoWriter } from '../media/videoWriter.ts';
import { exportFrames, frameStateOf } from './exportFrames.ts';
import type { LookRenderer } from './lookRenderer.ts';
import type { Exporter, ExportJob, ExportSpec } from './exporter.ts';

/** What differs between video formats. */
type VideoFormat = {
  readonly container: VideoContainer;
  readonly hasAlpha: boolean;
  needsPicture(settings: ExportSettings, state: FrameState): boolean;
  /** Renders the job's frames, each as RGBA; straight alpha where the video has any. */
  createRenderer(job: ExportJob): LookRenderer;
  /** Share of the bit rate that is used. @param presentShare share of frames with an object. */
  bitRateShare(presentShare: number): number;
};

const durationOf = (plan: ExportJob['plan']): number => {
  const last = plan.at(-1);
  return last === undefined ? 0 : last.startSeconds + last.durationSeconds;
};

/** An exporter of one video with every frame of the plan, and the clip's sound beside it. */
export const createVideoExporter = (format: VideoFormat): Exporter => {
  const { container, hasAlpha } = format;
  const planOf = ({ clip, plan, size, settings }: ExportSpec): Promise<VideoPlan | null> =>
    planVideo(clip, {
      ...size,
      container,
      hasAlpha,
      framesPerSecond: plan.length / Math.max(durationOf(plan), 1e-3),
      hasAudio: settings.keepSound,
    });
  return {
    support: async (shape) => {
      const plan = await planOf(shape);
      if (plan === null) {
        return { kind: 'impossible', obstacle: 'no-encoder' };
      }
      const { videoCodec, audioMode: soundWay, audioCodec: soundCodec } = plan;
      return {
        kind: 'possible',
        video: { videoCodec, audioMode: soundWay, audioCodec: soundCodec },
      };
    },
    estimateBytes: async (job) => {
      const { settings } = job.options;
      const plan = await planOf({ ...job, settings });
      const present = job.plan.filter(
        ({ frameIndex }) => frameStateOf(job, frameIndex) === 'present',
      );
      const presentShare = present.length / Math.max(1, job.plan.length);
      const picture = (plan?.videoBitsPerSecond ?? 0) * format.bitRateShare(presentShare);
      const sound = plan?.audioCodec == null ? 0 : AUDIO_BITS_PER_SECOND;
      return (durationOf(job.plan) * (picture + sound)) / 8;
    },
    write: async (job, output) => {
      const { clip, options, signal } = job;
      const { settings, range } = options;
      const plan = await planOf({ ...job, settings });
      if (plan === null) {
        throw new EarmarkError('no-encoder', 'No encoder for such a video.', { container });
      }
      const [startSeconds, endSeconds] = rangeToSeconds({ ...clip.info, range });
      const { writable } = output;
      const writer = await createVideoWriter({
        clip,
        plan,
        startSeconds,
        endSeconds,
        writable,
        signal,
      });
      try {
        const frames = exportFrames(job, {
          includesState: () => true,
          needsPicture: (state) => format.needsPicture(settings, state),
        });
        const render = format.createRenderer(job);
        for await (const frame of frames) {
          const pixels = await render(frame);
          await writer.addFrame(pixels, frame.startSeconds, frame.durationSeconds);
        }
        await writer.finish();
      } finally {
        await writer.dispose();
      }
      const notComputed = job.plan.filter(
        ({ frameIndex }) => frameStateOf(job, frameIndex) === 'not-computed',
      );
      return { frames: job.plan.length, notComputed: notComputed.length };
    },
  };
};
