import { EarmarkError, throwIfAborted } from '../../../core/util/errors.ts';
import type { BundleFile } from '../../../core/model/manifest.ts';
import type { BundleCache } from './bundleCache.ts';
import { matchesManifest } from './matchesManifest.ts';
import { concatBytes, readBody } from './readBody.ts';
import { requestFile, unreachableError } from './requestFile.ts';

export type Download = {
  readonly url: string;
  readonly file: BundleFile;
  /** Where the file is going to be kept; pieces of it are kept under names made from this. */
  readonly key: string;
  readonly cache: BundleCache;
  readonly signal: AbortSignal | undefined;
  /** How much of the file is there, in bytes; falls back to 0 when it has to begin anew. */
  readonly onLoaded: (bytes: number) => void;
};

/** A download that breaks off loses at most as much. */
const PART_BYTES = 2 * 1024 * 1024;

const totalLength = (pieces: readonly Uint8Array[]): number =>
  pieces.reduce((sum, { length }) => sum + length, 0);

/** Keeps what comes in as pieces, each once it is large enough. */
const createPartWriter = ({ cache, key }: Download, firstByte: number) => {
  let begin = firstByte;
  let chunks: Uint8Array[] = [];
  const flush = async (): Promise<void> => {
    const piece = concatBytes(chunks);
    chunks = [];
    if (piece.length > 0) {
      await cache.putPart(key, begin, piece);
      begin += piece.length;
    }
  };
  return {
    flush,
    async add(chunk: Uint8Array): Promise<void> {
      chunks.push(chunk);
      if (totalLength(chunks) >= PART_BYTES) {
        await flush();
      }
    },
  };
};

/** The rest of the file behind what is there; null when the server does not send just that. */
const requestRange = async (
  { url, signal }: Download,
  firstByte: number,
): Promise<Response | null> => {
  const response = await requestFile(url, signal, { range: `bytes=${firstByte}-` });
  const range = response?.headers.get('content-range') ?? '';
  if (response?.status === 206 && range.startsWith(`bytes ${firstByte}-`)) {
    return response;
  }
  await response?.body?.cancel();
  return null;
};

/** One request for the file behind `pieces`. @returns all of its bytes; null when they are too many. */
const fetchRemainder = async (
  download: Download,
  pieces: readonly Uint8Array[],
): Promise<Uint8Array<ArrayBuffer> | null> => {
  const { url, file, signal, onLoaded } = download;
  const firstByte = totalLength(pieces);
  const response =
    firstByte > 0 ? await requestRange(download, firstByte) : await requestFile(url, signal);
  if (response === null) {
    if (firstByte > 0) {
      return null;
    }
    throw unreachableError(url, 'the network is gone');
  }
  const writer = createPartWriter(download, firstByte);
  let loaded = firstByte;
  onLoaded(loaded);
  try {
    const rest = await readBody(response, file.bytes - firstByte, async (chunk) => {
      loaded += chunk.length;
      onLoaded(loaded);
      await writer.add(chunk);
    });
    return rest === null ? null : concatBytes([...pieces, rest]);
  } catch (error) {
    await writer.flush();
    throwIfAborted(signal);
    throw unreachableError(url, 'the connection broke', error);
  }
};

/**
 * Fetches a file of a bundle. A download that broke off, or whose tab was closed, goes on where it
 * was when the server sends parts of files; else, and when the parts do not fit together, it begins
 * anew.
 * @throws EarmarkError `bundle-hash` | `bundle-unreachable` | `aborted`.
 */
export const downloadFile = async (download: Download): Promise<Uint8Array<ArrayBuffer>> => {
  const { file, key, cache } = download;
  const pieces = await cache.readParts(key);
  if (pieces.length > 0) {
    const resumed = await fetchRemainder(download, pieces);
    if (resumed !== null && (await matchesManifest(file, resumed))) {
      return resumed;
    }
    await cache.removeParts(key);
  }
  const whole = await fetchRemainder(download, []);
  if (whole === null || !(await matchesManifest(file, whole))) {
    await cache.removeParts(key);
    throw new EarmarkError('bundle-hash', `${file.path} is not the file that the manifest names.`, {
      file: file.path,
    });
  }
  return whole;
};
