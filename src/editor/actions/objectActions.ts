import type { Action, KeyBinding } from './action.ts';
import type { Earmark } from '../earmark.ts';
import { isPointed, type ProjectObject } from '../document/projectDocument.ts';
import { announceVisibly } from '../session/sessionStore.ts';
import { hasClip, hasCurrentObject, hasUnlockedObject, currentObject } from './conditions.ts';

const DIGITS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

/** The object at the list position that the key's digit names. */
const objectOfDigit = ({ project }: Earmark, binding?: KeyBinding): ProjectObject | undefined =>
  project.store.getState().objects[Number(binding?.code.replace('Digit', '')) - 1];

const withCurrentObject =
  (perform: (earmark: Earmark, object: ProjectObject) => void) =>
  (earmark: Earmark): void => {
    const object = currentObject(earmark);
    if (object) {
      perform(earmark, object);
    }
  };

const reorderBy = (places: number) =>
  withCurrentObject(({ objects, project }, object) =>
    objects.move(object.id, project.store.getState().objects.indexOf(object) + places),
  );

const startInlineEdit = (field: 'name' | 'expression') =>
  withCurrentObject(({ view }, { id }) => view.setState({ editing: { objectId: id, field } }));

const canUndo = ({ project }: Earmark): boolean =>
  project.store.temporal.getState().pastStates.length > 0;
const canRedo = ({ project }: Earmark): boolean =>
  project.store.temporal.getState().futureStates.length > 0;

export const OBJECT_ACTIONS = [
  {
    id: 'undo',
    label: 'Undo',
    keywords: ['revert', 'step back in history', 'history'],
    group: 'Edit',
    keys: [{ code: 'KeyZ', primary: true }],
    enabled: (earmark) => hasClip(earmark) && canUndo(earmark),
    perform: ({ project, session }) =>
      announceVisibly(session, `Undone: ${project.undo() ?? 'nothing'}.`),
  },
  {
    id: 'redo',
    label: 'Redo',
    keywords: ['repeat', 'history'],
    group: 'Edit',
    keys: [
      { code: 'KeyZ', primary: true, shift: true },
      { code: 'KeyY', primary: true },
    ],
    enabled: (earmark) => hasClip(earmark) && canRedo(earmark),
    perform: ({ project, session }) =>
      announceVisibly(session, `Redone: ${project.redo() ?? 'nothing'}.`),
  },
  {
    id: 'select-object',
    label: 'Select object 1 to 9',
    hint: 'by its place in the list',
    keywords: ['choose object'],
    group: 'Objects',
    keys: DIGITS.map((digit) => ({ code: `Digit${digit}` })),
    keysText: '1 to 9',
    needsKey: true,
    enabled: hasCurrentObject,
    perform(earmark, binding) {
      const object = objectOfDigit(earmark, binding);
      if (object) {
        earmark.objects.select(object.id);
      }
    },
  },
  {
    id: 'solo-object',
    label: 'Solo object 1 to 9',
    hint: 'by its place in the list',
    keywords: ['isolate object'],
    group: 'Objects',
    keys: DIGITS.map((digit) => ({ code: `Digit${digit}`, shift: true as const })),
    keysText: 'Shift 1 to 9',
    needsKey: true,
    enabled: hasCurrentObject,
    perform(earmark, binding) {
      const object = objectOfDigit(earmark, binding);
      if (object) {
        earmark.objects.toggleSolo(object.id);
      }
    },
  },
  {
    id: 'solo',
    label: 'Solo',
    hint: 'shows this object alone',
    keywords: ['isolate', 'show alone', 'unsolo', 'only this object'],
    group: 'Objects',
    keys: [{ code: 'KeyS' }],
    enabled: hasCurrentObject,
    perform: withCurrentObject(({ objects }, { id }) => objects.toggleSolo(id)),
  },
  {
    id: 'hide',
    label: 'Hide',
    labelNow: (earmark) => (currentObject(earmark)?.isVisible === false ? 'Show' : 'Hide'),
    keywords: ['visible', 'visibility', 'show', 'unhide', 'eye', 'toggle visibility'],
    group: 'Objects',
    keys: [{ code: 'KeyH' }],
    enabled: hasCurrentObject,
    perform: withCurrentObject(({ objects }, { id, isVisible }) =>
      objects.setVisible(id, !isVisible),
    ),
  },
  {
    id: 'lock',
    label: 'Lock',
    labelNow: (earmark) => (currentObject(earmark)?.isLocked ? 'Unlock' : 'Lock'),
    keywords: ['unlock', 'protect', 'freeze object'],
    group: 'Objects',
    keys: [{ code: 'KeyL', shift: true }],
    enabled: hasCurrentObject,
    perform: withCurrentObject(({ objects }, { id, isLocked }) => objects.setLocked(id, !isLocked)),
  },
  {
    id: 'rename',
    label: 'Rename',
    keywords: ['name', 'label', 'title'],
    group: 'Objects',
    keys: [{ code: 'F2' }],
    enabled: hasUnlockedObject,
    perform: startInlineEdit('name'),
  },
  {
    id: 'edit-sentence',
    label: 'Edit sentence',
    keywords: ['change sentence', 'edit query', 'change query', 'edit prompt'],
    group: 'Objects',
    keys: [{ code: 'KeyR' }],
    enabled: (earmark) => {
      const object = currentObject(earmark);
      return hasUnlockedObject(earmark) && object !== null && !isPointed(object);
    },
    perform: startInlineEdit('expression'),
  },
  {
    id: 'duplicate',
    label: 'Duplicate',
    keywords: ['copy object', 'clone'],
    group: 'Objects',
    keys: [{ code: 'KeyD', primary: true }],
    enabled: hasCurrentObject,
    perform: withCurrentObject(({ objects }, { id }) => objects.duplicate(id)),
  },
  {
    id: 'delete',
    label: 'Delete',
    keywords: ['remove', 'erase object', 'trash'],
    group: 'Objects',
    keys: [{ code: 'Delete' }, { code: 'Backspace' }],
    enabled: hasUnlockedObject,
    perform: withCurrentObject(({ objects }, { id }) => objects.remove(id)),
  },
  {
    id: 'move-up',
    label: 'Move up',
    hint: 'in front of the others',
    keywords: ['bring forward', 'to foreground', 'raise', 'layer up', 'reorder'],
    group: 'Objects',
    keys: [{ code: 'ArrowUp', alt: true }],
    enabled: hasCurrentObject,
    perform: reorderBy(-1),
  },
  {
    id: 'move-down',
    label: 'Move down',
    hint: 'behind the others',
    keywords: ['send backward', 'to background', 'lower', 'layer down'],
    group: 'Objects',
    keys: [{ code: 'ArrowDown', alt: true }],
    enabled: hasCurrentObject,
    perform: reorderBy(1),
  },
] as const satisfies readonly Action[];
