import { useRef, type KeyboardEvent, type PointerEvent, type RefObject } from 'react';
import { shareAt, type TimeScale } from '../../../core/time/timeScale.ts';
import { formatShortTimecode } from '../../../core/time/timecode.ts';
import type { ClipInfo } from '../../../protocol/requests.ts';
import { useEarmark, useProject, useSession } from '../../session/hooks.ts';
import type { FrameRange } from '../../document/projectDocument.ts';
import styles from './Timeline.module.css';
import { frameIndexUnderPointer, snapFrames } from './useSeekDrag.ts';

type InOutMarkersProps = {
  readonly clip: ClipInfo;
  readonly scale: TimeScale;
  /** The element that the time scale spans. */
  readonly area: RefObject<HTMLElement | null>;
};

type RangeEnd = keyof FrameRange;
const END_NAMES = { first: 'In', last: 'Out' } as const;
const LARGE_STEP_FRAMES = 10;

const cssPercent = (share: number): string => `${100 * Math.min(Math.max(share, 0), 1)}%`;

/** The In and Out markers, moved by dragging or arrow keys; the clip outside them is shaded. */
export const InOutMarkers = ({ clip, scale, area }: InOutMarkersProps) => {
  const earmark = useEarmark();
  const { project, player } = earmark;
  const range = useProject((state) => state.range);
  const cuts = useSession((state) => state.clip?.cuts);
  const snaps = useRef<readonly number[]>([]);
  if (!range) {
    return null;
  }
  const lastFrame = clip.ptsSeconds.length - 1;
  const secondsOf = (end: RangeEnd): number =>
    end === 'first'
      ? (clip.ptsSeconds[range.first] ?? 0)
      : (clip.ptsSeconds[range.last + 1] ?? clip.durationSeconds);

  const move = (end: RangeEnd, frameIndex: number): void => {
    const [least, most] = end === 'first' ? [0, range.last] : [range.first, lastFrame];
    const inside = Math.min(Math.max(frameIndex, least), most);
    const label = `move ${END_NAMES[end]}`;
    project.edit({ label, mergeKey: label }, (state) => ({
      range: { ...(state.range ?? range), [end]: inside },
    }));
    player.seek(inside);
  };
  const onKeyDown = (end: RangeEnd, event: KeyboardEvent): void => {
    const stepFrames = event.shiftKey ? LARGE_STEP_FRAMES : 1;
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: -stepFrames,
      ArrowDown: -stepFrames,
      ArrowRight: stepFrames,
      ArrowUp: stepFrames,
      PageDown: -LARGE_STEP_FRAMES,
      PageUp: LARGE_STEP_FRAMES,
      Home: -Infinity,
      End: Infinity,
    };
    const step = steps[event.key];
    if (step !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      move(end, range[end] + step);
    }
  };
  const onPointerMove = (end: RangeEnd, event: PointerEvent<HTMLElement>): void => {
    if (area.current && event.currentTarget.hasPointerCapture(event.pointerId)) {
      move(end, frameIndexUnderPointer(event, area.current, scale, clip, snaps.current));
    }
  };
  const inShare = shareAt(scale, secondsOf('first'));
  const outShare = shareAt(scale, secondsOf('last'));
  return (
    <>
      <div className={styles['outside']} style={{ left: 0, width: cssPercent(inShare) }} />
      <div className={styles['outside']} style={{ left: cssPercent(outShare), right: 0 }} />
      {(['first', 'last'] as const).map((end) => {
        const share = end === 'first' ? inShare : outShare;
        const frameIndex = range[end];
        return (
          <div
            key={end}
            className={styles['mark']}
            data-end={end}
            data-outside={share < 0 || share > 1 || undefined}
            style={{ left: cssPercent(share) }}
            // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- it slides over a drawing
            role="slider"
            tabIndex={0}
            aria-label={END_NAMES[end]}
            aria-valuemin={1}
            aria-valuemax={lastFrame + 1}
            aria-valuenow={frameIndex + 1}
            aria-valuetext={`${formatShortTimecode(clip.ptsSeconds[frameIndex] ?? 0)}, frame ${frameIndex + 1}`}
            onKeyDown={(event) => onKeyDown(end, event)}
            onPointerDown={(event) => {
              snaps.current = [
                ...snapFrames(earmark).filter((frame) => frame !== frameIndex),
                // Out is the last frame of a shot.
                ...(end === 'last' ? (cuts ?? []).map((cut) => cut - 1) : []),
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
