import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { AnyManifest } from './manifest.ts';

type Json = Record<string, unknown> & {
  sizes: Record<string, unknown>;
  files: Record<string, unknown>[];
};

const manifest = (): Json =>
  JSON.parse(
    readFileSync(
      new URL('../../../tests/fixtures/bundles/paper/manifest.json', import.meta.url),
      'utf8',
    ),
  );
const changed = (change: (manifest: Json) => void): Json => {
  const result = manifest();
  change(result);
  return result;
};
const isAccepted = (json: unknown): boolean => v.is(AnyManifest, json);

test('a bundle of kind "paper" is read, in either reading', () => {
  expect(v.parse(AnyManifest, manifest()).kind).toBe('paper');
  expect(isAccepted(changed((m) => void (m['reading'] = 'released')))).toBe(true);
});

const more = (count: number) => (m: Json) => {
  const [file] = m.files.filter(({ role }) => role === 'visual_encoder_weights');
  for (let part = 1; part <= count; part++) {
    m.files.push({ ...file, path: `visual_encoder.${part}.bin` });
  }
};

test('a graph can have its weights in many files', () => {
  expect(isAccepted(changed(more(20)))).toBe(true);
  expect(isAccepted(changed(more(60)))).toBe(false);
});

describe('hostile manifests', () => {
  test.each<[string, (manifest: Json) => void]>([
    ['an unknown reading', (m) => void (m['reading'] = 'free')],
    ['no reading', (m) => void delete m['reading']],
    ['no need of memory', (m) => void (m['memoryBytes'] = 0)],
    ['a terabyte of memory', (m) => void (m['memoryBytes'] = 2 ** 40)],
    ['a mask of another grid', (m) => void (m.sizes['maskSize'] = 104)],
    ['a million queries', (m) => void (m.sizes['queries'] = 1e6)],
    [
      'features of gigabytes',
      (m) => void Object.assign(m.sizes, { width: 1024, lastWidth: 4096, windowSeconds: 60 }),
    ],
    ['a graph less', (m) => void m.files.shift()],
    ['a role of another kind', (m) => void (m.files[0]!['role'] = 'detector')],
    ['a path that leaves the folder', (m) => void (m.files[0]!['path'] = '../secret.onnx')],
  ])('%s is refused', (_, change) => {
    expect(isAccepted(manifest())).toBe(true);
    expect(isAccepted(changed(change))).toBe(false);
  });
});
