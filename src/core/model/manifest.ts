import * as v from 'valibot';
import { InstanceManifest } from './manifestInstances.ts';
import { PaperManifest } from './manifestPaper.ts';

/** `manifest.json` of a bundle of any kind. Anything that does not fit is refused before a file is fetched. */
export const AnyManifest = v.variant('kind', [InstanceManifest, PaperManifest]);
export type AnyManifest = v.InferOutput<typeof AnyManifest>;

export type BundleKind = AnyManifest['kind'];

/** Names a bundle in results: `lite@0.7.0`. */
export const bundleId = ({ name, version }: Pick<AnyManifest, 'name' | 'version'>): string =>
  `${name}@${version}`;
