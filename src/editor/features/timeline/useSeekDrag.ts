import { useRef, type PointerEvent } from 'react';
import { frameIndexAt } from '../../../core/time/frameTable.ts';
import { secondsAt, shareAt, snapToNearest, type TimeScale } from '../../../core/time/timeScale.ts';
import type { ClipInfo } from '../../../protocol/requests.ts';
import { useEarmark } from '../../session/hooks.ts';
import { snapFrames } from './snapFrames.ts';

type SeekDragHandlers = {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerCancel: (event: PointerEvent<HTMLElement>) => void;
};

/** CSS pixels within which a drag snaps; Alt keeps it from doing so. */
const SNAP_DISTANCE_PIXELS = 6;

/**
 * The frame under a pointer, or one of `snaps` if it is near.
 * @param area what the scale is laid over.
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
  const places = snaps.map((snap) => shareAt(scale, ptsSeconds[snap] ?? 0) * width);
  const place = places.indexOf(snapToNearest(x, places, SNAP_DISTANCE_PIXELS));
  return snaps[place] ?? frameIndex;
};

/** Dragging over the timeline moves the playhead; playing goes on where it is let go. */
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
