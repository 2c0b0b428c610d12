import { expect, test } from 'vitest';
import { describeLeftOut, filesToOpen } from './filesToOpen.ts';

const files = ['a.mp4', 'b.mp4', 'work.earmark', 'more.earmark'].map((name) => new File([], name));
const isProject = [false, false, true, true];

test('all clips and one project are opened; other projects are named', () => {
  const chosen = filesToOpen(files, isProject);
  expect(chosen.clips.map(({ name }) => name)).toEqual(['a.mp4', 'b.mp4']);
  expect(chosen.project?.name).toBe('work.earmark');
  expect(describeLeftOut(chosen)).toBe(
    'One project is open at a time: more.earmark was not opened.',
  );
});

test('a file alone leaves none out', () => {
  expect(filesToOpen(files.slice(2, 3), [true])).toMatchObject({ clips: [], leftOut: [] });
});
