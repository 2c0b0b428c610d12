import { clampRange, rangeToSeconds } from '../../../../core/export/exportPlan.ts';
import { EarmarkError } from '../../../../core/util/errors.ts';
import { createWavWriter } from '../../../media/audioWriter.ts';
import { frameStateOf } from '../../exportFrames.ts';
import type { DecodedAudio } from '../../../media/openClip.ts';
import { ALWAYS_POSSIBLE } from '../../exporter.ts';
import type { Exporter, ExportJob } from '../../exporter.ts';
import { splitSpan, audioSpans, totalSamples } from './audioSpans.ts';
import type { AudioBlock, AudioSpan } from './audioSpans.ts';

const BLOCK_SECONDS = 10;
const BYTES_PER_SAMPLE = 2;

/** The clip's sound while the objects are there: 16-bit PCM, at the sound's own sample rate. */
export const audioWav: Exporter = {
  support: ({ clip }) =>
    Promise.resolve(
      clip.encodedAudio === null ? { kind: 'impossible', obstacle: 'no-sound' } : ALWAYS_POSSIBLE,
    ),
  estimateBytes: async (job) => {
    const { sampleRate, channelCount } = await probeAudioFormat(job);
    return totalSamples(audioSpansOf(job, sampleRate)) * channelCount * BYTES_PER_SAMPLE;
  },
  write: async (job, output) => {
    const { sampleRate, channelCount } = await probeAudioFormat(job);
    const spans = audioSpansOf(job, sampleRate);
    const blocks = spans.flatMap((span) => splitSpan(span, BLOCK_SECONDS * sampleRate));
    const writer = await createWavWriter(sampleRate, channelCount, output.writable);
    for (const [place, block] of blocks.entries()) {
      await writer.add(await readBlock(job, block, sampleRate, channelCount));
      job.onProgress(place + 1, blocks.length);
    }
    await writer.finish();
    const states = job.plan.map(({ frameIndex }) => frameStateOf(job, frameIndex));
    return {
      frames: states.filter((state) => state === 'present').length,
      notComputed: states.filter((state) => state === 'not-computed').length,
    };
  },
};

/** Of the decoded sound, which can differ from what the container says. */
const probeAudioFormat = async ({ clip, signal }: ExportJob) => {
  const { sampleRate, channels } = await clip.readAudio(0, BLOCK_SECONDS / 1000, { signal });
  if (channels.length === 0) {
    throw new EarmarkError('no-sound', 'The clip has no sound to export.');
  }
  return { sampleRate, channelCount: channels.length };
};

const audioSpansOf = (job: ExportJob, sampleRate: number): readonly AudioSpan[] => {
  const { info } = job.clip;
  const { range, settings } = job.options;
  return audioSpans({
    ptsSeconds: info.ptsSeconds,
    range: clampRange(range, info.ptsSeconds.length),
    endSeconds: rangeToSeconds({ ...info, range })[1],
    sampleRate,
    isPresent: (frameIndex) => frameStateOf(job, frameIndex) === 'present',
    gaps: settings.soundGaps,
  });
};

const readBlock = async (
  { clip, signal }: ExportJob,
  block: AudioBlock,
  sampleRate: number,
  channelCount: number,
): Promise<DecodedAudio['channels']> => {
  const length = block.endSample - block.startSample;
  // Silence between the spans, and past the end of the sound.
  const channels = Array.from({ length: channelCount }, () => new Float32Array(length));
  if (block.isAudible) {
    const start = block.startSample / sampleRate;
    const audio = await clip.readAudio(start, length / sampleRate, { signal });
    audio.channels.forEach((samples, place) => channels[place]?.set(samples.subarray(0, length)));
    fadeEdges(channels, sampleRate, block);
  }
  return channels;
};

/** Inaudible as a fade, and long enough to avoid clicks at cuts. */
const FADE_SECONDS = 0.005;

/** Fades sound in where its span begins, and out where it ends. */
const fadeEdges = (
  channels: readonly Float32Array[],
  sampleRate: number,
  { isStart, isEnd }: Pick<AudioBlock, 'isStart' | 'isEnd'>,
): void => {
  for (const channel of channels) {
    const length = Math.min(Math.round(FADE_SECONDS * sampleRate), channel.length >> 1);
    for (let sample = 0; sample < length; sample++) {
      const level = (sample + 0.5) / length;
      const end = channel.length - 1 - sample;
      channel[sample] = (channel[sample] ?? 0) * (isStart ? level : 1);
      channel[end] = (channel[end] ?? 0) * (isEnd ? level : 1);
    }
  }
};
