import { expect, test } from 'vitest';
import { NOTHING_TO_SAVE, nextSchedule, type SaveEvent } from './saveSchedule.ts';

/** Events with the time at which each of them happens. */
const after = (...events: readonly (readonly [number, SaveEvent])[]) =>
  events.reduce((schedule, [now, event]) => nextSchedule(schedule, event, now), NOTHING_TO_SAVE);

const EDITED: SaveEvent = { kind: 'edited' };
const MASKS: SaveEvent = { kind: 'results-changed', isRunning: true };
const ENDED: SaveEvent = { kind: 'results-changed', isRunning: false };
const WRITTEN: SaveEvent = { kind: 'written', failure: null };

test('an edit is written a second later, however many follow it', () => {
  expect(after([0, EDITED])).toMatchObject({ dueMilliseconds: 1000, saving: 'unsaved' });
  expect(after([0, EDITED], [900, EDITED]).dueMilliseconds).toBe(1000);
});

test('masks of a run that goes on are written now and then, and make nothing unsaved', () => {
  expect(after([0, MASKS], [5000, MASKS])).toMatchObject({
    dueMilliseconds: 6000,
    isUnsaved: false,
    saving: 'nothing',
  });
  expect(after([0, MASKS], [100, EDITED]).dueMilliseconds).toBe(1100);
});

test('what a run found that has ended is unsaved until it is written', () => {
  const kept: SaveEvent = { kind: 'attached', id: 'p' };
  const writing: SaveEvent = { kind: 'writing', id: 'p' };
  expect(after([0, kept], [10, MASKS])).toMatchObject({ dueMilliseconds: 6010, saving: 'saved' });
  const ended = after([0, kept], [10, MASKS], [100, ENDED]);
  expect(ended).toMatchObject({ dueMilliseconds: 1100, saving: 'unsaved' });
  const written = nextSchedule(nextSchedule(ended, writing, 1100), WRITTEN, 1200);
  expect(written).toMatchObject({ dueMilliseconds: null, saving: 'saved' });
  // The masks that were written before it ended are not all.
  expect(
    after([0, kept], [10, MASKS], [6010, writing], [6050, ENDED], [6100, WRITTEN]),
  ).toMatchObject({ dueMilliseconds: 7050, saving: 'unsaved' });
});

test('what was edited while the project was written is still unsaved', () => {
  const writing: SaveEvent = { kind: 'writing', id: 'p' };
  expect(after([0, EDITED], [1000, writing], [1100, WRITTEN])).toEqual({
    ...NOTHING_TO_SAVE,
    id: 'p',
    saving: 'saved',
  });
  expect(after([0, EDITED], [1000, writing], [1050, EDITED], [1100, WRITTEN])).toMatchObject({
    id: 'p',
    dueMilliseconds: 2050,
    saving: 'unsaved',
  });
});

test('a write that fails is told until the next one comes through', () => {
  const failed = after(
    [0, EDITED],
    [1000, { kind: 'writing', id: 'p' }],
    [1100, { kind: 'written', failure: 'full' }],
  );
  expect(failed.saving).toBe('full');
  expect(nextSchedule(failed, WRITTEN, 1200).saving).toBe('saved');
});

test('an opened project is saved already; one from a file becomes a new one', () => {
  expect(after([0, EDITED], [10, { kind: 'attached', id: 'kept' }])).toEqual({
    ...NOTHING_TO_SAVE,
    id: 'kept',
    saving: 'saved',
  });
  expect(after([0, EDITED], [500, { kind: 'attached', id: null }])).toEqual({
    ...NOTHING_TO_SAVE,
    dueMilliseconds: 1500,
    isUnsaved: true,
    saving: 'unsaved',
  });
});

test('while another project is put in place, nothing is written: neither it nor the one before', () => {
  const replacing = after(
    [0, EDITED],
    [10, { kind: 'held' }],
    [500, EDITED],
    [600, MASKS],
    [650, ENDED],
  );
  expect(replacing).toMatchObject({ dueMilliseconds: null, isUnsaved: true });
  expect(nextSchedule(replacing, { kind: 'attached', id: 'kept' }, 700)).toEqual({
    ...NOTHING_TO_SAVE,
    id: 'kept',
    saving: 'saved',
  });
  expect(nextSchedule(replacing, { kind: 'attached', id: null }, 700)).toMatchObject({
    isHeld: false,
    dueMilliseconds: 1700,
  });
});

test('a project that could not be put in place leaves the one before, which is written again', () => {
  const one: SaveEvent = { kind: 'attached', id: 'one' };
  expect(after([0, one], [10, { kind: 'held' }], [20, { kind: 'released' }])).toMatchObject({
    id: 'one',
    isHeld: false,
    dueMilliseconds: 1020,
  });
});

test('an empty project is not kept, and a closed one is forgotten', () => {
  expect(after([0, EDITED], [1000, { kind: 'writing', id: null }])).toEqual(NOTHING_TO_SAVE);
  expect(after([0, { kind: 'attached', id: 'p' }], [10, { kind: 'closed' }])).toEqual(
    NOTHING_TO_SAVE,
  );
});
