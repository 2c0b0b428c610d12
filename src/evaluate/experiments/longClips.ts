import type { MemoryRule } from '../../core/memoryRule.ts';
import { underCondition } from '../run/variant.ts';
import type { Condition, MediaContext, Variant } from '../run/variant.ts';
import { joined, lasting } from './soundDamage.ts';
import { requireStills } from './stills.ts';
import type { Stills } from './stills.ts';
import { atRate, decodeWave, encodeWave } from './wave.ts';
import type { Wave } from './wave.ts';

const LENGTHS_SECONDS = [10, 30, 60, 90, 300];
const GAPS_SECONDS = [0, ...LENGTHS_SECONDS];
export const LONGEST_SECONDS = 300;

/** Clips that the filling is taken from in turn. */
const FILLERS = 3;
const DEFAULT_RATE = 16_000;

type Part = { readonly frames: readonly Blob[]; readonly wave: Wave };

const ownPart = async (stills: Stills): Promise<Part> => ({
  frames: stills.frames,
  wave:
    stills.sound === null
      ? { sampleRate: DEFAULT_RATE, samples: new Float32Array() }
      : await decodeWave(stills.sound),
});

/** So many seconds of other clips, one after another, at the clip's own size and rate. */
const fillerOf = async (
  stills: Stills,
  seconds: number,
  rate: number,
  context: MediaContext,
): Promise<Part[]> => {
  if (seconds <= 0) return [];
  const size = await context.frameSize(stills);
  const others = await Promise.all(
    (await context.others(FILLERS)).map(requireStills).map(async (other) => ({
      frames: await Promise.all(other.frames.map((frame) => context.resize(frame, size))),
      wave: atRate((await ownPart(other)).wave, rate),
    })),
  );
  const parts: Part[] = [];
  for (let place = 0, length = 0; length < seconds; place++) {
    const other = others[place % others.length];
    if (other === undefined || other.frames.length === 0) break;
    const frames = other.frames.slice(0, seconds - length);
    parts.push({ frames, wave: lasting(other.wave, frames.length) });
    length += frames.length;
  }
  return parts;
};

const joinedClip = (stills: Stills, parts: readonly Part[]): Stills => ({
  ...stills,
  frames: parts.flatMap(({ frames }) => frames),
  sound: encodeWave(joined(parts.map(({ wave }) => wave))),
});

const secondsBefore = (parts: readonly Part[]): number =>
  parts.reduce((sum, { frames }) => sum + frames.length, 0);

/** Other clips come before, until the whole lasts so long: what does the memory make of them? */
const longClip = (seconds: number): Condition => ({
  id: `long-${seconds}`,
  media: async (media, _, context) => {
    const stills = requireStills(media);
    const own = await ownPart(stills);
    const missing = seconds - stills.frames.length;
    const before = await fillerOf(stills, missing, own.wave.sampleRate, context);
    return { framesBefore: secondsBefore(before), media: joinedClip(stills, [...before, own]) };
  },
});

const muted = ({ frames, wave }: Part): Part => ({
  frames,
  wave: lasting({ ...wave, samples: new Float32Array() }, frames.length),
});

/**
 * The clip with its sound, then other clips in silence, then the clip again in silence, which is
 * what is asked about: only memory can link what is seen there to what was heard.
 */
const longLink = (gapSeconds: number, isHeard: boolean): Condition => ({
  id: isHeard ? `link-${gapSeconds}` : 'link-never-heard',
  media: async (media, _, context) => {
    const stills = requireStills(media);
    const { frames, wave } = await ownPart(stills);
    const own = { frames, wave: lasting(wave, frames.length) };
    const filler = await fillerOf(stills, gapSeconds, wave.sampleRate, context);
    const before = [isHeard ? own : muted(own), ...filler.map(muted)];
    return {
      framesBefore: secondsBefore(before),
      media: joinedClip(stills, [...before, muted(own)]),
    };
  },
});

const RULES: readonly { readonly id: string; readonly title: string; readonly rule: MemoryRule }[] =
  [
    { id: 'window-10', title: 'window of 10 s', rule: { kind: 'window', steps: 10 } },
    { id: 'decay-10', title: 'half-life of 10 s', rule: { kind: 'decay', halfLifeSteps: 10 } },
  ];

/** The variant with the mean over everything, with each other rule, and without cached memory. */
const underEachMemory = (variant: Variant): readonly Variant[] => [
  variant,
  ...RULES.map(({ id, title, rule }) => ({
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

export const longClips = (longestSeconds: number): readonly Variant[] =>
  LENGTHS_SECONDS.filter((seconds) => seconds <= longestSeconds).flatMap((seconds) =>
    underEachMemory(underCondition(longClip(seconds), `${seconds} s`)),
  );

export const longLinks = (longestSeconds: number): readonly Variant[] => [
  underCondition(longLink(0, false), 'Never heard'),
  ...GAPS_SECONDS.filter((seconds) => seconds <= longestSeconds).flatMap((seconds) =>
    underEachMemory(underCondition(longLink(seconds, true), `Heard ${seconds} s before`)),
  ),
];
