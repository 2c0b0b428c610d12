import * as v from 'valibot';
import { summariseBundle } from '../../core/model/bundleSummary.ts';
import type { BundleSummary } from '../../core/model/bundleSummary.ts';
import { AnyManifest } from '../../core/model/manifest.ts';

/** Names of the folders below `/models/`, as the server tells them. */
const BundleNames = v.pipe(
  v.array(v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,40}$/))),
  v.maxLength(32),
);

const readJson = async (url: string): Promise<unknown> => {
  const response = await fetch(url, { cache: 'no-cache' });
  return response.ok ? await response.json() : null;
};

const readSummary = async (name: string): Promise<BundleSummary | null> => {
  const manifest = v.safeParse(AnyManifest, await readJson(`/models/${name}/manifest.json`));
  return manifest.success && manifest.output.name === name
    ? summariseBundle(manifest.output)
    : null;
};

/**
 * Bundles that this origin has: `/models/index.json` names them, their manifests describe them. One
 * that this release cannot open is left out; none when the network is gone.
 */
export const readBundleList = async (): Promise<readonly BundleSummary[]> => {
  try {
    const names = v.safeParse(BundleNames, await readJson('/models/index.json'));
    const summaries = await Promise.all((names.success ? names.output : []).map(readSummary));
    return summaries.filter((summary) => summary !== null);
  } catch {
    return [];
  }
};
