import { EarmarkError, throwIfAborted } from '../../../core/util/errors.ts';
import type { AnyManifest } from '../../../core/model/manifest.ts';
import { sha256 } from '../../../core/util/sha256.ts';
import type { BundleLocation } from '../../../protocol/model.ts';
import { openBundleCache } from './bundleCache.ts';
import type { BundleCache } from './bundleCache.ts';
import { download, unreachableError } from './download.ts';
import { MAX_MANIFEST_BYTES } from '../../../core/limits.ts';
import { parseManifest } from './parseManifest.ts';

type BundleFile = AnyManifest['files'][number];

/** Where a bundle's manifest and files come from. Files have the length and hash of the manifest. */
type BundleSource = {
  /** @throws EarmarkError `bundle-invalid` | `bundle-unreachable` | `aborted` */
  readManifest(signal: AbortSignal | undefined): Promise<AnyManifest>;
  /**
   * @param onLoaded called with the bytes of the file so far, where they come in parts
   * @throws EarmarkError `bundle-hash` | `bundle-unreachable` | `aborted`
   */
  readFile(
    file: BundleFile,
    signal: AbortSignal | undefined,
    onLoaded: (bytes: number) => void,
  ): Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly fromCache: boolean }>;
};

/** Whether these are the bytes that the manifest names. */
const matchesManifest = async (file: BundleFile, bytes: Uint8Array<ArrayBuffer>) =>
  bytes.length === file.bytes && (await sha256(bytes)) === file.sha256;

const hashError = ({ path }: BundleFile): EarmarkError =>
  new EarmarkError('bundle-hash', `${path} is not the file that the manifest names.`, {
    file: path,
  });

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

/** Downloads a file in one request: one that breaks off begins anew at the next opening. */
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
    throw hashError(file);
  }
  return bytes;
};

/** A folder of this origin; what is fetched is kept in the browser's storage. */
const originSource = async (url: string): Promise<BundleSource> => {
  const folder = bundleFolder(url);
  const cache = await openBundleCache();
  return {
    readManifest: (signal) => loadManifest(folder, cache, signal),
    readFile: async (file, signal, onLoaded) => {
      const fileUrl = new URL(file.path, folder).href;
      const key = `${fileUrl}?sha256=${file.sha256}`;
      const kept = await cache.match(key);
      if (kept !== null && (await matchesManifest(file, kept))) {
        return { bytes: kept, fromCache: true };
      }
      const bytes = await downloadFile(fileUrl, file, signal, onLoaded);
      // Other versions of the file, and a damaged copy, make room.
      await cache.removeVersions(fileUrl);
      await cache.put(key, bytes);
      return { bytes, fromCache: false };
    },
  };
};

const readPicked = async (file: File): Promise<Uint8Array<ArrayBuffer>> => {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    throw new EarmarkError('bundle-invalid', `${file.name} cannot be read.`, {}, error);
  }
};

/** Files that the person picked; nothing of them is kept. */
const fileSource = (files: readonly File[]): BundleSource => {
  const find = (name: string): File => {
    const found = files.find((file) => file.name === name);
    if (found === undefined) {
      throw new EarmarkError('bundle-invalid', `The bundle lacks ${name}.`, { file: name });
    }
    return found;
  };
  return {
    readManifest: async (signal) => {
      throwIfAborted(signal);
      const file = find('manifest.json');
      if (file.size > MAX_MANIFEST_BYTES) {
        throw new EarmarkError('bundle-invalid', 'The manifest is too large.');
      }
      return parseManifest(await readPicked(file));
    },
    readFile: async (file, signal) => {
      throwIfAborted(signal);
      const found = find(file.path);
      // One of another length is not read at all.
      const bytes = found.size === file.bytes ? await readPicked(found) : null;
      if (bytes === null || !(await matchesManifest(file, bytes))) {
        throw hashError(file);
      }
      return { bytes, fromCache: true };
    },
  };
};

export const openBundleSource = async (from: BundleLocation): Promise<BundleSource> =>
  'files' in from ? fileSource(from.files) : originSource(from.url);
