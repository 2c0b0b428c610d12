/** How the things that were found are set off from the rest of the picture. */
export const CANVAS_LOOKS = [
  'overlay',
  'outline',
  'cut-out',
  'matte',
  'dimmed',
  'blurred',
  'grey',
] as const;
export type CanvasLookName = (typeof CANVAS_LOOKS)[number];

export type LookSettings = {
  readonly look: CanvasLookName;
  /** Left of this share of the width stands the original; null shows none of it. */
  readonly wipe: number | null;
};

export const DEFAULT_LOOK_SETTINGS: LookSettings = { look: 'overlay', wipe: null };
