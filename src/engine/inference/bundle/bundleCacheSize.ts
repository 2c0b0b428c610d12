import { openBundleCache } from './bundleCache.ts';

/** Bytes that the browser keeps of bundles, of broken downloads too. */
export const measureBundleCache = async (): Promise<{ readonly bytes: number }> => {
  const cache = await openBundleCache();
  return { bytes: await cache.measureBytes() };
};

/** Deletes them all; an open bundle runs on from memory. */
export const clearBundleCache = async (): Promise<null> => {
  const cache = await openBundleCache();
  await cache.clear();
  return null;
};
