import type { Action, KeyBinding } from '../action.ts';
import type { Earmark } from '../earmark.ts';
import type { ProjectObject } from '../project.ts';
import { announce } from '../sessionStore.ts';
import { hasClip, hasObject, isUnlocked, selected } from './conditions.ts';

const DIGITS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

/** The object whose place in the list is on the key. */
const numbered = ({ project }: Earmark, binding?: KeyBinding): ProjectObject | undefined =>
  project.store.getState().objects[Number(binding?.code.replace('Digit', '')) - 1];

const onSelected =
  (perform: (earmark: Earmark, object: ProjectObject) => void) =>
  (earmark: Earmark): void => {
    const object = selected(earmark);
    if (object) {
      perform(earmark, object);
    }
  };

const moveBy = (places: number) =>
  onSelected(({ objects, project }, object) =>
    objects.move(object.id, project.store.getState().objects.indexOf(object) + places),
  );

const edit = (field: 'name' | 'expression') =>
  onSelected(({ view }, { id }) => view.setState({ editing: { objectId: id, field } }));

const canUndo = ({ project }: Earmark): boolean =>
  project.store.temporal.getState().pastStates.length > 0;
const canRedo = ({ project }: Earmark): boolean =>
  project.store.temporal.getState().futureStates.length > 0;

export const OBJECT_ACTIONS = [
  {
    id: 'undo',
    label: 'Undo',
    group: 'Objects',
    keys: [{ code: 'KeyZ', primary: true }],
    enabled: (earmark) => hasClip(earmark) && canUndo(earmark),
    perform: ({ project, session }) => announce(session, `Undone: ${project.undo() ?? 'nothing'}.`),
  },
  {
    id: 'redo',
    label: 'Redo',
    group: 'Objects',
    keys: [
      { code: 'KeyZ', primary: true, shift: true },
      { code: 'KeyY', primary: true },
    ],
    enabled: (earmark) => hasClip(earmark) && canRedo(earmark),
    perform: ({ project, session }) => announce(session, `Redone: ${project.redo() ?? 'nothing'}.`),
  },
  {
    id: 'select-object',
    label: 'Choose an object by its place',
    group: 'Objects',
    keys: DIGITS.map((digit) => ({ code: `Digit${digit}` })),
    keysText: '1 to 9',
    needsKey: true,
    enabled: hasObject,
    perform(earmark, binding) {
      const object = numbered(earmark, binding);
      if (object) {
        earmark.objects.select(object.id);
      }
    },
  },
  {
    id: 'solo-object',
    label: 'Show one alone, by its place; again for all',
    group: 'Objects',
    keys: DIGITS.map((digit) => ({ code: `Digit${digit}`, shift: true as const })),
    keysText: 'Shift 1 to 9',
    needsKey: true,
    enabled: hasObject,
    perform(earmark, binding) {
      const object = numbered(earmark, binding);
      if (object) {
        earmark.objects.toggleSolo(object.id);
      }
    },
  },
  {
    id: 'solo',
    label: 'Show it alone; again for all',
    group: 'Objects',
    keys: [{ code: 'KeyS' }],
    enabled: hasObject,
    perform: onSelected(({ objects }, { id }) => objects.toggleSolo(id)),
  },
  {
    id: 'hide',
    label: 'Hide or show it',
    group: 'Objects',
    keys: [{ code: 'KeyH' }],
    enabled: hasObject,
    perform: onSelected(({ objects }, { id, isVisible }) => objects.setVisible(id, !isVisible)),
  },
  {
    id: 'lock',
    label: 'Lock or unlock it',
    group: 'Objects',
    keys: [{ code: 'KeyL', shift: true }],
    enabled: hasObject,
    perform: onSelected(({ objects }, { id, isLocked }) => objects.setLocked(id, !isLocked)),
  },
  {
    id: 'rename',
    label: 'Rename it',
    group: 'Objects',
    keys: [{ code: 'F2' }],
    enabled: isUnlocked,
    perform: edit('name'),
  },
  {
    id: 'edit-expression',
    label: 'Change its sentence',
    group: 'Objects',
    keys: [{ code: 'KeyR' }],
    enabled: isUnlocked,
    perform: edit('expression'),
  },
  {
    id: 'duplicate',
    label: 'Duplicate it',
    group: 'Objects',
    keys: [{ code: 'KeyD', primary: true }],
    enabled: hasObject,
    perform: onSelected(({ objects }, { id }) => objects.duplicate(id)),
  },
  {
    id: 'delete',
    label: 'Delete it',
    group: 'Objects',
    keys: [{ code: 'Delete' }, { code: 'Backspace' }],
    enabled: isUnlocked,
    perform: onSelected(({ objects }, { id }) => objects.remove(id)),
  },
  {
    id: 'move-up',
    label: 'Move it up, over the others',
    group: 'Objects',
    keys: [{ code: 'ArrowUp', alt: true }],
    enabled: hasObject,
    perform: moveBy(-1),
  },
  {
    id: 'move-down',
    label: 'Move it down, under the others',
    group: 'Objects',
    keys: [{ code: 'ArrowDown', alt: true }],
    enabled: hasObject,
    perform: moveBy(1),
  },
] as const satisfies readonly Action[];
