import type { BundleFile } from '../../../core/model/manifest.ts';
import { sha256 } from '../../../core/util/sha256.ts';

/** Whether these are the bytes that the manifest names. */
export const matchesManifest = async (
  file: BundleFile,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<boolean> => bytes.length === file.bytes && (await sha256(bytes)) === file.sha256;
