import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MAX_MANIFEST_BYTES } from '../../../core/limits.ts';
import { parseManifest } from './parseManifest.ts';

const real = readFileSync(
  new URL('../../../../models/bundles/lite/manifest.json', import.meta.url),
);

type Json = Record<string, unknown> & { files: Record<string, unknown>[] };

const changed = (change: (manifest: Json) => void): Uint8Array => {
  const manifest = JSON.parse(real.toString()) as Json;
  change(manifest);
  return new TextEncoder().encode(JSON.stringify(manifest));
};

test('the bundle of this repository is valid', () => {
  expect(parseManifest(real).name).toBe('lite');
});

describe('hostile manifests', () => {
  test.each<[string, (manifest: Json) => void]>([
    ['a path that leaves the folder', (m) => void (m.files[0]!['path'] = '../../secret.onnx')],
    ['an absolute path', (m) => void (m.files[0]!['path'] = '/etc/passwd')],
    ['another origin', (m) => void (m.files[0]!['path'] = 'https://example.com/a.onnx')],
    ['another scheme', (m) => void (m.files[0]!['path'] = 'data:text/plain,a')],
    ['an encoded slash', (m) => void (m.files[0]!['path'] = '..%2Fa.onnx')],
    ['a hidden file', (m) => void (m.files[0]!['path'] = '.env')],
    ['a query', (m) => void (m.files[0]!['path'] = 'a.onnx?sha256=0')],
    ['an empty file', (m) => void (m.files[0]!['bytes'] = 0)],
    ['a file of a gigabyte', (m) => void (m.files[0]!['bytes'] = 2 ** 30)],
    ['half a byte', (m) => void (m.files[0]!['bytes'] = 1.5)],
    ['a short hash', (m) => void (m.files[0]!['sha256'] = 'abc')],
    ['an unknown role', (m) => void (m.files[0]!['role'] = 'script')],
    ['a role twice', (m) => void m.files.push({ ...m.files[0]!, path: 'again.onnx' })],
    ['a file twice', (m) => void (m.files[1]!['path'] = m.files[0]!['path'])],
    ['a graph less', (m) => void m.files.shift()],
    ['a hundred files', (m) => void (m.files = Array.from({ length: 100 }, () => m.files[0]!))],
    ['another schema', (m) => void (m['schema'] = 'earmark-bundle/3')],
    ['a name with a slash', (m) => void (m['name'] = 'a/b')],
    ['a side of nothing', (m) => void ((m['sizes'] as Record<string, number>)['frameSize'] = 0)],
    ['a threshold over 1', (m) => void (m['thresholds'] = { mask: 2, presence: 0.5 })],
    ['no thresholds', (m) => void delete m['thresholds']],
  ])('%s is refused', (_, change) => {
    expect(() => parseManifest(changed(change))).toThrow(
      expect.objectContaining({ kind: 'bundle-invalid' }),
    );
  });

  test.each([
    ['text', new TextEncoder().encode('<!doctype html>')],
    ['nothing', new Uint8Array()],
    ['a list', new TextEncoder().encode('[]')],
    ['bytes that are no UTF-8', new Uint8Array([0xff, 0xfe, 0x00])],
    ['too much', new Uint8Array(MAX_MANIFEST_BYTES + 1).fill(32)],
  ])('%s is refused', (_, bytes) => {
    expect(() => parseManifest(bytes)).toThrow(expect.objectContaining({ kind: 'bundle-invalid' }));
  });
});
