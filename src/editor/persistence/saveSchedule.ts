/** What the header says of the project: `nothing` is there to save, or how far it is saved. */
export type SavingState = 'nothing' | 'unsaved' | 'saved' | 'failed';

/** When a project is written. Pure: the caller has the clock, the timer and the storage. */
export type SaveSchedule = {
  /** Kept under this id; null before the first write of a new project. */
  readonly id: string | null;
  /** When it is to be written, on the caller's clock; null when nothing is new. */
  readonly dueMilliseconds: number | null;
  /** Something that the person did is not written yet; masks that come in are not of that kind. */
  readonly isEdited: boolean;
  readonly saving: SavingState;
};

export type SaveEvent =
  /** The project is this one of those kept; null is one that came from a file. */
  | { readonly kind: 'attached'; readonly id: string | null }
  | { readonly kind: 'edited' }
  | { readonly kind: 'results-changed'; readonly isRunning: boolean }
  /** The snapshot was taken. @param id null when there was nothing worth keeping. */
  | { readonly kind: 'writing'; readonly id: string | null }
  | { readonly kind: 'written'; readonly hasFailed: boolean }
  | { readonly kind: 'closed' };

const SAVE_AFTER_EDIT_MILLISECONDS = 1000;
/** While masks come in, they are written now and then. */
const SAVE_WHILE_RUNNING_MILLISECONDS = 6000;

export const NOTHING_TO_SAVE: SaveSchedule = {
  id: null,
  dueMilliseconds: null,
  isEdited: false,
  saving: 'nothing',
};

/** The earlier of what is due already and of now and so much later. */
const dueWithin = (
  { dueMilliseconds }: SaveSchedule,
  nowMilliseconds: number,
  milliseconds: number,
): number => Math.min(dueMilliseconds ?? Number.POSITIVE_INFINITY, nowMilliseconds + milliseconds);

export const nextSchedule = (
  before: SaveSchedule,
  event: SaveEvent,
  nowMilliseconds: number,
): SaveSchedule => {
  const within = (milliseconds: number): number => dueWithin(before, nowMilliseconds, milliseconds);
  const edited: SaveSchedule = {
    ...before,
    isEdited: true,
    saving: 'unsaved',
    dueMilliseconds: within(SAVE_AFTER_EDIT_MILLISECONDS),
  };
  switch (event.kind) {
    case 'attached':
      return event.id === null
        ? {
            ...edited,
            id: null,
            dueMilliseconds: nowMilliseconds + SAVE_AFTER_EDIT_MILLISECONDS,
          }
        : { id: event.id, dueMilliseconds: null, isEdited: false, saving: 'saved' };
    case 'edited':
      return edited;
    case 'results-changed': {
      const { isRunning } = event;
      const delay = isRunning ? SAVE_WHILE_RUNNING_MILLISECONDS : SAVE_AFTER_EDIT_MILLISECONDS;
      return { ...before, dueMilliseconds: within(delay) };
    }
    case 'writing':
      return {
        id: event.id,
        dueMilliseconds: null,
        isEdited: false,
        saving: event.id === null ? 'nothing' : before.saving,
      };
    case 'written':
      if (event.hasFailed) {
        return { ...before, saving: 'failed' };
      }
      return { ...before, saving: before.isEdited ? 'unsaved' : 'saved' };
    default:
      return NOTHING_TO_SAVE;
  }
};
