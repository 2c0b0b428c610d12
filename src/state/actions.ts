import type { Action } from './action.ts';
import { CANVAS_ACTIONS } from './actions/canvas.ts';
import { CORRECTING_ACTIONS } from './actions/correcting.ts';
import { FINDING_ACTIONS } from './actions/finding.ts';
import { MOVING_ACTIONS } from './actions/moving.ts';
import { OBJECT_ACTIONS } from './actions/objects.ts';
import { PLAYING_ACTIONS } from './actions/playing.ts';
import { TIMELINE_ACTIONS } from './actions/timeline.ts';
import { VIEW_ACTIONS } from './actions/view.ts';

/**
 * The one list of what can be done: the key handler, the tooltips, the menus, the command palette
 * and the sheet of shortcuts are all made from it.
 */
export const ACTIONS = [
  ...PLAYING_ACTIONS,
  ...MOVING_ACTIONS,
  ...TIMELINE_ACTIONS,
  ...FINDING_ACTIONS,
  ...OBJECT_ACTIONS,
  ...CORRECTING_ACTIONS,
  ...CANVAS_ACTIONS,
  ...VIEW_ACTIONS,
] as const satisfies readonly Action[];

export type ActionId = (typeof ACTIONS)[number]['id'];

export const actionById = (id: ActionId): Action => {
  const action: Action | undefined = ACTIONS.find((candidate) => candidate.id === id);
  if (!action) {
    throw new Error(`No action is called ${id}.`);
  }
  return action;
};
