import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A package of which code can be in the built app. */
export type ShippedPackage = {
  readonly name: string;
  readonly version: string;
  /** SPDX expression, as the package states it. */
  readonly licence: string;
};

type LockedPackage = {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly peer?: boolean;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
};
export type LockFile = { readonly packages: Readonly<Record<string, LockedPackage>> };

/** Texts for the compiler alone. */
const TYPES_ONLY = /^(?:@types\/.*|csstype|typescript|undici-types)$/;

const nameOf = (path: string): string => path.replace(/^.*node_modules\//, '');

export async function readLockFile(root: string): Promise<LockFile> {
  return JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as LockFile;
}

/** Dependencies of the app and theirs, by name; without those that only build or test it. */
export function shippedPackages({ packages }: LockFile): readonly ShippedPackage[] {
  return Object.entries(packages)
    .filter(([path, { dev, optional }]) => path !== '' && dev !== true && optional !== true)
    .map(([path, { version = '', license = 'not stated' }]) => ({
      name: nameOf(path),
      version,
      licence: license,
    }))
    .filter(({ name }) => !TYPES_ONLY.test(name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
