import { expect, test } from 'vitest';
import type { FrameMask } from '../../protocol/requests.ts';
import { pointPrompt } from '../../core/model/pointPrompt.ts';
import { createMaskStore } from './maskStore.ts';
import { createMedianMasks } from './medianMasks.ts';

const PTS_SECONDS = Array.from({ length: 9 }, (_, frameIndex) => frameIndex / 25);

const mask = (frameIndex: number, presence: number, value: number): FrameMask => ({
  frameIndex,
  presence,
  cueWeights: { sound: 0.5, sight: 0.3, words: 0.2 },
  objectScores: [presence],
  maskWidth: 4,
  maskHeight: 4,
  probability: new Uint8Array(16).fill(value),
});

test('a frame that was missed is shown as its neighbours are, with its own cue weights', async () => {
  const store = createMaskStore();
  for (const frameIndex of [2, 3, 5, 6]) {
    await store.put(mask(frameIndex, 0.9, 200 + frameIndex));
  }
  await store.put({ ...mask(4, 0.1, 0), cueWeights: { sound: 0, sight: 1, words: 0 } });
  const shown = await createMedianMasks({ masks: store, key: {} }, PTS_SECONDS).get(4);
  expect(shown).toMatchObject({ frameIndex: 4, presence: 0.9, medianFrameCount: 5 });
  expect(shown?.cueWeights.sight).toBe(1);
  expect(shown?.probability[0]).toBe(203);
  expect(createMedianMasks({ masks: store, key: {} }, PTS_SECONDS).presence(4)).toBe(0.9);
});

test('what was found stays as it was', async () => {
  const store = createMaskStore();
  for (const [frameIndex, value] of [10, 90, 20].entries()) {
    await store.put(mask(frameIndex, value / 100, value));
  }
  const shown = await createMedianMasks({ masks: store, key: {} }, PTS_SECONDS).get(1);
  shown?.probability.fill(0);
  expect((await store.get(1))?.probability[0]).toBe(90);
  expect(store.header(1)?.presence).toBe(0.9);
});

test('a frame alone is shown as it is, one that is not computed not at all', async () => {
  const store = createMaskStore();
  await store.put(mask(4, 0.8, 77));
  const masks = createMedianMasks({ masks: store, key: {} }, PTS_SECONDS);
  expect(await masks.get(4)).toMatchObject({ presence: 0.8, medianFrameCount: 1 });
  expect((await masks.get(4))?.probability[0]).toBe(77);
  expect(await masks.get(5)).toBeNull();
  expect(masks.presence(5)).toBeUndefined();
});

test('a frame in which a person pointed at something is shown as it is', async () => {
  const store = createMaskStore();
  for (const frameIndex of [2, 3, 4, 5, 6]) {
    await store.put(mask(frameIndex, frameIndex === 4 ? 1 : 0, frameIndex === 4 ? 200 : 0));
  }
  const key = { points: [pointPrompt('include', 4, [0, 0, 1, 1])] };
  const masks = createMedianMasks({ masks: store, key }, PTS_SECONDS);
  expect(await masks.get(4)).toMatchObject({ presence: 1, medianFrameCount: 1 });
  expect((await masks.get(4))?.probability[0]).toBe(200);
  expect(masks.presence(5)).toBe(0);
});
