/** Why a project could not be written: no room, storage that the browser forbids, or anything else. */
type SaveFailure = 'full' | 'blocked' | 'failed';
/** Shown in the header; `nothing`: there is no project to save; `unsaved`: a write is due soon. */
export type SavingState = 'nothing' | 'unsaved' | 'saved' | SaveFailure;

/** When a project is written. Pure: the caller has the clock, the timer and the storage. */
type SaveSchedule = {
  /** Id in the storage; null before the first write of a new project. */
  readonly id: string | null;
  /** Time of the next write, on the caller's clock; null when nothing has changed. */
  readonly dueMilliseconds: number | null;
  /** An edit, or what a run found that has ended, is not written yet. */
  readonly isUnsaved: boolean;
  /** Another project is being put in place: nothing is written until it is known which. */
  readonly isHeld: boolean;
  readonly saving: SavingState;
};

export type SaveEvent =
  | { readonly kind: 'held' }
  /** The other project did not come: the one before stays. */
  | { readonly kind: 'released' }
  /** The project was opened from the storage, or from a file: null. */
  | { readonly kind: 'attached'; readonly id: string | null }
  | { readonly kind: 'edited' }
  /** Masks that come while a run goes on make nothing unsaved: its end does. */
  | { readonly kind: 'results-changed'; readonly isRunning: boolean }
  /** A write begins; null: there is nothing to store. */
  | { readonly kind: 'writing'; readonly id: string | null }
  | { readonly kind: 'written'; readonly failure: SaveFailure | null }
  | { readonly kind: 'closed' };

const SAVE_AFTER_EDIT_MILLISECONDS = 1000;
/** During a run its masks are written at this interval. */
const SAVE_WHILE_RUNNING_MILLISECONDS = 6000;

export const NOTHING_TO_SAVE: SaveSchedule = {
  id: null,
  dueMilliseconds: null,
  isUnsaved: false,
  isHeld: false,
  saving: 'nothing',
};

/** The earlier of the due time and `milliseconds` from now; null while writing is held. */
const dueWithin = (
  { dueMilliseconds, isHeld }: SaveSchedule,
  nowMilliseconds: number,
  milliseconds: number,
): number | null =>
  isHeld
    ? null
    : Math.min(dueMilliseconds ?? Number.POSITIVE_INFINITY, nowMilliseconds + milliseconds);

export const nextSchedule = (
  before: SaveSchedule,
  event: SaveEvent,
  nowMilliseconds: number,
): SaveSchedule => {
  const within = (milliseconds: number): number | null =>
    dueWithin(before, nowMilliseconds, milliseconds);
  const unsaved: SaveSchedule = {
    ...before,
    isUnsaved: true,
    saving: 'unsaved',
    dueMilliseconds: within(SAVE_AFTER_EDIT_MILLISECONDS),
  };
  switch (event.kind) {
    case 'held':
      return { ...before, isHeld: true, dueMilliseconds: null };
    case 'released':
      return {
        ...before,
        isHeld: false,
        dueMilliseconds: nowMilliseconds + SAVE_AFTER_EDIT_MILLISECONDS,
      };
    case 'attached':
      return event.id === null
        ? {
            ...unsaved,
            id: null,
            isHeld: false,
            dueMilliseconds: nowMilliseconds + SAVE_AFTER_EDIT_MILLISECONDS,
          }
        : { ...NOTHING_TO_SAVE, id: event.id, saving: 'saved' };
    case 'edited':
      return unsaved;
    case 'results-changed':
      return event.isRunning
        ? { ...before, dueMilliseconds: within(SAVE_WHILE_RUNNING_MILLISECONDS) }
        : unsaved;
    case 'writing':
      return {
        ...NOTHING_TO_SAVE,
        id: event.id,
        saving: event.id === null ? 'nothing' : before.saving,
      };
    case 'written':
      if (event.failure !== null) {
        return { ...before, saving: event.failure };
      }
      return { ...before, saving: before.isUnsaved ? 'unsaved' : 'saved' };
    default:
      return NOTHING_TO_SAVE;
  }
};

const FULL: ReadonlySet<string> = new Set(['QuotaExceededError']);
const BLOCKED: ReadonlySet<string> = new Set([
  'SecurityError',
  'InvalidStateError',
  'NotAllowedError',
  'UnknownError',
  'ReferenceError',
  'TypeError',
]);

/** What browsers throw at IndexedDB that is full, or forbidden as in some private windows. */
export const describeSaveFailure = (thrown: unknown): SaveFailure => {
  const name = thrown instanceof Error ? thrown.name : '';
  if (FULL.has(name)) {
    return 'full';
  }
  return BLOCKED.has(name) ? 'blocked' : 'failed';
};

export const isSaveFailure = (saving: SavingState): saving is SaveFailure =>
  saving === 'full' || saving === 'blocked' || saving === 'failed';
