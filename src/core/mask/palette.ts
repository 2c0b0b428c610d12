/** Red, green and blue, 0..255. */
export type Rgb = readonly [number, number, number];

/** Overlay colours of objects, distinguishable with a colour vision deficiency. */
export const OBJECT_COLOURS: readonly Rgb[] = [
  [255, 176, 0],
  [0, 160, 255],
  [255, 82, 120],
  [0, 196, 140],
  [170, 120, 255],
  [240, 228, 66],
];

/** Colour of the nth object; colours repeat when there are more objects than colours. */
export const objectColour = (objectIndex: number): Rgb =>
  OBJECT_COLOURS[objectIndex % OBJECT_COLOURS.length] ?? [255, 255, 255];

/** Fills that distinguish objects without colour. */
export type ObjectPattern = 'plain' | 'stripes' | 'dots' | 'checks' | 'bars';
export const OBJECT_PATTERNS: readonly ObjectPattern[] = [
  'plain',
  'stripes',
  'dots',
  'checks',
  'bars',
];

/** Five patterns and six colours: the first thirty objects have different pairs. */
export const objectPattern = (objectIndex: number): ObjectPattern =>
  OBJECT_PATTERNS[objectIndex % OBJECT_PATTERNS.length] ?? 'plain';

/** Entries of the DAVIS palette that are colours; the others are grey levels. */
const DAVIS_COLOUR_COUNT = 22;

/** The colour map of Pascal VOC: bits of the index go to the channels in turn, from bit 7 down. */
const davisColour = (index: number): Rgb => {
  const channels: [number, number, number] = [0, 0, 0];
  for (let level = 0; level < 8; level++) {
    for (const channel of [0, 1, 2] as const) {
      channels[channel] |= ((index >> (3 * level + channel)) & 1) << (7 - level);
    }
  }
  return channels;
};

/** The 256 colours of DAVIS and YouTube-VOS annotations; index 0, black, is background. */
export const DAVIS_PALETTE: readonly Rgb[] = Array.from({ length: 256 }, (_, index) =>
  index < DAVIS_COLOUR_COUNT ? davisColour(index) : ([index, index, index] as const),
);
