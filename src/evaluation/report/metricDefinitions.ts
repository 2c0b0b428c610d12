/** What each figure is, for the page and the report. */
type MetricDefinition = {
  readonly name: string;
  readonly better: 'higher' | 'lower';
  readonly definition: string;
};

/** As the code published with Ref-AVS computes them. */
export const OFFICIAL_METRICS: readonly MetricDefinition[] = [
  {
    name: 'J',
    better: 'higher',
    definition:
      'Intersection over union at 256 x 256 of the pixels with a probability above 0.4 and the truth (resized with bilinear weights, every pixel above zero counts). A frame whose truth is empty scores the share of the picture left empty. Mean over the 40 frames of four clips in the table’s order, then over these batches.',
  },
  {
    name: 'F',
    better: 'higher',
    definition:
      'Region F with beta squared 0.3 at each of 255 thresholds from 0 to 1, averaged over the frames of a batch that have a truth; the best threshold of each batch of four clips is taken. It is no boundary measure.',
  },
  {
    name: 'S',
    better: 'lower',
    definition:
      'Of the null set: square root of the share of all pixels of a batch that have a probability above 0.5.',
  },
];

/** What is sound beside them. */
export const ADDITIONAL_METRICS: readonly MetricDefinition[] = [
  {
    name: 'IoU',
    better: 'higher',
    definition:
      'Intersection over union at the clip’s own size, of the model’s mask at the bundle’s own threshold, before the app refines its edges; mean over frames with a truth.',
  },
  {
    name: 'Boundary F',
    better: 'higher',
    definition:
      'Harmonic mean of how much of each mask’s outline lies within 0.8 % of the diagonal of the other’s (DAVIS); mean over frames with a truth.',
  },
  {
    name: 'Refined IoU, refined boundary F',
    better: 'higher',
    definition:
      'The same of the mask that the app draws and exports: its edges follow the frame’s own edges. Empty where the app’s browser cannot refine (no WebGL 2).',
  },
  {
    name: 'Presence right',
    better: 'higher',
    definition: 'Share of frames on which "here" or "not here" is right.',
  },
  {
    name: 'Presence AUC',
    better: 'higher',
    definition:
      'How often a frame with the object has a higher presence score than one without; needs no threshold.',
  },
  {
    name: 'False area',
    better: 'lower',
    definition: 'Share of the picture drawn on frames where there is nothing to draw.',
  },
  {
    name: 'Stability',
    better: 'higher',
    definition:
      '1 minus the mean change (1 - IoU) of the mask from one frame to the next beyond the truth’s own change.',
  },
  {
    name: 'Runner-up',
    better: 'lower',
    definition:
      'Mean of the second best mask query’s object score over the best one’s. Near 1, two queries compete; it is no measure of quality by itself.',
  },
  {
    name: 'Top one, top two',
    better: 'higher',
    definition:
      'Share of frames with a truth on which the largest separate part of the mask, or one of its two largest, has an IoU of at least 0.5 with it. Where a sentence fits two objects and both are drawn, the second figure is high and the first is not.',
  },
];

/** Where published protocols differ from each other or from what they seem to say. */
export const PROTOCOL_NOTES: readonly string[] = [
  'J and F of the published code depend on the order of the table and on the batch: the last, smaller batch weighs as much as a full one, and F takes another best threshold for each. Means over single items are in items.csv.',
  'The published test_u has 1,656 rows, of which 202 are of categories that occur in train. Both counts can be chosen; the report says which was.',
  'The published test_n has eight distinct sentences, all about sound. S says nothing of absent nouns.',
  'The truth at 256 x 256 counts every pixel that is touched, so it is larger than the real one, most of all for small masks.',
  'The published models upsample logits to 256 x 256; this one’s probability map is upsampled, as the app shows it. Where presence is below the bundle’s threshold the map is zero: the app answers "not here".',
  'Items that could not be read are left out of every figure and named; then batches are of other clips than the published ones.',
];
