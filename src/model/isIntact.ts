import type { BundleFile } from '../core/manifest.ts';

const sha256 = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> => {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
};

/** Whether these are the bytes that the manifest names. */
export const isIntact = async (
  file: BundleFile,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<boolean> => bytes.length === file.bytes && (await sha256(bytes)) === file.sha256;
