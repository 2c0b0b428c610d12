/** Messages from the page to its service worker. */
export type ServiceWorkerMessage =
  /** Keep what comes after the first use; the port answers with a `KeptAnswer`. */
  | { readonly type: 'keep-after-use' }
  /** The person wants the new version now. */
  | { readonly type: 'take-over' };

/** Whether the whole app is cached. */
export type PrecacheAnswer = { readonly isComplete: boolean };
