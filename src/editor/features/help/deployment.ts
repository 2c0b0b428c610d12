/** Built in by `scripts/vite/deployment.ts`; outside of a build there is none. */
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export const VERSION = text(import.meta.env['EARMARK_VERSION']) ?? 'development';
/** Addresses that the deployer set, https only; null where not. */
export const SOURCE_URL = text(import.meta.env['EARMARK_SOURCE_URL']);
export const FEEDBACK_URL = text(import.meta.env['EARMARK_FEEDBACK_URL']);
