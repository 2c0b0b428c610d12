import { expect, test } from 'vitest';
import { createObject } from '../../document/projectDocument.ts';
import type { ObjectView } from '../../search/objectViews.ts';
import { formatScore } from '../../ui/format.ts';
import { describeFrame } from './describeFrame.ts';

const viewOf = (id: string, presence: number): ObjectView => ({
  object: createObject(id, `the ${id}`, 0),
  result: null,
  modelPresence: Float32Array.of(presence),
  isShown: true,
  maskThreshold: 0.5,
  presenceThreshold: 0.69,
  usualPresenceThreshold: 0.69,
  colour: [255, 0, 0],
  pattern: 'plain',
});
const frameWith = (
  state: 'present' | 'empty',
  share: number | null,
): Parameters<typeof describeFrame>[0] => ({
  frameIndex: 0,
  concealedByFrameIndex: null,
  resolution: 'whole',
  edges: null,
  objects: [{ objectId: 'dog', state, share }],
});

test('the frame and the answer round a score alike', () => {
  expect(describeFrame(frameWith('empty', null), [viewOf('dog', 0.1099)], null)).toBe(
    `Frame 1: absent (score ${formatScore(0.1099)})`,
  );
});

test('a mask that is still on its way is said to be', () => {
  const views = [viewOf('dog', 0.98)];
  expect(describeFrame(frameWith('present', null), views, null)).toContain('its mask is loading');
  expect(describeFrame(frameWith('present', 0.12), views, null)).toBe(
    'Frame 1: present, 12 % of the picture (score 0.98)',
  );
});

test('of several objects the selected one is described, and the others named', () => {
  const names = ['dog', 'cat', 'cow', 'pig', 'hen'];
  const views = names.map((name) => viewOf(name, 0.9));
  const objects = names.map((objectId) => ({
    objectId,
    state: objectId === 'hen' ? ('empty' as const) : ('present' as const),
    share: 0.1,
  }));
  const text = describeFrame({ ...frameWith('present', 0), objects }, views, 'cat');
  expect(text).toBe(
    'Frame 1: “the cat”: present, 10 % of the picture (score 0.89); also here: “the dog”, “the cow”, 1 more',
  );
});

test('without objects it is the original picture', () => {
  expect(describeFrame({ ...frameWith('present', 0), objects: [] }, [], 'dog')).toBe(
    'Frame 1: the original picture',
  );
});

test('a frame that cannot be decoded is said to be shown by another', () => {
  const drawn = { ...frameWith('empty', null), frameIndex: 21, concealedByFrameIndex: 19 };
  expect(describeFrame(drawn, [], null)).toBe(
    'Frame 22 is damaged, frame 20 is shown: the original picture',
  );
});

test('a damaged frame that a search skipped is not said to be searched later', () => {
  const objects = [{ objectId: 'dog', state: 'not-computed' as const, share: null }];
  const drawn = { ...frameWith('empty', null), concealedByFrameIndex: 0, frameIndex: 1, objects };
  expect(describeFrame(drawn, [viewOf('dog', Number.NaN)], null)).toBe(
    'Frame 2 is damaged, frame 1 is shown: no mask',
  );
});
