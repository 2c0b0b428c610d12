import type { ShippedPackage } from './shippedPackages.ts';

/** Of one of these, with the notice, a bundle may be shipped under Apache 2.0. */
export const ACCEPTED_LICENCES: ReadonlySet<string> = new Set([
  'Apache-2.0',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  // Weak copyleft by file: mediabunny, whose files are not changed.
  'MPL-2.0',
]);

const FIRST_LINE = 'Libraries that the app is built of, and what these are built of';
const LAST_LINE = '-- end of libraries';

/** The notice with the list of packages in the place of the one before. @throws Error without one */
export function withPackages(notice: string, packages: readonly ShippedPackage[]): string {
  const lines = notice.split('\n');
  const first = lines.findIndex((line) => line.startsWith(FIRST_LINE));
  const last = lines.indexOf(LAST_LINE);
  if (first < 0 || last < first) throw new Error('NOTICE has no list of libraries.');
  const list = packages.map(({ name, version, licence }) => `  ${name} ${version}, ${licence}`);
  return [...lines.slice(0, first + 1), ...list, ...lines.slice(last)].join('\n');
}
