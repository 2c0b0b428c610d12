/** How an object's mask is postprocessed after its threshold, without running the model again. */
export type PostprocessSettings = {
  /** Radius of the dilation in pixels of the clip; negative erodes. */
  readonly growPixels: number;
  /** Width of the soft edge in pixels of the clip; half of it lies outside of the mask. */
  readonly featherPixels: number;
  /** Holes of up to this share of the picture's area are filled. */
  readonly fillHolesShare: number;
  /** Components of up to this share of the picture's area are removed. */
  readonly dropSpecksShare: number;
};

export const NO_POSTPROCESS: PostprocessSettings = {
  growPixels: 0,
  featherPixels: 0,
  fillHolesShare: 0,
  dropSpecksShare: 0,
};

/**
 * Of a new object. Without specks, a patch at the picture's edge does not stretch the object's box in
 * an export; the largest component always stays.
 */
export const DEFAULT_POSTPROCESS: PostprocessSettings = {
  ...NO_POSTPROCESS,
  dropSpecksShare: 0.003,
};

/** Largest absolute values. */
export const POSTPROCESS_LIMITS = {
  growPixels: 40,
  featherPixels: 40,
  fillHolesShare: 0.05,
  dropSpecksShare: 0.05,
} as const;

export const isSamePostprocess = (a: PostprocessSettings, b: PostprocessSettings): boolean =>
  a.growPixels === b.growPixels &&
  a.featherPixels === b.featherPixels &&
  a.fillHolesShare === b.fillHolesShare &&
  a.dropSpecksShare === b.dropSpecksShare;
