import type { Earmark } from './earmark.ts';
import { objectViews } from './objectViews.ts';
import { changeFrames } from './result.ts';

/** Frames at which dragging stops: where shown things appear or vanish, In and Out. */
export const snapFrames = ({ project, session, view }: Earmark): readonly number[] => {
  if (!view.getState().isSnapping) {
    return [];
  }
  const state = project.store.getState();
  const changes = objectViews(state, session.getState()).flatMap((object) =>
    object.isShown && object.result ? changeFrames(object.result, object.presenceThreshold) : [],
  );
  const { range } = state;
  return range ? [...changes, range.first, range.last] : changes;
};
