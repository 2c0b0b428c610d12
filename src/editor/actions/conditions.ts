import type { Earmark } from '../earmark.ts';
import { selectedView } from '../search/objectViews.ts';
import { selectedObject, type ProjectObject } from '../document/projectDocument.ts';

export const always = (): boolean => true;

export const hasClip = ({ session, view }: Earmark): boolean =>
  session.getState().clip !== null && view.getState().page === 'editor';

export const currentObject = ({ project }: Earmark): ProjectObject | null =>
  selectedObject(project.store.getState());

export const hasCurrentObject = (earmark: Earmark): boolean =>
  hasClip(earmark) && currentObject(earmark) !== null;

export const hasUnlockedObject = (earmark: Earmark): boolean =>
  hasCurrentObject(earmark) && currentObject(earmark)?.isLocked === false;

export const hasResult = (earmark: Earmark): boolean =>
  hasClip(earmark) &&
  Boolean(selectedView(earmark.project.store.getState(), earmark.session.getState())?.result);
