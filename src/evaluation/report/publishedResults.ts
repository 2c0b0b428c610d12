/** One row of a published table; J in percent. The authors' own figures, not measured here. */
type PublishedResult = {
  readonly system: string;
  readonly seen: readonly [j: number, f: number];
  readonly unseen: readonly [j: number, f: number];
  readonly mix: readonly [j: number, f: number];
  readonly nullS: number;
};

const publishedRow = (
  system: string,
  seen: PublishedResult['seen'],
  unseen: PublishedResult['unseen'],
  mix: PublishedResult['mix'],
  nullS: number,
): PublishedResult => ({ system, seen, unseen, mix, nullS });

/** Rows of the splits that the published figures are of. */
export const PUBLISHED_SPLIT_SIZES = { test_s: 2_288, test_u: 1_656, test_n: 1_028 } as const;

/** Ref-AVS Bench, from arXiv 2407.10957 and, for the last two, their authors' papers of 2025. */
export const PUBLISHED_RESULTS: readonly PublishedResult[] = [
  publishedRow('AVSBench + text', [23.2, 0.511], [32.4, 0.547], [27.8, 0.529], 0.208),
  publishedRow('AVSegFormer + text', [33.5, 0.47], [36.1, 0.501], [34.8, 0.486], 0.171),
  publishedRow('GAVS + text', [28.9, 0.498], [29.8, 0.497], [29.4, 0.498], 0.19),
  publishedRow('ReferFormer + audio', [31.3, 0.501], [30.4, 0.488], [30.9, 0.495], 0.176),
  publishedRow('R2VOS + audio', [25, 0.41], [27.9, 0.498], [26.5, 0.454], 0.183),
  publishedRow('EEMC', [34.2, 0.513], [49.54, 0.648], [41.87, 0.581], 0.007),
  publishedRow('EEMC without text', [23.67, 0.468], [37.19, 0.641], [30.43, 0.555], 0.011),
  publishedRow('EEMC without audio', [27.27, 0.492], [43.64, 0.656], [35.46, 0.574], 0.01),
  publishedRow('EEMC without cached memory', [25.3, 0.494], [36.73, 0.66], [31.05, 0.577], 0.009),
  publishedRow(
    'EEMC without modality encoding',
    [27.2, 0.47],
    [44.97, 0.637],
    [36.09, 0.554],
    0.009,
  ),
  publishedRow('TSAM (2025)', [43.4, 0.568], [54.6, 0.664], [49, 0.616], 0.017),
  publishedRow('SAM2-LOVE (2025)', [43.5, 0.519], [66.5, 0.723], [55, 0.621], 0.23),
];
