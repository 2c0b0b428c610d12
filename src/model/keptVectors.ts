import type { BundleManifest } from '../core/manifest.ts';
import { NOUNS } from '../core/nouns.ts';
import { sha256 } from '../core/sha256.ts';
import { openBundleCache } from './bundleCache.ts';

/** Sentence vectors of the nouns, kept between sessions beside the bundle that made them. */
export type KeptVectors = {
  read(): Promise<Uint8Array<ArrayBuffer> | null>;
  keep(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
};

/** Another text encoder, or other nouns, have other vectors. */
const keyOf = async (manifest: BundleManifest): Promise<string> => {
  const encoder = manifest.files.find(({ role }) => role === 'text_encoder')?.sha256 ?? '';
  const names = new TextEncoder().encode(`${encoder}/${NOUNS.join('/')}`);
  return new URL(`/kept/nouns?sha256=${await sha256(names)}`, location.origin).href;
};

export const createKeptVectors = (manifest: BundleManifest): KeptVectors => ({
  read: async () => (await openBundleCache()).match(await keyOf(manifest)),
  keep: async (bytes) => {
    const cache = await openBundleCache();
    const key = await keyOf(manifest);
    await cache.removeVersions(key);
    await cache.put(key, bytes);
  },
});
