import { EarmarkError, throwIfAborted } from '../../../core/util/errors.ts';
import type { AnyManifest } from '../../../core/model/manifestInstances.ts';
import { sha256 } from '../../../core/util/sha256.ts';
import { openBundleCache } from './bundleCache.ts';
import type { BundleCache } from './bundleCache.ts';
import { download, unreachableError } from './download.ts';
import { MAX_MANIFEST_BYTES } from '../../../core/limits.ts';
import { parseManifest } from './parseManifest.ts';

export type DownloadProgress = {
  readonly loadedBytes: number;
  readonly totalBytes: number;
  /** Whether the bytes just counted came from the browser's storage. */
  readonly fromCache: boolean;
};

/** A bundle whose files all have the length and the SHA-256 that its manifest states. */
export type Bundle<M extends AnyManifest = AnyManifest> = {
  readonly manifest: M;
  /** @throws EarmarkError `bundle-invalid` when no file has this role. */
  file(role: BundleFile['role']): Uint8Array<ArrayBuffer>;
};

type BundleFile = AnyManifest['files'][number];

type FetchBundleOptions = {
  readonly signal?: AbortSignal | undefined;
  readonly onBytes?: ((progress: DownloadProgress) => void) | undefined;
};

/** The bundle's folder, on this origin. @throws EarmarkError `bundle-invalid` */
const bundleFolder = (url: string): URL => {
  const folder = new URL(url.endsWith('/') ? url : `${url}/`, location.href);
  if (folder.origin !== location.origin || folder.search !== '' || folder.hash !== '') {
    throw new EarmarkError('bundle-invalid', 'A bundle lies in a folder of this origin.', { url });
  }
  return folder;
};

/** The manifest from the network, or the copy kept from last time when the network is gone. */
const loadManifest = async (
  folder: URL,
  cache: BundleCache,
  signal: AbortSignal | undefined,
): Promise<AnyManifest> => {
  const url = new URL('manifest.json', folder).href;
  const received = await download(url, { maxBytes: MAX_MANIFEST_BYTES, signal });
  if (received.kind === 'no-network') {
    const kept = await cache.match(url);
    if (kept === null) {
      throw unreachableError(url, 'the network is gone and no copy was kept');
    }
    return parseManifest(kept);
  }
  if (received.kind === 'too-long') {
    throw new EarmarkError('bundle-invalid', 'The manifest is too large.', { url });
  }
  const { bytes } = received;
  const manifest = parseManifest(bytes);
  await cache.put(url, bytes);
  return manifest;
};

/** Whether these are the bytes that the manifest names. */
const matchesManifest = async (file: BundleFile, bytes: Uint8Array<ArrayBuffer>) =>
  bytes.length === file.bytes && (await sha256(bytes)) === file.sha256;

/**
 * Downloads a file of a bundle in one request: one that breaks off begins anew at the next opening,
 * while the files before it are kept.
 * @param onLoaded called with the bytes of the file so far.
 * @throws EarmarkError `bundle-hash` | `bundle-unreachable` | `aborted`.
 */
const downloadFile = async (
  url: string,
  file: BundleFile,
  signal: AbortSignal | undefined,
  onLoaded: (bytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> => {
  const received = await download(url, { maxBytes: file.bytes, signal, onLoaded });
  if (received.kind === 'no-network') {
    throw unreachableError(url, 'the network is gone');
  }
  const bytes = received.kind === 'bytes' ? received.bytes : null;
  if (bytes === null || !(await matchesManifest(file, bytes))) {
    throw new EarmarkError('bundle-hash', `${file.path} is not the file that the manifest names.`, {
      file: file.path,
    });
  }
  return bytes;
};

/**
 * Fetches a bundle: the manifest first, then every file in its order, from the browser's storage
 * where an intact copy is kept. What is fetched is verified and kept for the next time.
 * @param url the bundle's folder on this origin, such as `/models/lite/`.
 * @throws EarmarkError `bundle-invalid` | `bundle-hash` | `bundle-unreachable` | `aborted`.
 */
export const fetchBundle = async (
  url: string,
  options: FetchBundleOptions = {},
): Promise<Bundle> => {
  const { signal, onBytes } = options;
  const folder = bundleFolder(url);
  const cache = await openBundleCache();
  const manifest = await loadManifest(folder, cache, signal);
  const totalBytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  let loadedBytes = 0;
  for (const file of manifest.files) {
    throwIfAborted(signal);
    const fileUrl = new URL(file.path, folder).href;
    const key = `${fileUrl}?sha256=${file.sha256}`;
    const kept = await cache.match(key);
    if (kept !== null && (await matchesManifest(file, kept))) {
      files.set(file.role, kept);
      loadedBytes += file.bytes;
      onBytes?.({ loadedBytes, totalBytes, fromCache: true });
      continue;
    }
    const before = loadedBytes;
    const bytes = await downloadFile(fileUrl, file, signal, (bytesOfFile) => {
      loadedBytes = before + bytesOfFile;
      onBytes?.({ loadedBytes, totalBytes, fromCache: false });
    });
    files.set(file.role, bytes);
    // Other versions of the file, and a damaged copy, make room.
    await cache.removeVersions(fileUrl);
    await cache.put(key, bytes);
  }
  return {
    manifest,
    file: (role) => {
      const bytes = files.get(role);
      if (bytes === undefined) {
        throw new EarmarkError('bundle-invalid', `The bundle has no ${role}.`, { role });
      }
      return bytes;
    },
  };
};
