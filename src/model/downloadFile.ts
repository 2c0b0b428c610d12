import { EarmarkError, throwIfAborted } from '../core/errors.ts';
import type { BundleFile } from '../core/manifest.ts';
import type { BundleCache } from './bundleCache.ts';
import { isIntact } from './isIntact.ts';
import { joinBytes, readBody } from './readBody.ts';
import { request, unreachable } from './request.ts';

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
const PIECE_BYTES = 2 * 1024 * 1024;

const lengthOf = (pieces: readonly Uint8Array[]): number =>
  pieces.reduce((sum, { length }) => sum + length, 0);

/** Keeps what comes in as pieces, each once it is large enough. */
const pieceWriter = ({ cache, key }: Download, firstByte: number) => {
  let begin = firstByte;
  let chunks: Uint8Array[] = [];
  const flush = async (): Promise<void> => {
    const piece = joinBytes(chunks);
    chunks = [];
    if (piece.length > 0) {
      await cache.putPiece(key, begin, piece);
      begin += piece.length;
    }
  };
  return {
    flush,
    async add(chunk: Uint8Array): Promise<void> {
      chunks.push(chunk);
      if (lengthOf(chunks) >= PIECE_BYTES) {
        await flush();
      }
    },
  };
};

/** The rest of the file behind what is there; null when the server does not send just that. */
const requestRest = async (
  { url, signal }: Download,
  firstByte: number,
): Promise<Response | null> => {
  const response = await request(url, signal, { range: `bytes=${firstByte}-` });
  const range = response?.headers.get('content-range') ?? '';
  if (response?.status === 206 && range.startsWith(`bytes ${firstByte}-`)) {
    return response;
  }
  await response?.body?.cancel();
  return null;
};

/** One request for the file behind `pieces`. @returns all of its bytes; null when they are too many. */
const fetchBehind = async (
  download: Download,
  pieces: readonly Uint8Array[],
): Promise<Uint8Array<ArrayBuffer> | null> => {
  const { url, file, signal, onLoaded } = download;
  const firstByte = lengthOf(pieces);
  const response =
    firstByte > 0 ? await requestRest(download, firstByte) : await request(url, signal);
  if (response === null) {
    if (firstByte > 0) {
      return null;
    }
    throw unreachable(url, 'the network is gone');
  }
  const writer = pieceWriter(download, firstByte);
  let loaded = firstByte;
  onLoaded(loaded);
  try {
    const rest = await readBody(response, file.bytes - firstByte, async (chunk) => {
      loaded += chunk.length;
      onLoaded(loaded);
      await writer.add(chunk);
    });
    return rest === null ? null : joinBytes([...pieces, rest]);
  } catch (error) {
    await writer.flush();
    throwIfAborted(signal);
    throw unreachable(url, 'the connection broke', error);
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
  const pieces = await cache.pieces(key);
  if (pieces.length > 0) {
    const resumed = await fetchBehind(download, pieces);
    if (resumed !== null && (await isIntact(file, resumed))) {
      return resumed;
    }
    await cache.removePieces(key);
  }
  const whole = await fetchBehind(download, []);
  if (whole === null || !(await isIntact(file, whole))) {
    await cache.removePieces(key);
    throw new EarmarkError('bundle-hash', `${file.path} is not the file that the manifest names.`, {
      file: file.path,
    });
  }
  return whole;
};
