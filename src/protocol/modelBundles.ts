import * as v from 'valibot';
import { MAX_BUNDLES } from '../core/limits.ts';

/** What a bundle's folder below `/models/` can be called; its manifest has the same name. */
const BundleName = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,40}$/));

/** Names that the manifests in `models/bundles/` state, by their path: Vite reads the folder. */
const manifestNames: Readonly<Record<string, unknown>> = import.meta.glob(
  '../../models/bundles/*/manifest.json',
  { eager: true, import: 'name' },
);

/**
 * Bundles that come with the app, in the order of their names. A folder whose manifest has another
 * name is none.
 */
export const BUNDLE_NAMES: readonly string[] = Object.entries(manifestNames)
  .flatMap(([path, name]) =>
    v.is(BundleName, name) && path.split('/').at(-2) === name ? [name] : [],
  )
  .toSorted((a, b) => (a < b ? -1 : 1))
  .slice(0, MAX_BUNDLES);

/** Small enough to be opened without being asked for. */
const PREFERRED_BUNDLE = 'lite';

/** What is opened unless another is chosen. */
export const DEFAULT_BUNDLE_NAME = BUNDLE_NAMES.includes(PREFERRED_BUNDLE)
  ? PREFERRED_BUNDLE
  : (BUNDLE_NAMES[0] ?? PREFERRED_BUNDLE);
