import { expect, test } from 'vitest';
import {
  addRecentProject,
  parseRecentProjects,
  removeRecentProject,
  withoutClips,
  type RecentProject,
} from './recentProjects.ts';

const project = (id: string, clipId = `clip-${id}`): RecentProject => ({
  id,
  clipId,
  fileName: `${id}.mp4`,
  sampleFile: null,
  savedAtMilliseconds: 0,
  names: [],
  hasClip: true,
});

const ids = (projects: readonly RecentProject[]): string[] => projects.map(({ id }) => id);

test('a saved project is the first, each once', () => {
  const before = [project('a'), project('b'), project('c')];
  const { recent, unusedProjectIds, unusedClipIds } = addRecentProject(before, {
    ...project('b'),
    savedAtMilliseconds: 5,
  });
  expect(ids(recent)).toEqual(['b', 'a', 'c']);
  expect(recent[0]?.savedAtMilliseconds).toBe(5);
  expect([unusedProjectIds, unusedClipIds]).toEqual([[], []]);
});

test('the oldest beyond eight goes, with its clip', () => {
  const before = Array.from({ length: 8 }, (_, index) => project(String(index)));
  const { recent, unusedProjectIds, unusedClipIds } = addRecentProject(before, project('new'));
  expect(recent).toHaveLength(8);
  expect([unusedProjectIds, unusedClipIds]).toEqual([['7'], ['clip-7']]);
});

test('a clip stays as long as another project is of it', () => {
  const before = [project('a', 'clip'), project('b', 'clip'), project('c')];
  const first = removeRecentProject(before, 'a');
  expect(first).toMatchObject({ unusedProjectIds: ['a'], unusedClipIds: [] });
  expect(removeRecentProject(first.recent, 'b').unusedClipIds).toEqual(['clip']);
  expect(removeRecentProject(before, 'gone').recent).toEqual(before);
});

test('what is no list of projects is none', () => {
  expect(parseRecentProjects([project('a')])).toEqual([project('a')]);
  expect(parseRecentProjects(undefined)).toEqual([]);
  expect(parseRecentProjects([{ id: 1 }])).toEqual([]);
});

test('without their clips the projects stay', () => {
  const { recent, unusedProjectIds, unusedClipIds } = withoutClips([
    project('a'),
    { ...project('b'), hasClip: false },
  ]);
  expect(recent.map(({ id, hasClip }) => [id, hasClip])).toEqual([
    ['a', false],
    ['b', false],
  ]);
  expect([unusedProjectIds, unusedClipIds]).toEqual([[], ['clip-a']]);
});
