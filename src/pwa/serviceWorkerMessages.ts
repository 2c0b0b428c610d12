/** What the page says to its service worker. */
export type ServiceWorkerMessage =
  /** Keep what comes after the first use; the port answers with a `KeptAnswer`. */
  | { readonly type: 'keep-after-use' }
  /** The person wants the new version now. */
  | { readonly type: 'take-over' };

/** Whether the whole app is kept now. */
export type PrecacheAnswer = { readonly isComplete: boolean };
