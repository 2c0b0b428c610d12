import type * as ort from 'onnxruntime-web/webgpu';
import { describe, expect, test } from 'vitest';
import { createFrameFeatureCache } from './frameFeatureCache.ts';
import type { FrameId } from './frameFeatureCache.ts';

const BYTES = 400;
const ROOM_FOR_THREE = 3 * BYTES;
const ROOM_FOR_TWO = 2 * BYTES;

/** Features of 400 bytes that tell whether they were disposed. */
const features = () => {
  const state = { isDisposed: false };
  const tensor = {
    size: BYTES / 4,
    dispose: () => {
      state.isDisposed = true;
    },
  };
  return { state, features: { last_map: tensor as unknown as ort.Tensor } };
};

const frame = (clipId: string, frameIndex: number, pictureName: string | null = null): FrameId => ({
  clipId,
  frameIndex,
  isOverview: true,
  imageHash: pictureName,
});

const fill = (cache: ReturnType<typeof createFrameFeatureCache>, ids: readonly FrameId[]) =>
  ids.map((id) => {
    const made = features();
    cache.put(id, made.features);
    return made.state;
  });

describe('a video', () => {
  test('its frames go when another clip’s come', () => {
    const cache = createFrameFeatureCache(ROOM_FOR_THREE, ROOM_FOR_TWO);
    const [first] = fill(cache, [frame('a', 0)]);
    fill(cache, [frame('b', 0)]);
    expect(first?.isDisposed).toBe(true);
    expect(cache.get(frame('a', 0))).toBeUndefined();
    expect(cache).toMatchObject({ count: 1, bytes: BYTES });
  });

  test('the farthest from the playhead goes first, frames beside the overview before it', () => {
    const cache = createFrameFeatureCache(ROOM_FOR_THREE, ROOM_FOR_TWO);
    cache.setPlayhead(5);
    const between = { ...frame('a', 5), isOverview: false };
    fill(cache, [frame('a', 4), between, frame('a', 9), frame('a', 6)]);
    expect(cache.get(between)).toBeUndefined();
    fill(cache, [frame('a', 3)]);
    expect(cache.get(frame('a', 9))).toBeUndefined();
    expect(cache.get(frame('a', 4))).toBeDefined();
  });
});

describe('single pictures', () => {
  test('are known in another clip, wherever they are in it', () => {
    const cache = createFrameFeatureCache(ROOM_FOR_THREE, ROOM_FOR_TWO);
    const made = features();
    cache.put(frame('a', 0, 'dog'), made.features);
    fill(cache, [frame('b', 0, 'cow')]);
    expect(cache.get(frame('b', 7, 'dog'))).toBe(made.features);
    expect(cache.get(frame('b', 0, 'sheep'))).toBeUndefined();
  });

  test('those of other clips go first, the one unused for longest before the others', () => {
    const cache = createFrameFeatureCache(ROOM_FOR_THREE, ROOM_FOR_TWO);
    fill(cache, [frame('a', 0, 'dog'), frame('a', 1, 'cow'), frame('b', 9, 'sheep')]);
    cache.get(frame('a', 0, 'dog'));
    fill(cache, [frame('b', 0, 'pig')]);
    expect(cache.get(frame('a', 1, 'cow'))).toBeUndefined();
    expect(cache.get(frame('a', 0, 'dog'))).toBeDefined();
    expect(cache.get(frame('b', 9, 'sheep'))).toBeDefined();
  });

  test('of other clips no more than their own room is kept', () => {
    const cache = createFrameFeatureCache(10 * BYTES, ROOM_FOR_TWO);
    fill(cache, [frame('a', 0, 'dog'), frame('a', 1, 'cow'), frame('a', 2, 'pig')]);
    expect(cache.count).toBe(3);
    fill(cache, [frame('b', 0, 'sheep')]);
    expect(cache.count).toBe(3);
    expect(cache.get(frame('a', 0, 'dog'))).toBeUndefined();
  });
});
