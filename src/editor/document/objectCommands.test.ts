import { expect, test } from 'vitest';
import type { Box } from '../../core/mask/boxes.ts';
import { pointPrompt } from '../../core/model/pointPrompt.ts';
import type { ResultRequest } from '../search/queryResult.ts';
import type { RunOutcome } from '../search/runQueue.ts';
import { createSessionStore } from '../session/sessionStore.ts';
import { createViewStore } from '../session/viewStore.ts';
import { createObjectCommands } from './objectCommands.ts';
import { createProjectDocument, objectName, selectedObject } from './projectDocument.ts';

const BOX: Box = [0.1, 0.1, 0.4, 0.5];
const OTHER: Box = [0.6, 0.1, 0.9, 0.5];

const open = (outcome: RunOutcome = 'done') => {
  const session = createSessionStore();
  const project = createProjectDocument(() => 0);
  const asked: ResultRequest[] = [];
  const objects = createObjectCommands({
    project,
    session,
    view: createViewStore(),
    runs: {
      enqueue: (request) => {
        asked.push(request);
        return Promise.resolve(outcome);
      },
      cancel: () => undefined,
    },
  });
  const names = () => project.store.getState().objects.map(objectName);
  const points = () => selectedObject(project.store.getState())?.points ?? [];
  return { objects, project, session, asked, names, points };
};

test('what is pointed at becomes an object without a sentence, named by its class', async () => {
  const { objects, asked, names, project } = open();
  await objects.addPointed({ frameIndex: 3, box: BOX, name: 'dog' });
  await objects.addPointed({ frameIndex: 3, box: OTHER, name: 'dog' });
  await objects.addPointed({ frameIndex: 4, box: OTHER, name: null });
  expect(names()).toEqual(['Object 3', 'dog 2', 'dog']);
  expect(asked[0]).toMatchObject({ query: '', points: [pointPrompt('include', 3, BOX)] });
  expect(project.undo()).toBe('point at “Object 3”');
  expect(names()).toEqual(['dog 2', 'dog']);
});

test('the same instance again selects its object; a refused run leaves nothing', async () => {
  const { objects, asked, names, project } = open();
  await objects.addPointed({ frameIndex: 3, box: BOX, name: 'dog' });
  await objects.addPointed({ frameIndex: 3, box: OTHER, name: 'cat' });
  await objects.addPointed({ frameIndex: 3, box: [0.11, 0.1, 0.4, 0.5], name: 'dog' });
  expect(asked).toHaveLength(2);
  const selected = selectedObject(project.store.getState());
  expect(selected && objectName(selected)).toBe('dog');
  expect(names()).toEqual(['cat', 'dog']);
  const refused = open('refused');
  await refused.objects.addPointed({ frameIndex: 3, box: BOX, name: 'dog' });
  expect(refused.names()).toEqual([]);
});

test('points are added and removed as steps of undo; the last word on a box counts', async () => {
  const { objects, project, points, session } = open();
  await objects.addPointed({ frameIndex: 3, box: BOX, name: 'dog' });
  const id = selectedObject(project.store.getState())?.id ?? '';
  await objects.addPoint(id, pointPrompt('include', 9, OTHER));
  await objects.addPoint(id, pointPrompt('exclude', 9, OTHER));
  expect(points().map(({ kind, frameIndex }) => [kind, frameIndex])).toEqual([
    ['include', 3],
    ['exclude', 9],
  ]);
  expect(project.undo()).toBe('remove from “dog”');
  expect(points()[1]?.kind).toBe('include');
  const [first, second] = points();
  await objects.removePoint(id, first ?? pointPrompt('include', 0, BOX));
  expect(points()).toEqual([second]);
  await objects.removePoint(id, second ?? pointPrompt('include', 0, BOX));
  expect(points()).toEqual([second]);
  expect(session.getState().announcement.text).toContain('delete the object instead');
});

test('how sure an answer must be is set by object, one step a drag, and reset with the mask', async () => {
  const { objects, project } = open();
  await objects.addPointed({ frameIndex: 3, box: BOX, name: 'dog' });
  const id = selectedObject(project.store.getState())?.id ?? '';
  const threshold = () => selectedObject(project.store.getState())?.presenceThreshold;
  objects.setPresenceThreshold(id, 0.8);
  objects.setPresenceThreshold(id, 0.9);
  expect(threshold()).toBe(0.9);
  objects.resetMask(id);
  expect(threshold()).toBeNull();
  project.undo();
  expect(project.undo()).toBe('change the presence threshold');
  expect(threshold()).toBeNull();
});

test('an empty name is no name for an object without a sentence; locked ones refuse', async () => {
  const { objects, project, names, points } = open();
  await objects.addPointed({ frameIndex: 3, box: BOX, name: 'dog' });
  const id = selectedObject(project.store.getState())?.id ?? '';
  objects.rename(id, ' ');
  expect(names()).toEqual(['dog']);
  objects.setLocked(id, true);
  await objects.addPoint(id, pointPrompt('include', 9, OTHER));
  expect(points()).toHaveLength(1);
});
