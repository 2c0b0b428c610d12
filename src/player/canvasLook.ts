/** How the things that were found are set off from the rest of the picture. */
export const CANVAS_VIEWS = [
  'overlay',
  'outline',
  'cut-out',
  'matte',
  'dimmed',
  'blurred',
  'grey',
] as const;
export type CanvasView = (typeof CANVAS_VIEWS)[number];

export type CanvasLook = {
  readonly view: CanvasView;
  /** Left of this share of the width stands the original; null shows none of it. */
  readonly wipe: number | null;
};

export const DEFAULT_LOOK: CanvasLook = { view: 'overlay', wipe: null };
