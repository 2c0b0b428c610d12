import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { graphsOf } from './manifestInstanceGraphs.ts';
import { AnyManifest } from './manifest.ts';
import { INSTANCE_GRAPH_NAMES, InstanceManifest } from './manifestInstances.ts';

const read = (path: string) =>
  JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8'));
const contract = read('models/instances.contract.json');

type Json = Record<string, unknown> & {
  sizes: Record<string, unknown>;
  files: Record<string, unknown>[];
};

const manifest = (): Json => ({
  schema: 'earmark-bundle/2',
  kind: 'instances',
  name: 'lite',
  version: '0.8.0',
  title: 'Earmark Lite (EEMC over instances)',
  licence: 'Apache-2.0',
  sizes: { ...contract.sizes, maskSize: 256 },
  cropContext: 1.4,
  thresholds: { mask: 0.5, instance: 0.5, presence: 0.4 },
  training: {},
  results: {},
  files: [...INSTANCE_GRAPH_NAMES, 'tokenizer', 'tokenizer_config', 'audio_names_list'].map(
    (role) => ({ path: `${role}.bin`, bytes: 1, sha256: '0'.repeat(64), role }),
  ),
});
const changed = (change: (manifest: Json) => void): Json => {
  const result = manifest();
  change(result);
  return result;
};
const isAccepted = (json: unknown): boolean => v.is(AnyManifest, json);

test('the bundle that ships is of this kind', () => {
  expect(v.parse(AnyManifest, read('models/bundles/lite/manifest.json')).kind).toBe('instances');
});

test('a bundle of other sizes has graphs of these sizes', () => {
  const { sizes } = v.parse(
    InstanceManifest,
    changed((m) => Object.assign(m.sizes, { instances: 8, width: 32, heads: 4, cropBatch: 2 })),
  );
  const graphs = graphsOf(sizes);
  expect(graphs.cue_fusion.inputs.visual_memory).toEqual(['float32', [1, 8, 32]]);
  expect(graphs.mask_network.inputs.boxes).toEqual(['float32', [2, 4]]);
});

test('the audio names may be missing', () => {
  expect(isAccepted(changed((m) => void m.files.pop()))).toBe(true);
});

describe('hostile manifests', () => {
  test.each<[string, (manifest: Json) => void]>([
    ['schema 1, of bundles before 0.8', (m) => void (m['schema'] = 'earmark-bundle/1')],
    ['schema 3', (m) => void (m['schema'] = 'earmark-bundle/3')],
    ['an unknown kind', (m) => void (m['kind'] = 'queries')],
    ['no kind', (m) => void delete m['kind']],
    ['no sizes', (m) => void delete (m as Record<string, unknown>)['sizes']],
    ['a size less', (m) => void delete m.sizes['cropSize']],
    ['no instances', (m) => void (m.sizes['instances'] = 0)],
    ['a million instances', (m) => void (m.sizes['instances'] = 1e6)],
    ['half an instance', (m) => void (m.sizes['instances'] = 1.5)],
    ['a size that is text', (m) => void (m.sizes['width'] = '192')],
    ['a size that is not a number', (m) => void (m.sizes['width'] = Number.NaN)],
    ['heads that do not divide the width', (m) => void (m.sizes['heads'] = 7)],
    [
      'a detector that gives gigabytes',
      (m) => void Object.assign(m.sizes, { detectorCells: 100_000, detectorClasses: 2000 }),
    ],
    ['crops narrower than the box', (m) => void (m['cropContext'] = 0.5)],
    ['no threshold of instances', (m) => void (m['thresholds'] = { mask: 0.5, presence: 0.5 })],
    ['a graph less', (m) => void m.files.shift()],
    ['a graph twice', (m) => void m.files.push({ ...m.files[0]!, path: 'again.onnx' })],
    ['a role of the other kind', (m) => void (m.files[0]!['role'] = 'mask_decoder')],
    ['a path that leaves the folder', (m) => void (m.files[0]!['path'] = '../secret.onnx')],
  ])('%s is refused', (_, change) => {
    expect(isAccepted(manifest())).toBe(true);
    expect(isAccepted(changed(change))).toBe(false);
  });
});
