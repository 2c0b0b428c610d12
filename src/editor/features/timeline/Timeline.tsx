import { useLayoutEffect, useMemo, useRef } from 'react';
import { shareAt, scrollToShow, type TimeScale } from '../../../core/time/timeScale.ts';
import { formatShortTimecode } from '../../../core/time/timecode.ts';
import {
  useEarmark,
  useObjectViews,
  useObservable,
  useProject,
  useView,
} from '../../session/hooks.ts';
import { selectedObject } from '../../document/projectDocument.ts';
import type { OpenClip } from '../../session/sessionStore.ts';
import { HoverPreview } from './HoverPreview.tsx';
import { InOutMarkers } from './InOutMarkers.tsx';
import { Ruler } from './Ruler.tsx';
import { AudioMatchDescription, AudioMatchStrip } from './AudioMatchStrip.tsx';
import { Filmstrip, ObjectLane, Waveform } from './strips.tsx';
import styles from './Timeline.module.css';
import { TimelineToolbar } from './TimelineToolbar.tsx';
import { useSeekDrag } from './useSeekDrag.ts';
import { useTimelineWheelZoom } from './useTimelineWheelZoom.ts';

/** Filmstrip, waveform and object lanes on one time scale, and the playhead across them. */
export const Timeline = ({ clip }: { readonly clip: OpenClip }) => {
  const { player, view: viewStore } = useEarmark();
  const views = useObjectViews();
  const selectedId = useProject((state) => selectedObject(state)?.id);
  const { info } = clip;
  const { durationSeconds, ptsSeconds } = info;
  const chosenScale = useView((state) => state.timeScale);
  // A stable object: each strip is redrawn when it changes.
  const scale = useMemo<TimeScale>(
    () => chosenScale ?? { startSeconds: 0, endSeconds: durationSeconds },
    [chosenScale, durationSeconds],
  );
  const hasSound = info.audioProblem === null;
  const isWaveformShown = useView((state) => state.isWaveformShown);
  const isSoundMatchShown = useView((state) => state.isSoundMatchShown);
  const slider = useRef<HTMLDivElement>(null);
  const playhead = useRef<HTMLDivElement>(null);
  const drag = useSeekDrag(info, scale);
  const frames = ptsSeconds.length;
  useTimelineWheelZoom(slider, scale, durationSeconds);

  const placePlayhead = (): void => {
    const share = shareAt(scale, ptsSeconds[player.playhead.value] ?? 0);
    playhead.current?.style.setProperty('left', `${100 * share}%`);
    playhead.current?.toggleAttribute('hidden', share < 0 || share > 1);
  };
  useObservable(player.playhead, (frameIndex) => {
    const seconds = ptsSeconds[frameIndex] ?? 0;
    slider.current?.setAttribute('aria-valuenow', String(frameIndex + 1));
    slider.current?.setAttribute(
      'aria-valuetext',
      `${formatShortTimecode(seconds)}, frame ${frameIndex + 1} of ${frames}`,
    );
    placePlayhead();
    const shown = scrollToShow(scale, seconds, durationSeconds);
    if (shown !== scale) {
      viewStore.setState({ timeScale: shown });
    }
  });
  // The playhead also moves when the scale changes.
  useLayoutEffect(placePlayhead);

  return (
    <section className={styles['timeline']} aria-label="Timeline">
      <div className={styles['area']}>
        <div
          ref={slider}
          className={styles['tracks']}
          // A range input cannot contain the drawn strips.
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
          role="slider"
          tabIndex={0}
          aria-label="Position"
          aria-valuemin={1}
          aria-valuemax={frames}
          aria-valuenow={1}
          data-timeline
          {...drag}
        >
          <Ruler scale={scale} />
          <Filmstrip clip={clip} scale={scale} />
          {hasSound && isWaveformShown && <Waveform clip={clip} scale={scale} />}
          {hasSound && isSoundMatchShown && <AudioMatchStrip scale={scale} />}
          <div className={styles['lanes']}>
            {views.map((view) => (
              <ObjectLane
                key={view.object.id}
                clip={clip}
                scale={scale}
                view={view}
                isSelected={view.object.id === selectedId}
              />
            ))}
          </div>
          <div ref={playhead} className={styles['playhead']} />
        </div>
        <InOutMarkers clip={info} scale={scale} area={slider} />
        <HoverPreview clip={clip} scale={scale} area={slider} />
      </div>
      {hasSound && isSoundMatchShown && <AudioMatchDescription />}
      <TimelineToolbar scale={scale} durationSeconds={durationSeconds} />
    </section>
  );
};
