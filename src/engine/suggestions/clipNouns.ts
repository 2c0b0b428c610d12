import { dot, unitVector } from '../../core/util/vectors.ts';
import type { AudioWindow } from '../inference/features.ts';
import { bestScores } from '../inference/instances/bestBoxes.ts';
import { boxArea, boxAt } from '../../core/mask/boxes.ts';
import type { EncodedInstances } from '../inference/instances/instanceEncoder.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A noun that the model names in a clip without a query. */
export type ClipNoun = {
  readonly noun: string;
  readonly embedding: Float32Array;
  /** Of a frame, the sum over instances of cosine times root of area; of a second, the cosine. */
  readonly score: number;
};

/**
 * Cosine from which on two labels may mean the same class; the model is trained with this bound.
 * On 60 photographs whose label is known, of which no clip here is made, a place of the photograph
 * reaches it with the right noun in 73 %, and with another one in a third.
 */
export const MIN_NOUN_SIMILARITY = 0.6;
/** Least length of an audio embedding, which is its confidence, 0..1. */
const MIN_AUDIO_CONFIDENCE = 0.5;

const nearestNoun = (name: Float32Array, { nouns }: Vocabulary) => {
  let best = { index: 0, likeness: Number.NEGATIVE_INFINITY };
  for (const [index, noun] of nouns.entries()) {
    const likeness = dot(name, noun.embedding);
    if (likeness > best.likeness) {
      best = { index, likeness };
    }
  }
  return best;
};

/** In training, instances cover at least this share of the picture to be asked for by name. */
const MIN_INSTANCE_AREA = 0.012;
/** Least of the detector's best class score of an instance that is suggested. */
const MIN_DETECTOR_SCORE = 0.3;
/**
 * Least cosine of an instance's name vector and a noun. Measured on 100 photos of COCO val: with it
 * the noun is the detector's class in 91 of 100 instances, and five of six instances have a noun.
 */
const MIN_INSTANCE_NAME_SIMILARITY = 0.45;

/**
 * What the instances of a frame are called: of all nouns the one that is most alike, where the
 * detector is sure of the instance. The largest and surest first. Name vectors and vocabulary are
 * both without what all short expressions share.
 */
export const findInstanceNouns = (
  { count, boxes, classScores, nameVectors }: EncodedInstances,
  vocabulary: Vocabulary,
): ClipNoun[] => {
  const scores = bestScores(classScores, classScores.length / count);
  const width = nameVectors.length / count;
  const weights = new Map<number, number>();
  for (let row = 0; row < count; row++) {
    const area = boxArea(boxAt(boxes, row));
    const name = nameVectors.subarray(row * width, (row + 1) * width);
    const { index, likeness } = nearestNoun(name, vocabulary);
    const isNamed = likeness >= MIN_INSTANCE_NAME_SIMILARITY;
    const isSure = (scores[row] ?? 0) >= MIN_DETECTOR_SCORE;
    if (isNamed && isSure && area >= MIN_INSTANCE_AREA) {
      weights.set(index, (weights.get(index) ?? 0) + likeness * Math.sqrt(area));
    }
  }
  return Array.from(weights)
    .flatMap(([index, score]) => {
      const noun = vocabulary.nouns[index];
      return noun ? [{ ...noun, score }] : [];
    })
    .toSorted((a, b) => b.score - a.score);
};

/** What makes the sound of one second, or null where the model is not sure of any name. */
export const findAudioNoun = (
  { audioTextEmbeddings: heardNames, audioMask }: AudioWindow,
  secondInWindow: number,
  vocabulary: Vocabulary,
): ClipNoun | null => {
  const width = heardNames.length / audioMask.length;
  const heard = heardNames.subarray(secondInWindow * width, (secondInWindow + 1) * width);
  if (audioMask[secondInWindow] !== 1 || dot(heard, heard) < MIN_AUDIO_CONFIDENCE ** 2) {
    return null;
  }
  const { index, likeness } = nearestNoun(unitVector(heard), vocabulary);
  const noun = vocabulary.nouns[index];
  return noun && likeness >= MIN_NOUN_SIMILARITY ? { ...noun, score: likeness } : null;
};
