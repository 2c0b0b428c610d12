import type { AnyManifest, BundleKind } from './manifest.ts';

/** What a person needs to know of a bundle before it is fetched. */
export type BundleSummary = {
  readonly name: string;
  readonly title: string;
  readonly version: string;
  readonly kind: BundleKind;
  readonly downloadBytes: number;
  /** What it takes to run, where that is much; null: any device that runs the app has it. */
  readonly memoryBytes: number | null;
};

export const summariseBundle = (manifest: AnyManifest): BundleSummary => ({
  name: manifest.name,
  title: manifest.title,
  version: manifest.version,
  kind: manifest.kind,
  downloadBytes: manifest.files.reduce((sum, file) => sum + file.bytes, 0),
  memoryBytes: 'memoryBytes' in manifest ? manifest.memoryBytes : null,
});
