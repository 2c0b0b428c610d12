import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BUNDLE_NAMES, DEFAULT_BUNDLE_NAME } from './modelBundles.ts';

test('the bundles are those of the folder, and one of them is the default', () => {
  const folders = readdirSync(join(import.meta.dirname, '../../models/bundles'), {
    withFileTypes: true,
  }).filter((entry) => entry.isDirectory());
  expect(BUNDLE_NAMES).toEqual(folders.map(({ name }) => name).toSorted());
  expect(BUNDLE_NAMES).toContain(DEFAULT_BUNDLE_NAME);
});
