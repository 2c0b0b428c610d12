import { EarmarkError, throwIfAborted } from '../core/errors.ts';
import type { BundleFile, BundleManifest } from '../core/manifest.ts';
import { openBundleCache } from './bundleCache.ts';
import type { BundleCache } from './bundleCache.ts';
import { MAX_MANIFEST_BYTES, parseManifest } from './parseManifest.ts';

export type BytesProgress = {
  readonly loadedBytes: number;
  readonly totalBytes: number;
  /** Whether the bytes just counted came from the browser's storage. */
  readonly fromCache: boolean;
};

/** A bundle whose files all have the length and the SHA-256 that its manifest states. */
export type Bundle = {
  readonly manifest: BundleManifest;
  file(role: BundleFile['role']): Uint8Array<ArrayBuffer>;
};

export type BundleOptions = {
  readonly signal?: AbortSignal | undefined;
  readonly onBytes?: ((progress: BytesProgress) => void) | undefined;
};

const unreachable = (url: string, detail: string, cause?: unknown): EarmarkError =>
  new EarmarkError('bundle-unreachable', `${url}: ${detail}`, { url }, cause);

/** The bundle's folder, on this origin. @throws EarmarkError `bundle-invalid` */
const bundleFolder = (url: string): URL => {
  const folder = new URL(url.endsWith('/') ? url : `${url}/`, location.href);
  if (folder.origin !== location.origin || folder.search !== '' || folder.hash !== '') {
    throw new EarmarkError('bundle-invalid', 'A bundle lies in a folder of this origin.', { url });
  }
  return folder;
};

/** The response, or null when the network is gone. */
const request = async (url: string, signal: AbortSignal | undefined): Promise<Response | null> => {
  let response: Response;
  try {
    response = await fetch(url, { cache: 'no-cache', redirect: 'error', signal: signal ?? null });
  } catch (error) {
    throwIfAborted(signal);
    if (error instanceof TypeError) {
      return null;
    }
    throw error;
  }
  if (!response.ok) {
    throw unreachable(url, `HTTP ${response.status}`);
  }
  return response;
};

/** Reads a body of at most `limit` bytes; null when there are more. */
const readBody = async (
  response: Response,
  limit: number,
  onChunk?: (bytes: number) => void,
): Promise<Uint8Array<ArrayBuffer> | null> => {
  const reader = response.body?.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    length += part.value.length;
    if (length > limit) {
      await reader?.cancel();
      return null;
    }
    chunks.push(part.value);
    onChunk?.(part.value.length);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
};

const sha256 = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> => {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
};

const isIntact = async (file: BundleFile, bytes: Uint8Array<ArrayBuffer>): Promise<boolean> =>
  bytes.length === file.bytes && (await sha256(bytes)) === file.sha256;

/** The manifest from the network, or the copy kept from last time when the network is gone. */
const loadManifest = async (
  folder: URL,
  cache: BundleCache,
  signal: AbortSignal | undefined,
): Promise<BundleManifest> => {
  const url = new URL('manifest.json', folder).href;
  const response = await request(url, signal);
  if (response === null) {
    const kept = await cache.match(url);
    if (kept === null) {
      throw unreachable(url, 'the network is gone and no copy was kept');
    }
    return parseManifest(kept);
  }
  const bytes = await readBody(response, MAX_MANIFEST_BYTES);
  if (bytes === null) {
    throw new EarmarkError('bundle-invalid', 'The manifest is too large.', { url });
  }
  const manifest = parseManifest(bytes);
  await cache.put(url, bytes);
  return manifest;
};

const downloadFile = async (
  url: string,
  file: BundleFile,
  signal: AbortSignal | undefined,
  onChunk: (bytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> => {
  const response = await request(url, signal);
  if (response === null) {
    throw unreachable(url, 'the network is gone');
  }
  let bytes: Uint8Array<ArrayBuffer> | null;
  try {
    bytes = await readBody(response, file.bytes, onChunk);
  } catch (error) {
    throwIfAborted(signal);
    throw unreachable(url, 'the connection broke', error);
  }
  if (bytes === null || !(await isIntact(file, bytes))) {
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
export const fetchBundle = async (url: string, options: BundleOptions = {}): Promise<Bundle> => {
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
    if (kept !== null && (await isIntact(file, kept))) {
      files.set(file.role, kept);
      loadedBytes += file.bytes;
      onBytes?.({ loadedBytes, totalBytes, fromCache: true });
      continue;
    }
    const bytes = await downloadFile(fileUrl, file, signal, (length) => {
      loadedBytes += length;
      onBytes?.({ loadedBytes, totalBytes, fromCache: false });
    });
    files.set(file.role, bytes);
    // Other versions of the same file, and the copy that was found damaged, make room.
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
