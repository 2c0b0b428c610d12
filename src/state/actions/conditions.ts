import type { Earmark } from '../earmark.ts';
import { selectedView } from '../objectViews.ts';
import { selectedObject, type ProjectObject } from '../project.ts';

export const always = (): boolean => true;

export const hasClip = ({ session, view }: Earmark): boolean =>
  session.getState().clip !== null && view.getState().page === 'editor';

export const selected = ({ project }: Earmark): ProjectObject | null =>
  selectedObject(project.store.getState());

export const hasObject = (earmark: Earmark): boolean =>
  hasClip(earmark) && selected(earmark) !== null;

export const isUnlocked = (earmark: Earmark): boolean =>
  hasObject(earmark) && selected(earmark)?.isLocked === false;

export const hasResult = (earmark: Earmark): boolean =>
  hasClip(earmark) &&
  Boolean(selectedView(earmark.project.store.getState(), earmark.session.getState())?.result);
