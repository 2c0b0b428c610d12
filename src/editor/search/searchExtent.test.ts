import { expect, test } from 'vitest';
import { extentRange } from './searchExtent.ts';

const source = { cuts: [10, 30], playheadFrameIndex: 12, frameCount: 50, range: null };

test('this frame, this shot, all', () => {
  expect(extentRange('frame', source)).toEqual({ first: 12, last: 12 });
  expect(extentRange('shot', source)).toEqual({ first: 10, last: 29 });
  expect(extentRange('shot', { ...source, playheadFrameIndex: 30 })).toEqual({
    first: 30,
    last: 49,
  });
  expect(extentRange('shot', { ...source, cuts: null })).toEqual({ first: 0, last: 49 });
  expect(extentRange('all', source)).toBeNull();
});

test('In and Out bound a shot that the playhead shares with them', () => {
  expect(extentRange('shot', { ...source, range: { first: 11, last: 40 } })).toEqual({
    first: 11,
    last: 29,
  });
  expect(extentRange('shot', { ...source, range: { first: 20, last: 40 } })).toEqual({
    first: 10,
    last: 29,
  });
});
