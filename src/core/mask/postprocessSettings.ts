/** How an object's mask is corrected after the threshold; the model does not run again for it. */
export type PostprocessSettings = {
  /** Pixels of the clip's own size that the edge moves outwards; negative shrinks. */
  readonly growPixels: number;
  /** Width of the soft edge in pixels of the clip's own size; half of it lies outside. */
  readonly featherPixels: number;
  /** Holes up to this share of the picture are filled. */
  readonly fillHolesShare: number;
  /** Pieces up to this share of the picture are dropped. */
  readonly dropSpecksShare: number;
};

export const NO_POSTPROCESS: PostprocessSettings = {
  growPixels: 0,
  featherPixels: 0,
  fillHolesShare: 0,
  dropSpecksShare: 0,
};

/** Beyond them a mask is no longer corrected but drawn anew. */
export const POSTPROCESS_LIMITS = {
  growPixels: 40,
  featherPixels: 40,
  fillHolesShare: 0.05,
  dropSpecksShare: 0.05,
} as const;
