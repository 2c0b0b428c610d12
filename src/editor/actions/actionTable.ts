import type { Action } from './action.ts';
import { CANVAS_ACTIONS } from './canvasActions.ts';
import { CORRECTION_ACTIONS } from './correctionActions.ts';
import { SEARCH_ACTIONS } from './searchActions.ts';
import { MASK_ACTIONS } from './maskActions.ts';
import { NAVIGATION_ACTIONS } from './navigationActions.ts';
import { OBJECT_ACTIONS } from './objectActions.ts';
import { PLAYBACK_ACTIONS } from './playbackActions.ts';
import { TIMELINE_ACTIONS } from './timelineActions.ts';
import { VIEW_ACTIONS } from './viewActions.ts';

/**
 * Every action of the editor. The key handler, tooltips, menus, command palette and list of
 * shortcuts all read this table; `docs/labels.md` compares its labels with other programs.
 */
export const ACTIONS = [
  ...PLAYBACK_ACTIONS,
  ...NAVIGATION_ACTIONS,
  ...TIMELINE_ACTIONS,
  ...SEARCH_ACTIONS,
  ...OBJECT_ACTIONS,
  ...CORRECTION_ACTIONS,
  ...MASK_ACTIONS,
  ...CANVAS_ACTIONS,
  ...VIEW_ACTIONS,
] as const satisfies readonly Action[];

export type ActionId = (typeof ACTIONS)[number]['id'];

export const actionById = (id: ActionId): Action => {
  const action: Action | undefined = ACTIONS.find((candidate) => candidate.id === id);
  if (!action) {
    throw new Error(`No action has the id ${id}.`);
  }
  return action;
};
