import { expect, test } from 'vitest';
import { cuesInUse, shareAmong } from './cuesInUse.ts';

const ALL = { sound: true, words: true, memory: true, modality: true };

test('a clip without sound has no share of sound', () => {
  expect(cuesInUse(ALL, true)).toEqual(['sound', 'sight', 'words']);
  expect(cuesInUse(ALL, false)).toEqual(['sight', 'words']);
  const shares = shareAmong({ sound: 0.25, sight: 0.6, words: 0.15 }, cuesInUse(ALL, false));
  expect(shares.sound).toBe(0);
  expect(shares.sight).toBeCloseTo(0.8);
  expect(shares.words).toBeCloseTo(0.2);
});

test('a cue that is switched off has none either', () => {
  expect(cuesInUse({ ...ALL, words: false }, true)).toEqual(['sound', 'sight']);
  expect(cuesInUse({ ...ALL, sound: false, words: false }, true)).toEqual(['sight']);
  expect(shareAmong({ sound: 0, sight: 0, words: 1 }, ['sight'])).toEqual({
    sound: 0,
    sight: 0,
    words: 0,
  });
});
