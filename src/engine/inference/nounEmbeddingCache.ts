import type { AnyManifest } from '../../core/model/manifest.ts';
import { COMMON_NOUNS } from '../../core/model/nouns.ts';
import { sha256 } from '../../core/util/sha256.ts';
import { openBundleCache } from './bundle/bundleCache.ts';

/** Sentence vectors of the nouns, kept between sessions beside the bundle that made them. */
type NounEmbeddingCache = {
  read(): Promise<Uint8Array<ArrayBuffer> | null>;
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
};

/** Another text encoder, or other nouns, have other vectors. */
const cacheKeyOf = async (manifest: AnyManifest): Promise<string> => {
  const encoder = manifest.files.find(({ role }) => role === 'text_encoder')?.sha256 ?? '';
  const names = new TextEncoder().encode(`${encoder}/${COMMON_NOUNS.join('/')}`);
  return new URL(`/kept/nouns?sha256=${await sha256(names)}`, location.origin).href;
};

export const createNounEmbeddingCache = (manifest: AnyManifest): NounEmbeddingCache => ({
  read: async () => (await openBundleCache()).match(await cacheKeyOf(manifest)),
  write: async (bytes) => {
    const cache = await openBundleCache();
    const key = await cacheKeyOf(manifest);
    await cache.removeVersions(key);
    await cache.put(key, bytes);
  },
});
