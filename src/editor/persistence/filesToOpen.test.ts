import { expect, test } from 'vitest';
import { describeLeftOut, filesToOpen } from './filesToOpen.ts';

const files = ['a.mp4', 'b.mp4', 'work.earmark', 'c.mp4'].map((name) => new File([], name));
const isProject = [false, false, true, false];

test('one clip and one project are opened; the others are named', () => {
  const chosen = filesToOpen(files, isProject);
  expect([chosen.clip?.name, chosen.project?.name]).toEqual(['a.mp4', 'work.earmark']);
  expect(describeLeftOut(chosen)).toBe(
    'One clip is open at a time: b.mp4 and c.mp4 were not opened.',
  );
  expect(describeLeftOut(filesToOpen(files.slice(0, 2), [false, false]))).toContain(
    'b.mp4 was not opened',
  );
});

test('a file alone leaves none out', () => {
  expect(filesToOpen(files.slice(2, 3), [true])).toMatchObject({ clip: null, leftOut: [] });
});
