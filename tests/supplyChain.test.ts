import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ACCEPTED_LICENCES, withPackages } from '../scripts/supplyChain/notice.ts';
import { shippedPackages, type LockFile } from '../scripts/supplyChain/shippedPackages.ts';

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as LockFile;
type Manifest = Readonly<Record<'dependencies' | 'devDependencies', Record<string, string>>>;
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const shipped = shippedPackages(lock);

test('every dependency has a reason, and no other has', () => {
  const rows = readFileSync('docs/dependencies.md', 'utf8').matchAll(
    /^\| `([^`]+)` \| (\S.*) \|$/gm,
  );
  const reasons = Array.from(rows, ([, name]) => name);
  const { dependencies, devDependencies } = manifest;
  expect(reasons).toEqual([...Object.keys(dependencies), ...Object.keys(devDependencies)]);
});

test('NOTICE names every package that is shipped, with its licence (npm run licences)', () => {
  expect(shipped.length).toBeGreaterThan(Object.keys(manifest.dependencies).length);
  const notice = readFileSync('NOTICE', 'utf8');
  expect(withPackages(notice, shipped)).toBe(notice);
});

test('every licence is one that fits', () => {
  expect(shipped.filter(({ licence }) => !ACCEPTED_LICENCES.has(licence))).toEqual([]);
});

test('every package is locked with a hash', () => {
  const unlocked = Object.entries(lock.packages).filter(
    ([path, { integrity }]) => path !== '' && integrity?.startsWith('sha512-') !== true,
  );
  expect(unlocked.map(([path]) => path)).toEqual([]);
});

test('nothing runs while packages are installed', () => {
  expect(readFileSync('.npmrc', 'utf8')).toMatch(/^ignore-scripts=true$/m);
});

test('the list of another lock file makes another notice', () => {
  const notice =
    'a\nLibraries that the app is built of, and what these are built of\nold\n-- end of libraries\nb';
  const made = withPackages(notice, [{ name: 'x', version: '1.0.0', licence: 'MIT' }]);
  expect(made.split('\n')).toEqual([
    'a',
    'Libraries that the app is built of, and what these are built of',
    '  x 1.0.0, MIT',
    '-- end of libraries',
    'b',
  ]);
});
