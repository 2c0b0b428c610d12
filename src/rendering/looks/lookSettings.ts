import type { LookStyle } from './look.ts';
import type { LookName } from '../../core/mask/lookNames.ts';

export type LookSettings = LookStyle & {
  readonly look: LookName;
  /** Share of the width, 0..1, left of which the original is shown; null shows none of it. */
  readonly wipe: number | null;
};

export const DEFAULT_BACKGROUND_COLOUR = '#ffffff';

export const DEFAULT_LOOK_SETTINGS: LookSettings = {
  look: 'overlay',
  wipe: null,
  backgroundColour: DEFAULT_BACKGROUND_COLOUR,
};
