import type { Action } from './action.ts';
import { CANVAS_ACTIONS } from './canvasActions.ts';
import { CORRECTION_ACTIONS } from './correctionActions.ts';
import { SEARCH_ACTIONS } from './searchActions.ts';
import { NAVIGATION_ACTIONS } from './navigationActions.ts';
import { OBJECT_ACTIONS } from './objectActions.ts';
import { PLAYBACK_ACTIONS } from './playbackActions.ts';
import { TIMELINE_ACTIONS } from './timelineActions.ts';
import { VIEW_ACTIONS } from './viewActions.ts';

/**
 * The one list of what can be done: the key handler, the tooltips, the menus, the command palette
 * and the sheet of shortcuts are all made from it.
 */
export const ACTIONS = [
  ...PLAYBACK_ACTIONS,
  ...NAVIGATION_ACTIONS,
  ...TIMELINE_ACTIONS,
  ...SEARCH_ACTIONS,
  ...OBJECT_ACTIONS,
  ...CORRECTION_ACTIONS,
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
