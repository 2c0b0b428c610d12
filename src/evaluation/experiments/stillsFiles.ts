import { ItemError } from '../benchmark/benchmarkProblem.ts';
import type { MediaFiles } from '../run/segmenter.ts';

export type StillsFiles = Extract<MediaFiles, { kind: 'stills' }>;

/** @throws ItemFailure for a video */
export const requireStills = (media: MediaFiles): StillsFiles => {
  if (media.kind === 'stills') return media;
  throw new ItemError('condition-impossible', 'Conditions are made of single pictures and WAVE.');
};
