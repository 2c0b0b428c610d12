import type { MediaFiles } from '../run/segmenter.ts';
import { FULL_MODEL, variantOfCondition } from '../run/variant.ts';
import type { AlteredMedia, Condition, MediaContext, Variant } from '../run/variant.ts';
import { MAX_CLIP_SECONDS, longClipVariants, memoryGapVariants } from './clipLengthVariants.ts';
import {
  fitToDuration,
  mixAudio,
  delayAudio,
  silenceAudio,
  addNoiseBursts,
  addWhiteNoise,
} from './audioPerturbations.ts';
import { requireStills } from '../run/segmenter.ts';
import { resampleNearest, decodeWav, encodeWav } from './wavFile.ts';
import type { PcmAudio } from './wavFile.ts';
import { misspellQuery, shuffleWords } from './queryPerturbations.ts';

/** A filter of images, which the page applies on a canvas. */
export type ImageFilter = 'blur' | 'dark' | 'low-bit-rate' | 'grey' | 'drawing';

export type FilterImage = (picture: Blob, filter: ImageFilter) => Promise<Blob>;

/** A question to the model, as the variants that answer it; the first is the clip as it is. */
type Experiment = {
  readonly id: string;
  readonly question: string;
  readonly variants: readonly Variant[];
};

const withoutPrependedFrames = (media: MediaFiles): AlteredMedia => ({ media, prependedFrames: 0 });

const audioVariant = (
  id: string,
  title: string,
  alter: (wave: PcmAudio, name: string, context: MediaContext) => PcmAudio | Promise<PcmAudio>,
): Variant =>
  variantOfCondition(
    {
      id,
      alterMedia: async (media, item, context) => {
        const stills = requireStills(media);
        if (stills.audio === null) return withoutPrependedFrames(media);
        const wave = await alter(await decodeWav(stills.audio), item.clip, context);
        return withoutPrependedFrames({ ...stills, audio: await encodeWav(wave) });
      },
    },
    title,
  );

const imageVariant = (id: ImageFilter, title: string, filterPicture: FilterImage): Variant =>
  variantOfCondition(
    {
      id: `picture-${id}`,
      alterMedia: async (media) => {
        const stills = requireStills(media);
        const frames = await Promise.all(stills.frames.map((frame) => filterPicture(frame, id)));
        return withoutPrependedFrames({ ...stills, frames });
      },
    },
    title,
  );

const queryVariant = (id: string, title: string, sentence: Condition['alterQuery']): Variant =>
  variantOfCondition({ id, ...(sentence && { alterQuery: sentence }) }, title);

const decodeAudioOf = async (others: readonly MediaFiles[], rate: number): Promise<PcmAudio[]> => {
  const sounds = others.flatMap((other) => requireStills(other).audio ?? []);
  return Promise.all(sounds.map(async (sound) => resampleNearest(await decodeWav(sound), rate)));
};

const brokenCueVariants = (filterPicture: FilterImage): readonly Variant[] => [
  ...[20, 10, 0].map((db) =>
    audioVariant(`noise-${db}`, `Noise, ${db} dB`, (wave, name) => addWhiteNoise(wave, db, name)),
  ),
  ...[0.5, 1, 2, 3].map((seconds) =>
    audioVariant(`late-${seconds}`, `Sound ${seconds} s late`, (wave) => delayAudio(wave, seconds)),
  ),
  audioVariant('bursts', 'Bursts of noise', addNoiseBursts),
  audioVariant('other-sound', 'Sound of another clip', async (wave, _, context) => {
    const [other] = await decodeAudioOf(await context.loadOtherClips(1), wave.sampleRate);
    return fitToDuration(other ?? silenceAudio(wave), wave.samples.length / wave.sampleRate);
  }),
  audioVariant('silence', 'Silence', silenceAudio),
  imageVariant('blur', 'Blurred', filterPicture),
  imageVariant('dark', 'Dark', filterPicture),
  imageVariant('low-bit-rate', 'Low bit rate', filterPicture),
  queryVariant('misspelt', 'Misspelt words', misspellQuery),
  queryVariant('reordered', 'Words in another order', shuffleWords),
];

const mixedSourceVariants = (): readonly Variant[] =>
  [1, 2, 3].map((more) =>
    audioVariant(`sources-${more + 1}`, `${more + 1} sounds at once`, async (wave, _, context) =>
      mixAudio(wave, await decodeAudioOf(await context.loadOtherClips(more), wave.sampleRate)),
    ),
  );

const domainShiftVariants = (filterPicture: FilterImage): readonly Variant[] => [
  imageVariant('grey', 'Grey pictures', filterPicture),
  imageVariant('drawing', 'Drawn pictures', filterPicture),
];

const ambiguousQueryVariants = (): readonly Variant[] => [
  queryVariant('ambiguous-animal', 'Every sentence is "the animal"', () => 'the animal'),
  queryVariant('ambiguous-object', 'Every sentence is "the object"', () => 'the object'),
];

/**
 * All experiments; a machine without a canvas can still name their variants.
 * @param maxClipSeconds longer clips than this are left out of the experiments on length
 */
export const createExperiments = (
  filterPicture: FilterImage,
  maxClipSeconds = MAX_CLIP_SECONDS,
): readonly Experiment[] => [
  {
    id: 'broken-cues',
    question: 'What does each broken cue cost?',
    variants: [FULL_MODEL, ...brokenCueVariants(filterPicture)],
  },
  {
    id: 'long-clips',
    question: 'How long may a clip be before what came earlier spoils the answer?',
    variants: [FULL_MODEL, ...longClipVariants(maxClipSeconds)],
  },
  {
    id: 'long-links',
    question: 'How long after an object was heard is it still known what made the sound?',
    variants: [FULL_MODEL, ...memoryGapVariants(maxClipSeconds)],
  },
  {
    id: 'many-sources',
    question: 'Is the right object still found when several objects sound at once?',
    variants: [FULL_MODEL, ...mixedSourceVariants()],
  },
  {
    id: 'ambiguity',
    question: 'Do presence or the queries tell that a sentence fits several objects?',
    variants: [FULL_MODEL, ...ambiguousQueryVariants()],
  },
  {
    id: 'other-domain',
    question: 'Does it find objects in pictures of another kind?',
    variants: [FULL_MODEL, ...domainShiftVariants(filterPicture)],
  },
];
