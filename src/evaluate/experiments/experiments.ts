import type { MediaFiles } from '../run/segmenter.ts';
import { FULL, underCondition } from '../run/variant.ts';
import type { AlteredMedia, Condition, MediaContext, Variant } from '../run/variant.ts';
import { LONGEST_SECONDS, longClips, longLinks } from './longClips.ts';
import { lasting, mixed, shifted, silent, withBursts, withNoise } from './soundDamage.ts';
import { requireStills } from './stills.ts';
import { atRate, decodeWave, encodeWave } from './wave.ts';
import type { Wave } from './wave.ts';
import { misspelt, reordered } from './wordDamage.ts';

/** What is done to a picture; the page has a canvas for it. */
export type PictureFilter = 'blur' | 'dark' | 'low-bit-rate' | 'grey' | 'drawing';

export type FilterPicture = (picture: Blob, filter: PictureFilter) => Promise<Blob>;

/** A question to the model, as the variants that answer it; the first is the clip as it is. */
export type Experiment = {
  readonly id: string;
  readonly question: string;
  readonly variants: readonly Variant[];
};

const unmoved = (media: MediaFiles): AlteredMedia => ({ media, framesBefore: 0 });

const soundCondition = (
  id: string,
  title: string,
  alter: (wave: Wave, name: string, context: MediaContext) => Wave | Promise<Wave>,
): Variant =>
  underCondition(
    {
      id,
      media: async (media, item, context) => {
        const stills = requireStills(media);
        if (stills.sound === null) return unmoved(media);
        const wave = await alter(await decodeWave(stills.sound), item.clip, context);
        return unmoved({ ...stills, sound: encodeWave(wave) });
      },
    },
    title,
  );

const pictureCondition = (
  id: PictureFilter,
  title: string,
  filterPicture: FilterPicture,
): Variant =>
  underCondition(
    {
      id: `picture-${id}`,
      media: async (media) => {
        const stills = requireStills(media);
        const frames = await Promise.all(stills.frames.map((frame) => filterPicture(frame, id)));
        return unmoved({ ...stills, frames });
      },
    },
    title,
  );

const wordCondition = (id: string, title: string, sentence: Condition['sentence']): Variant =>
  underCondition({ id, ...(sentence && { sentence }) }, title);

const soundsOf = async (others: readonly MediaFiles[], rate: number): Promise<Wave[]> => {
  const sounds = others.flatMap((other) => requireStills(other).sound ?? []);
  return Promise.all(sounds.map(async (sound) => atRate(await decodeWave(sound), rate)));
};

const brokenCues = (filterPicture: FilterPicture): readonly Variant[] => [
  ...[20, 10, 0].map((db) =>
    soundCondition(`noise-${db}`, `Noise, ${db} dB`, (wave, name) => withNoise(wave, db, name)),
  ),
  ...[0.5, 1, 2, 3].map((seconds) =>
    soundCondition(`late-${seconds}`, `Sound ${seconds} s late`, (wave) => shifted(wave, seconds)),
  ),
  soundCondition('bursts', 'Bursts of noise', withBursts),
  soundCondition('other-sound', 'Sound of another clip', async (wave, _, context) => {
    const [other] = await soundsOf(await context.others(1), wave.sampleRate);
    return lasting(other ?? silent(wave), wave.samples.length / wave.sampleRate);
  }),
  soundCondition('silence', 'Silence', silent),
  pictureCondition('blur', 'Blurred', filterPicture),
  pictureCondition('dark', 'Dark', filterPicture),
  pictureCondition('low-bit-rate', 'Low bit rate', filterPicture),
  wordCondition('misspelt', 'Misspelt words', misspelt),
  wordCondition('reordered', 'Words in another order', reordered),
];

const manySources = (): readonly Variant[] =>
  [1, 2, 3].map((more) =>
    soundCondition(`sources-${more + 1}`, `${more + 1} sounds at once`, async (wave, _, context) =>
      mixed(wave, await soundsOf(await context.others(more), wave.sampleRate)),
    ),
  );

const otherDomain = (filterPicture: FilterPicture): readonly Variant[] => [
  pictureCondition('grey', 'Grey pictures', filterPicture),
  pictureCondition('drawing', 'Drawn pictures', filterPicture),
];

const ambiguous = (): readonly Variant[] => [
  wordCondition('ambiguous-animal', 'Every sentence is "the animal"', () => 'the animal'),
  wordCondition('ambiguous-object', 'Every sentence is "the object"', () => 'the object'),
];

/**
 * All experiments; a machine without a canvas can still name their variants.
 * @param longestSeconds longer clips than this are left out of the experiments on length
 */
export const createExperiments = (
  filterPicture: FilterPicture,
  longestSeconds = LONGEST_SECONDS,
): readonly Experiment[] => [
  {
    id: 'broken-cues',
    question: 'What does each broken cue cost?',
    variants: [FULL, ...brokenCues(filterPicture)],
  },
  {
    id: 'long-clips',
    question: 'How long may a clip be before what came earlier spoils the answer?',
    variants: [FULL, ...longClips(longestSeconds)],
  },
  {
    id: 'long-links',
    question: 'How long after a thing was heard is it still known what made the sound?',
    variants: [FULL, ...longLinks(longestSeconds)],
  },
  {
    id: 'many-sources',
    question: 'Is the right thing still found when several things sound at once?',
    variants: [FULL, ...manySources()],
  },
  {
    id: 'ambiguity',
    question: 'Do presence or the queries tell that a sentence fits several things?',
    variants: [FULL, ...ambiguous()],
  },
  {
    id: 'other-domain',
    question: 'Does it find things in pictures of another kind?',
    variants: [FULL, ...otherDomain(filterPicture)],
  },
];
