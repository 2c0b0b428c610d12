import { cutRange, rangeSeconds } from '../../../core/exportPlan.ts';
import { EarmarkError } from '../../../core/errors.ts';
import { interleavePcm, wavHeader } from '../../../core/wav.ts';
import { frameStateOf } from '../exportFrames.ts';
import { ALWAYS_POSSIBLE } from '../exporter.ts';
import type { Exporter, ExportJob } from '../exporter.ts';
import { fadeEdges } from './fadeEdges.ts';
import { blocksOf, soundSpans, totalSamples } from './soundSpans.ts';
import type { SoundBlock, SoundSpan } from './soundSpans.ts';

const BLOCK_SECONDS = 10;
const BYTES_A_SAMPLE = 2;

/** What is heard while the things are there: 16-bit PCM, at the clip's own rate. */
export const soundWav: Exporter = {
  fileExtension: 'wav',
  mimeType: 'audio/wav',
  hasEvenSides: false,
  support: ({ clip }) =>
    Promise.resolve(
      clip.encodedSound === null ? { kind: 'impossible', obstacle: 'no-sound' } : ALWAYS_POSSIBLE,
    ),
  estimateBytes: async (job) => {
    const { sampleRate, channelCount } = await soundShape(job);
    return totalSamples(spansOf(job, sampleRate)) * channelCount * BYTES_A_SAMPLE;
  },
  write: async (job, output) => {
    const { sampleRate, channelCount } = await soundShape(job);
    const spans = spansOf(job, sampleRate);
    const blocks = spans.flatMap((span) => blocksOf(span, BLOCK_SECONDS * sampleRate));
    const writer = output.writable.getWriter();
    await writer.write(wavHeader(sampleRate, channelCount, totalSamples(spans)));
    for (const [place, block] of blocks.entries()) {
      const channels = await readBlock(job, block, sampleRate, channelCount);
      await writer.write(interleavePcm(channels));
      job.onStep(place + 1, blocks.length);
    }
    await writer.close();
    const states = job.plan.map(({ frameIndex }) => frameStateOf(job, frameIndex));
    return {
      frames: states.filter((state) => state === 'present').length,
      notComputed: states.filter((state) => state === 'not-computed').length,
    };
  },
};

/** Of the decoded sound, which can differ from what the container says. */
const soundShape = async ({ clip, signal }: ExportJob) => {
  const { sampleRate, channels } = await clip.readSound(0, BLOCK_SECONDS / 1000, { signal });
  if (channels.length === 0) {
    throw new EarmarkError('no-sound', 'The clip has no sound to export.');
  }
  return { sampleRate, channelCount: channels.length };
};

const spansOf = (job: ExportJob, sampleRate: number): readonly SoundSpan[] => {
  const { info } = job.clip;
  const { range, settings } = job.options;
  return soundSpans({
    ptsSeconds: info.ptsSeconds,
    range: cutRange(range, info.ptsSeconds.length),
    endSeconds: rangeSeconds({ ...info, range })[1],
    sampleRate,
    isThere: (frameIndex) => frameStateOf(job, frameIndex) === 'present',
    gaps: settings.soundGaps,
  });
};

const readBlock = async (
  { clip, signal }: ExportJob,
  block: SoundBlock,
  sampleRate: number,
  channelCount: number,
): Promise<readonly Float32Array[]> => {
  const length = block.endSample - block.startSample;
  // Silence wherever there is nothing to hear: between the moments, and past the end of the sound.
  const channels = Array.from({ length: channelCount }, () => new Float32Array(length));
  if (block.isHeard) {
    const start = block.startSample / sampleRate;
    const heard = await clip.readSound(start, length / sampleRate, { signal });
    heard.channels.forEach((samples, place) => channels[place]?.set(samples.subarray(0, length)));
    fadeEdges(channels, sampleRate, block);
  }
  return channels;
};
