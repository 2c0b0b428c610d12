import { EarmarkError, throwIfAborted } from '../../../core/util/errors.ts';
import type { AnyManifest } from '../../../core/model/manifest.ts';
import type { BundleLocation } from '../../../protocol/model.ts';
import { openBundleSource } from './bundleSource.ts';

export type DownloadProgress = {
  readonly loadedBytes: number;
  readonly totalBytes: number;
  /** Whether the bytes just counted came from the browser's storage or the person's files. */
  readonly fromCache: boolean;
};

/** A bundle whose files all have the length and the SHA-256 that its manifest states. */
export type Bundle<M extends AnyManifest = AnyManifest> = {
  readonly manifest: M;
  /** @throws EarmarkError `bundle-invalid` when no file has this role. */
  file(role: BundleFile['role']): Uint8Array<ArrayBuffer>;
  /** Weights that lie beside a graph, by the names that the graph has for them. */
  weightsOf(graph: string): readonly WeightFile[];
};

export type WeightFile = { readonly path: string; readonly data: Uint8Array<ArrayBuffer> };

type BundleFile = AnyManifest['files'][number];

type FetchBundleOptions = {
  readonly signal?: AbortSignal | undefined;
  readonly onBytes?: ((progress: DownloadProgress) => void) | undefined;
};

/**
 * Fetches a bundle: the manifest first, then every file in its order. Files of this origin come from
 * the browser's storage where an intact copy is kept; the others are verified and kept.
 * @throws EarmarkError `bundle-invalid` | `bundle-hash` | `bundle-unreachable` | `aborted`.
 */
export const fetchBundle = async (
  from: BundleLocation,
  options: FetchBundleOptions = {},
): Promise<Bundle> => {
  const { signal, onBytes } = options;
  const source = await openBundleSource(from);
  const manifest = await source.readManifest(signal);
  const totalBytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const fileOf = (name: string): Uint8Array<ArrayBuffer> => {
    const bytes = files.get(name);
    if (bytes === undefined) {
      throw new EarmarkError('bundle-invalid', `The bundle has no ${name}.`, { role: name });
    }
    return bytes;
  };
  let before = 0;
  for (const file of manifest.files) {
    throwIfAborted(signal);
    const tell = (bytesOfFile: number, fromCache: boolean): void =>
      onBytes?.({ loadedBytes: before + bytesOfFile, totalBytes, fromCache });
    const { bytes, fromCache } = await source.readFile(file, signal, (loaded) =>
      tell(loaded, false),
    );
    if (fromCache) {
      tell(file.bytes, true);
    }
    before += file.bytes;
    files.set(file.path, bytes);
  }
  return {
    manifest,
    file: (role) => fileOf(manifest.files.find((file) => file.role === role)?.path ?? role),
    weightsOf: (graph) =>
      manifest.files
        .filter(({ role }) => role === `${graph}_weights`)
        .map(({ path }) => ({ path, data: fileOf(path) })),
  };
};
