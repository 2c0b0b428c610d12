import { useLayoutEffect, useRef } from 'react';
import { shareAt, scrollToShow } from '../../../core/time/timeScale.ts';
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
import { CutMarks, CutsDescription } from './CutMarks.tsx';
import { HoverPreview } from './HoverPreview.tsx';
import { LaneNames } from './LaneNames.tsx';
import { InOutMarkers } from './InOutMarkers.tsx';
import { Ruler } from './Ruler.tsx';
import { AudioMatchDescription, AudioMatchStrip } from './AudioMatchStrip.tsx';
import { Filmstrip, ObjectLane, Waveform } from './strips.tsx';
import styles from './Timeline.module.css';
import { useSeekDrag } from './useSeekDrag.ts';
import { useTimeScale } from './useTimeScale.ts';
import { useTimelineWheelZoom } from './useTimelineWheelZoom.ts';

/** Filmstrip, waveform and object lanes on one time scale, and the playhead across them. */
export const Timeline = ({ clip }: { readonly clip: OpenClip }) => {
  const { player, view: viewStore } = useEarmark();
  const views = useObjectViews();
  const selectedId = useProject((state) => selectedObject(state)?.id);
  const { info } = clip;
  const { durationSeconds, ptsSeconds } = info;
  const scale = useTimeScale(durationSeconds);
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
      <div className={styles['scroller']} data-timeline-scroller>
        <LaneNames
          rows={[
            ...(hasSound && isWaveformShown ? ['waveform' as const] : []),
            ...(hasSound && isSoundMatchShown && selectedId !== undefined
              ? ['soundMatch' as const]
              : []),
          ]}
        />
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
            {views.map((view) => (
              <ObjectLane
                key={view.object.id}
                clip={clip}
                scale={scale}
                view={view}
                isSelected={view.object.id === selectedId}
              />
            ))}
            {hasSound && isWaveformShown && <Waveform clip={clip} scale={scale} />}
            {hasSound && isSoundMatchShown && <AudioMatchStrip scale={scale} />}
            <CutMarks clip={clip} scale={scale} />
            <div ref={playhead} className={styles['playhead']} />
          </div>
          <InOutMarkers clip={info} scale={scale} area={slider} />
        </div>
      </div>
      <div className={styles['previews']}>
        <HoverPreview clip={clip} scale={scale} area={slider} />
      </div>
      {hasSound && isSoundMatchShown && <AudioMatchDescription />}
      <CutsDescription clip={clip} />
    </section>
  );
};
