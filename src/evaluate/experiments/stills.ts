import { ItemFailure } from '../benchmark/problem.ts';
import type { MediaFiles } from '../run/segmenter.ts';

export type Stills = Extract<MediaFiles, { kind: 'stills' }>;

/** @throws ItemFailure for a video */
export const requireStills = (media: MediaFiles): Stills => {
  if (media.kind === 'stills') return media;
  throw new ItemFailure('condition-impossible', 'Conditions are made of single pictures and WAVE.');
};
