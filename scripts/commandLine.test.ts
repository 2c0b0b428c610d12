import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundleUrl } from './browser/bundleFolderPlugin.ts';
import { parseBundle, UsageError } from './commandLine.ts';

test('a bundle is named, or given by its folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'earmark-bundle-'));
  expect(parseBundle('lite', folder)).toBe('lite');
  expect(() => parseBundle('./', folder)).toThrow(UsageError);
  writeFileSync(join(folder, 'manifest.json'), '{}');
  expect(parseBundle('./', folder)).toBe(folder);
  expect(bundleUrl('lite')).toBe('/models/lite/');
  expect(bundleUrl(folder)).toBe('/models/own-bundle/');
  expect(() => parseBundle('Lite', folder)).toThrow(UsageError);
});
