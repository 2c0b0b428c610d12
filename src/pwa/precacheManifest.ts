/** A file of the built app that is cached for offline use. */
export type PrecacheEntry = {
  /** Path on this origin, such as `/assets/index-1a2b.js`. */
  readonly path: string;
  /** Changes with its bytes. */
  readonly revision: string;
};

/** What one version of the app consists of; the build fills it in. */
export type PrecacheManifest = {
  /** The page itself: cached when the service worker is installed. */
  readonly onInstall: readonly PrecacheEntry[];
  /** The model's runtime and the sample clips: cached after the first use of the model. */
  readonly afterFirstUse: readonly PrecacheEntry[];
};
