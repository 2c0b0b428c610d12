import type { MemoryRule } from '../../core/model/runningMean.ts';
import { variantOfCondition } from '../run/variant.ts';
import type { Condition, MediaContext, Variant } from '../run/variant.ts';
import { concatenateAudio, fitToDuration } from './audioPerturbations.ts';
import { requireStills } from '../run/segmenter.ts';
import type { StillsFiles } from '../run/segmenter.ts';
import { resampleNearest, decodeWav, encodeWav } from './wavFile.ts';
import type { PcmAudio } from './wavFile.ts';

const CLIP_LENGTHS_SECONDS = [10, 30, 60, 90, 300];
const GAPS_SECONDS = [0, ...CLIP_LENGTHS_SECONDS];
export const MAX_CLIP_SECONDS = 300;

/** Number of other clips that the filler is taken from, in turn. */
const FILLER_CLIP_COUNT = 3;
const DEFAULT_SAMPLE_RATE = 16_000;

type ClipPart = { readonly frames: readonly Blob[]; readonly audio: PcmAudio };

const clipPartOf = async (stills: StillsFiles): Promise<ClipPart> => ({
  frames: stills.frames,
  audio:
    stills.audio === null
      ? { sampleRate: DEFAULT_SAMPLE_RATE, samples: new Float32Array() }
      : await decodeWav(stills.audio),
});

/** `seconds` of other clips, one after another, at the clip's size and sample rate. */
const collectFiller = async (
  stills: StillsFiles,
  seconds: number,
  rate: number,
  context: MediaContext,
): Promise<ClipPart[]> => {
  if (seconds <= 0) return [];
  const size = await context.readFrameSize(stills);
  const others = await Promise.all(
    (await context.loadOtherClips(FILLER_CLIP_COUNT)).map(requireStills).map(async (other) => ({
      frames: await Promise.all(other.frames.map((frame) => context.resize(frame, size))),
      audio: resampleNearest((await clipPartOf(other)).audio, rate),
    })),
  );
  const parts: ClipPart[] = [];
  for (let place = 0, length = 0; length < seconds; place++) {
    const other = others[place % others.length];
    if (other === undefined || other.frames.length === 0) break;
    const frames = other.frames.slice(0, seconds - length);
    parts.push({ frames, audio: fitToDuration(other.audio, frames.length) });
    length += frames.length;
  }
  return parts;
};

const concatenateParts = async (
  stills: StillsFiles,
  parts: readonly ClipPart[],
): Promise<StillsFiles> => ({
  ...stills,
  frames: parts.flatMap(({ frames }) => frames),
  audio: await encodeWav(concatenateAudio(parts.map(({ audio: wave }) => wave))),
});

const totalSeconds = (parts: readonly ClipPart[]): number =>
  parts.reduce((sum, { frames }) => sum + frames.length, 0);

/** Prepends other clips up to a total length: how does a longer memory affect the result? */
const longClipCondition = (seconds: number): Condition => ({
  id: `long-${seconds}`,
  alterMedia: async (media, _, context) => {
    const stills = requireStills(media);
    const own = await clipPartOf(stills);
    const missing = seconds - stills.frames.length;
    const before = await collectFiller(stills, missing, own.audio.sampleRate, context);
    return {
      prependedFrames: totalSeconds(before),
      media: await concatenateParts(stills, [...before, own]),
    };
  },
});

const mutePart = ({ frames, audio }: ClipPart): ClipPart => ({
  frames,
  audio: fitToDuration({ ...audio, samples: new Float32Array() }, frames.length),
});

/**
 * The clip with its audio, then silent other clips, then the clip again, silent. The query is about
 * the last part: only memory can link its frames to the audio.
 */
const memoryGapCondition = (gapSeconds: number, isHeard: boolean): Condition => ({
  id: isHeard ? `link-${gapSeconds}` : 'link-never-heard',
  alterMedia: async (media, _, context) => {
    const stills = requireStills(media);
    const { frames, audio } = await clipPartOf(stills);
    const own = { frames, audio: fitToDuration(audio, frames.length) };
    const filler = await collectFiller(stills, gapSeconds, audio.sampleRate, context);
    const before = [isHeard ? own : mutePart(own), ...filler.map(mutePart)];
    return {
      prependedFrames: totalSeconds(before),
      media: await concatenateParts(stills, [...before, mutePart(own)]),
    };
  },
});

const MEMORY_RULES: readonly {
  readonly id: string;
  readonly title: string;
  readonly rule: MemoryRule;
}[] = [
  { id: 'window-10', title: 'window of 10 s', rule: { kind: 'window', steps: 10 } },
  { id: 'decay-10', title: 'half-life of 10 s', rule: { kind: 'decay', halfLifeSteps: 10 } },
];

/** The variant under each memory rule, and without cached memory. */
const withEachMemoryRule = (variant: Variant): readonly Variant[] => [
  variant,
  ...MEMORY_RULES.map(({ id, title, rule }) => ({
    ...variant,
    id: `${variant.id}-${id}`,
    title: `${variant.title}, ${title}`,
    memoryRule: rule,
  })),
  {
    ...variant,
    id: `${variant.id}-no-memory`,
    title: `${variant.title}, without cached memory`,
    switches: { ...variant.switches, memory: false },
  },
];

export const longClipVariants = (maxClipSeconds: number): readonly Variant[] =>
  CLIP_LENGTHS_SECONDS.filter((seconds) => seconds <= maxClipSeconds).flatMap((seconds) =>
    withEachMemoryRule(variantOfCondition(longClipCondition(seconds), `${seconds} s`)),
  );

export const memoryGapVariants = (maxClipSeconds: number): readonly Variant[] => [
  variantOfCondition(memoryGapCondition(0, false), 'Never heard'),
  ...GAPS_SECONDS.filter((seconds) => seconds <= maxClipSeconds).flatMap((seconds) =>
    withEachMemoryRule(
      variantOfCondition(memoryGapCondition(seconds, true), `Heard ${seconds} s before`),
    ),
  ),
];
