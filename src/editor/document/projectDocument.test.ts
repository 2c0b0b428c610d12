import { expect, test } from 'vitest';
import {
  createProjectDocument,
  firstFreeLookIndex,
  isObjectShown,
  createObject,
  objectName,
  selectedObject,
  type ProjectDocument,
} from './projectDocument.ts';

const open = () => {
  const clock = { milliseconds: 0 };
  const project = createProjectDocument(() => clock.milliseconds);
  return { project, clock };
};

const add = (project: ProjectDocument, id: string, expression = id): void =>
  project.edit({ label: `find ${expression}` }, ({ objects }) => ({
    objects: [createObject(id, expression, firstFreeLookIndex(objects)), ...objects],
  }));

const ids = ({ store }: ProjectDocument): string[] => store.getState().objects.map(({ id }) => id);

const setThreshold = (project: ProjectDocument, maskThreshold: number): void =>
  project.edit({ label: 'threshold', mergeKey: 'threshold/a' }, ({ objects }) => ({
    objects: objects.map((object) => ({ ...object, maskThreshold })),
  }));

test('undo and redo go step by step and tell what they did', () => {
  const { project } = open();
  expect(project.undo()).toBeNull();
  add(project, 'a');
  add(project, 'b');
  expect(ids(project)).toEqual(['b', 'a']);
  expect(project.undo()).toBe('find b');
  expect(ids(project)).toEqual(['a']);
  expect(project.redo()).toBe('find b');
  expect(ids(project)).toEqual(['b', 'a']);
  expect(project.redo()).toBeNull();
  project.undo();
  add(project, 'c');
  expect(project.redo()).toBeNull();
});

test('a dragged slider is one step; a later drag is another', () => {
  const { project, clock } = open();
  add(project, 'a');
  for (let step = 1; step <= 20; step++) {
    clock.milliseconds += 16;
    setThreshold(project, step / 100);
  }
  clock.milliseconds += 5000;
  setThreshold(project, 0.9);
  const threshold = () => project.store.getState().objects[0]?.maskThreshold;
  expect(threshold()).toBe(0.9);
  project.undo();
  expect(threshold()).toBe(0.2);
  project.undo();
  expect(threshold()).toBeNull();
  // What is dragged right after an undo is a step of its own.
  project.redo();
  setThreshold(project, 0.4);
  project.undo();
  expect(threshold()).toBe(0.2);
});

test('selecting is no step', () => {
  const { project } = open();
  add(project, 'a');
  add(project, 'b');
  project.select('a');
  expect(project.undo()).toBe('find b');
  expect(project.store.getState().selectedId).toBe('a');
});

test('what is retracted leaves no step behind', () => {
  const { project } = open();
  add(project, 'a');
  add(project, 'b');
  project.retract(({ objects }) => ({ objects: objects.filter(({ id }) => id !== 'b') }));
  expect(ids(project)).toEqual(['a']);
  expect(project.undo()).toBe('find a');
  expect(ids(project)).toEqual([]);
});

test('the object on top stands in for a selection that is gone', () => {
  const { project } = open();
  expect(selectedObject(project.store.getState())).toBeNull();
  add(project, 'a');
  add(project, 'b');
  project.select('gone');
  expect(selectedObject(project.store.getState())?.id).toBe('b');
});

test('solo hides the others, and shows what is hidden', () => {
  const { project } = open();
  add(project, 'a');
  add(project, 'b');
  project.edit({ label: 'hide' }, ({ objects }) => ({
    objects: objects.map((object) => ({ ...object, isVisible: object.id === 'b' })),
  }));
  const shown = () => {
    const state = project.store.getState();
    return state.objects.filter((object) => isObjectShown(state, object)).map(({ id }) => id);
  };
  expect(shown()).toEqual(['b']);
  project.edit({ label: 'solo' }, () => ({ soloId: 'a' }));
  expect(shown()).toEqual(['a']);
  // The solo of an object that is gone hides nothing.
  project.edit({ label: 'delete' }, ({ objects }) => ({
    objects: objects.filter(({ id }) => id !== 'a'),
  }));
  expect(shown()).toEqual(['b']);
});

test('a new project begins without history', () => {
  const { project } = open();
  add(project, 'a');
  project.replace({ objects: [createObject('z', 'the z', 0)] });
  expect(ids(project)).toEqual(['z']);
  expect(project.undo()).toBeNull();
});

test('looks are used again once they are free; a name is the sentence until it is given', () => {
  expect(firstFreeLookIndex([createObject('a', 'a', 0), createObject('b', 'b', 2)])).toBe(1);
  expect(objectName(createObject('a', 'the dog', 0))).toBe('the dog');
  expect(objectName({ ...createObject('a', 'the dog', 0), name: 'Rex' })).toBe('Rex');
});
