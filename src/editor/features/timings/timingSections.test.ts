import { expect, test } from 'vitest';
import { timingSections, formatTimings } from './timingSections.ts';

const MEGABYTE = 1_000_000;

test('the copied text lists graph runs, stages, caches, decoded and dropped frames', () => {
  const sections = timingSections({
    engine: {
      runs: { visual_encoder: 4, text_encoder: 0 },
      runMilliseconds: { visual_encoder: 1000, text_encoder: 0 },
      cachedFrames: 4,
      cachedBytes: 15 * MEGABYTE,
      cacheBudgetBytes: 500 * MEGABYTE,
      results: 1,
      maskBytes: 2000,
      maskBudgetBytes: 250 * MEGABYTE,
      decodedFrames: { single: 7, playing: 90, chosen: 36 },
    },
    player: { draws: 10, drawMilliseconds: 50, droppedFrames: 3 },
    bundle: { kind: 'idle' },
    result: null,
  });
  const text = formatTimings(sections);
  expect(text).toContain('visual_encoder: 4 in 1000 ms, 250 ms each');
  expect(text).toContain('text_encoder: none');
  expect(text).toContain('Frame features: 4 frames, 15 MB of 500 MB');
  expect(text).toContain('Decoded while playing: 90');
  expect(text).toContain('Dropped while playing: 3');
  expect(text).toContain('Drawn: 10 in 50.0 ms, 5.0 ms each');
});
