import type { BundleFile } from '../core/manifest.ts';
import { sha256 } from '../core/sha256.ts';

/** Whether these are the bytes that the manifest names. */
export const isIntact = async (
  file: BundleFile,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<boolean> => bytes.length === file.bytes && (await sha256(bytes)) === file.sha256;
