import type { Earmark } from '../../earmark.ts';
import { objectViews } from '../../search/objectViews.ts';
import { stateChangeFrames } from '../../search/queryResult.ts';

/** Frames at which dragging stops: where shown things appear or vanish, In and Out. */
export const snapFrames = ({ project, session, view }: Earmark): readonly number[] => {
  if (!view.getState().isSnapping) {
    return [];
  }
  const state = project.store.getState();
  const changes = objectViews(state, session.getState()).flatMap((object) =>
    object.isShown && object.result
      ? stateChangeFrames(object.result, object.presenceThreshold)
      : [],
  );
  const { range } = state;
  return range ? [...changes, range.first, range.last] : changes;
};
