import { useRef, type PointerEvent } from 'react';
import { frameIndexAt } from '../../core/frameTable.ts';
import type { ClipInfo } from '../../engine/protocol.ts';
import type { Player } from '../../player/player.ts';

type SeekDrag = {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerCancel: (event: PointerEvent<HTMLElement>) => void;
};

/** Dragging over the timeline moves the playhead; playing goes on where it is let go. */
export const useSeekDrag = (player: Player, clip: ClipInfo): SeekDrag => {
  const wasPlaying = useRef(false);

  const seek = ({ currentTarget, clientX }: PointerEvent<HTMLElement>): void => {
    const { left, width } = currentTarget.getBoundingClientRect();
    const share = Math.min(Math.max((clientX - left) / width, 0), 1);
    player.seek(frameIndexAt(clip.ptsSeconds, share * clip.durationSeconds));
  };
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
      event.currentTarget.setPointerCapture(event.pointerId);
      wasPlaying.current = player.transport.getState().motion === 'playing';
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
