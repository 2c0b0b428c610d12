import { openBundleCache } from './bundleCache.ts';

/** Bytes that the browser keeps of bundles, of broken downloads too. */
export const measureKeptBundles = async (): Promise<{ readonly bytes: number }> => {
  const cache = await openBundleCache();
  return { bytes: await cache.measure() };
};

/** Deletes them all; an open bundle runs on from memory. */
export const forgetKeptBundles = async (): Promise<null> => {
  const cache = await openBundleCache();
  await cache.clear();
  return null;
};
