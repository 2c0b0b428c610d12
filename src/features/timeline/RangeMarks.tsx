import { useRef, type KeyboardEvent, type PointerEvent, type RefObject } from 'react';
import { shareAt, type TimeScale } from '../../core/timeScale.ts';
import type { ClipInfo } from '../../engine/protocol.ts';
import { useEarmark, useProject } from '../../state/hooks.ts';
import type { FrameRange } from '../../state/project.ts';
import { snapFrames } from '../../state/snapFrames.ts';
import { shortTime } from './shortTime.ts';
import styles from './Timeline.module.css';
import { frameUnder } from './useSeekDrag.ts';

type RangeMarksProps = {
  readonly clip: ClipInfo;
  readonly scale: TimeScale;
  /** What the scale is laid over. */
  readonly area: RefObject<HTMLElement | null>;
};

type End = keyof FrameRange;
const NAMES = { first: 'In', last: 'Out' } as const;
const HOP_FRAMES = 10;

const percent = (share: number): string => `${100 * Math.min(Math.max(share, 0), 1)}%`;

/** In and Out: two marks that are dragged or moved by arrow keys, and shade over what is outside. */
export const RangeMarks = ({ clip, scale, area }: RangeMarksProps) => {
  const earmark = useEarmark();
  const { project, player } = earmark;
  const range = useProject((state) => state.range);
  const snaps = useRef<readonly number[]>([]);
  if (!range) {
    return null;
  }
  const lastFrame = clip.ptsSeconds.length - 1;
  const secondsOf = (end: End): number =>
    end === 'first'
      ? (clip.ptsSeconds[range.first] ?? 0)
      : (clip.ptsSeconds[range.last + 1] ?? clip.durationSeconds);

  const move = (end: End, frameIndex: number): void => {
    const [least, most] = end === 'first' ? [0, range.last] : [range.first, lastFrame];
    const inside = Math.min(Math.max(frameIndex, least), most);
    const label = `move ${NAMES[end]}`;
    project.edit({ label, mergeKey: label }, (state) => ({
      range: { ...(state.range ?? range), [end]: inside },
    }));
    player.seek(inside);
  };
  const onKeyDown = (end: End, event: KeyboardEvent): void => {
    const hop = event.shiftKey ? HOP_FRAMES : 1;
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: -hop,
      ArrowDown: -hop,
      ArrowRight: hop,
      ArrowUp: hop,
      PageDown: -HOP_FRAMES,
      PageUp: HOP_FRAMES,
      Home: -Infinity,
      End: Infinity,
    };
    const step = steps[event.key];
    if (step !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      move(end, range[end] + step);
    }
  };
  const onPointerMove = (end: End, event: PointerEvent<HTMLElement>): void => {
    if (area.current && event.currentTarget.hasPointerCapture(event.pointerId)) {
      move(end, frameUnder(event, area.current, scale, clip, snaps.current));
    }
  };
  const inShare = shareAt(scale, secondsOf('first'));
  const outShare = shareAt(scale, secondsOf('last'));
  return (
    <>
      <div className={styles['outside']} style={{ left: 0, width: percent(inShare) }} />
      <div className={styles['outside']} style={{ left: percent(outShare), right: 0 }} />
      {(['first', 'last'] as const).map((end) => {
        const share = end === 'first' ? inShare : outShare;
        const frameIndex = range[end];
        return (
          <div
            key={end}
            className={styles['mark']}
            data-end={end}
            data-outside={share < 0 || share > 1 || undefined}
            style={{ left: percent(share) }}
            // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- it slides over a drawing
            role="slider"
            tabIndex={0}
            aria-label={NAMES[end]}
            aria-valuemin={1}
            aria-valuemax={lastFrame + 1}
            aria-valuenow={frameIndex + 1}
            aria-valuetext={`${shortTime(clip.ptsSeconds[frameIndex] ?? 0)}, frame ${frameIndex + 1}`}
            onKeyDown={(event) => onKeyDown(end, event)}
            onPointerDown={(event) => {
              snaps.current = [
                ...snapFrames(earmark).filter((frame) => frame !== frameIndex),
                player.playhead.value,
              ];
              event.currentTarget.setPointerCapture(event.pointerId);
              player.pause();
            }}
            onPointerMove={(event) => onPointerMove(end, event)}
          />
        );
      })}
    </>
  );
};
