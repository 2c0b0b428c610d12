/** A file of the built app that is kept for use without network. */
export type KeptFile = {
  /** Path on this origin, such as `/assets/index-1a2b.js`. */
  readonly path: string;
  /** Changes with its bytes. */
  readonly revision: string;
};

/** What one version of the app consists of; the build fills it in. */
export type KeptFiles = {
  /** The page itself: kept when the service worker is installed. */
  readonly atOnce: readonly KeptFile[];
  /** The model's runtime and the sample clips: kept when the model has been used. */
  readonly afterUse: readonly KeptFile[];
};
