import { expect, test } from 'vitest';
import { EarmarkError } from '../../core/util/errors.ts';
import type { FrameMask, ResultKey, StoredMask } from '../../protocol/requests.ts';
import { createResultStore } from './resultStore.ts';
import { readResult, restoreResult } from './resultHandlers.ts';

const KEY: ResultKey = {
  clipId: 'a',
  expression: 'the dog',
  bundle: 'lite@1',
  provider: 'wasm',
  switches: { sound: true, words: true, memory: true, modality: true },
};

const maskOf = (frameIndex: number, presence: number): FrameMask => ({
  frameIndex,
  presence,
  cueWeights: { sound: 0.25, sight: 0.25, words: 0.5 },
  objectScores: [0.5],
  maskWidth: 16,
  maskHeight: 8,
  probability: Uint8Array.from({ length: 128 }, (_, index) => (index * frameIndex) % 256),
});

const storedMasks = async (): Promise<readonly StoredMask[]> => {
  const results = createResultStore();
  const { id, masks } = results.open(KEY);
  await masks.put(maskOf(7, 0.25));
  await masks.put(maskOf(3, 0.75));
  return readResult(results, id) ?? [];
};

test('a result comes back in another session byte by byte, under its own key', async () => {
  const stored = await storedMasks();
  expect(stored.map(({ header }) => header.frameIndex)).toEqual([3, 7]);
  const results = createResultStore();
  const { resultId } = await restoreResult(results, { key: KEY, masks: stored });
  const result = results.open(KEY);
  expect(result.id).toBe(resultId);
  expect(await result.masks.get(7)).toEqual(maskOf(7, 0.25));
  expect(result.masks.best?.frameIndex).toBe(3);
  expect(result.masks.count).toBe(2);
});

test('what was computed since is newer than what was kept', async () => {
  const stored = await storedMasks();
  const results = createResultStore();
  const { id, masks } = results.open(KEY);
  await masks.put(maskOf(7, 0.5));
  await restoreResult(results, { key: KEY, masks: stored });
  expect((await results.find(id)?.masks.get(7))?.presence).toBe(0.5);
});

test('a forgotten result is not read', () => {
  expect(readResult(createResultStore(), 'result-9')).toBeNull();
});

const deflate = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> => {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
};

test('maps that do not unpack, or to another size, are refused', async () => {
  const { probability: _, ...header } = maskOf(1, 0.5);
  const refused = async (deflated: Uint8Array<ArrayBuffer>): Promise<string> => {
    const results = createResultStore();
    try {
      await restoreResult(results, { key: KEY, masks: [{ header, deflated }] });
      return 'restored';
    } catch (error) {
      return error instanceof EarmarkError ? error.kind : String(error);
    }
  };
  expect(await refused(await deflate(new Uint8Array(128)))).toBe('restored');
  expect(await refused(await deflate(new Uint8Array(127)))).toBe('project-invalid');
  expect(await refused(await deflate(new Uint8Array(64 * 1024 * 1024)))).toBe('project-invalid');
  expect(await refused(Uint8Array.from([255, 255, 255]))).toBe('project-invalid');
  expect(await refused(new Uint8Array())).toBe('project-invalid');
});
