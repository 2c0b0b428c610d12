import { useRef, type PointerEvent } from 'react';
import { frameIndexAt } from '../../../core/time/frameTable.ts';
import { secondsAt, shareAt, snapToNearest, type TimeScale } from '../../../core/time/timeScale.ts';
import type { ClipInfo } from '../../../protocol/requests.ts';
import type { Earmark } from '../../earmark.ts';
import { objectViews } from '../../search/objectViews.ts';
import { stateChangeFrames } from '../../search/queryResult.ts';
import { useEarmark } from '../../session/hooks.ts';

type SeekDragHandlers = {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerCancel: (event: PointerEvent<HTMLElement>) => void;
};

/** Snapping distance in CSS pixels; Alt disables snapping. */
const SNAP_DISTANCE_PIXELS = 6;

/** Frame indices that a drag snaps to: state changes of visible objects, In and Out, scene cuts. */
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
  const cuts = session.getState().clip?.cuts ?? [];
  return [...changes, ...cuts, ...(range ? [range.first, range.last] : [])];
};

/**
 * Index of the frame under the pointer, or of a nearby frame of `snaps`.
 * @param area the element that the time scale spans.
 */
export const frameIndexUnderPointer = (
  { clientX, altKey }: Pick<PointerEvent, 'clientX' | 'altKey'>,
  area: Element,
  scale: TimeScale,
  { ptsSeconds }: ClipInfo,
  snaps: readonly number[],
): number => {
  const { left, width } = area.getBoundingClientRect();
  const x = Math.min(Math.max(clientX - left, 0), width);
  const frameIndex = frameIndexAt(ptsSeconds, secondsAt(scale, x / width));
  if (altKey || snaps.length === 0) {
    return frameIndex;
  }
  const positions = snaps.map((snap) => shareAt(scale, ptsSeconds[snap] ?? 0) * width);
  const snapIndex = positions.indexOf(snapToNearest(x, positions, SNAP_DISTANCE_PIXELS));
  return snaps[snapIndex] ?? frameIndex;
};

/** Dragging over the timeline moves the playhead; playback resumes on release. */
export const useSeekDrag = (clip: ClipInfo, scale: TimeScale): SeekDragHandlers => {
  const earmark = useEarmark();
  const { player, objects } = earmark;
  const wasPlaying = useRef(false);
  const snaps = useRef<readonly number[]>([]);

  const seek = (event: PointerEvent<HTMLElement>): void =>
    player.seek(frameIndexUnderPointer(event, event.currentTarget, scale, clip, snaps.current));
  const end = ({ currentTarget, pointerId }: PointerEvent<HTMLElement>): void => {
    if (currentTarget.hasPointerCapture(pointerId)) {
      currentTarget.releasePointerCapture(pointerId);
      if (wasPlaying.current) {
        player.play();
      }
    }
  };
  return {
    onPointerDown(event) {
      if (event.button !== 0) {
        return;
      }
      const lane = event.target instanceof Element ? event.target.closest('[data-lane]') : null;
      if (lane instanceof HTMLElement) {
        objects.select(lane.dataset['lane'] ?? '');
      }
      event.currentTarget.setPointerCapture(event.pointerId);
      wasPlaying.current = player.transport.getState().motion === 'playing';
      snaps.current = snapFrames(earmark);
      player.pause();
      seek(event);
    },
    onPointerMove(event) {
      if (event.currentTarget.hasPointerCapture(event.pointerId)) {
        seek(event);
      }
    },
    onPointerUp: end,
    onPointerCancel: end,
  };
};
