import {
  AudioLines,
  ChevronLeft,
  ChevronRight,
  Ear,
  Magnet,
  X,
  ZoomIn,
  ZoomOut,
} from 'lucide-react';
import { spanSeconds, type TimeScale } from '../../../core/time/timeScale.ts';
import {
  useEarmark,
  useProject,
  useSelectedView,
  useSession,
  useView,
} from '../../session/hooks.ts';
import { ActionButton } from '../../ui/ActionButton.tsx';
import styles from './Timeline.module.css';
import { useTimeScale } from './useTimeScale.ts';

type PanSliderProps = { readonly scale: TimeScale; readonly durationSeconds: number };

/** Pans a zoomed timeline along the clip. */
const PanSlider = ({ scale, durationSeconds }: PanSliderProps) => {
  const { view } = useEarmark();
  const span = spanSeconds(scale);
  return (
    <input
      type="range"
      className={styles['pan']}
      aria-label="Part of the timeline"
      min={0}
      max={durationSeconds - span}
      step={span / 20}
      value={scale.startSeconds}
      onChange={(event) => {
        const startSeconds = Number(event.target.value);
        view.setState({ timeScale: { startSeconds, endSeconds: startSeconds + span } });
      }}
    />
  );
};

/** Buttons for the timeline's actions, in one row with those of playback. */
export const TimelineButtons = ({ durationSeconds }: { readonly durationSeconds: number }) => {
  const scale = useTimeScale(durationSeconds);
  const isSnapping = useView((state) => state.isSnapping);
  const isWaveformShown = useView((state) => state.isWaveformShown);
  const isSoundMatchShown = useView((state) => state.isSoundMatchShown);
  const hasSound = useSession(({ clip }) => clip?.info.audioProblem === null);
  const hasRange = useProject((state) => state.range !== null);
  const hasResult = useSelectedView()?.result != null;
  const isZoomed = spanSeconds(scale) < durationSeconds;
  return (
    <div className={styles['tools']}>
      {isZoomed && <PanSlider scale={scale} durationSeconds={durationSeconds} />}
      <div className={styles['buttons']}>
        <ActionButton action="previous-appearance" disabled={!hasResult}>
          <ChevronLeft size={18} aria-hidden />
        </ActionButton>
        <ActionButton action="next-appearance" disabled={!hasResult}>
          <ChevronRight size={18} aria-hidden />
        </ActionButton>
        <ActionButton action="mark-in">
          <span className={styles['sign']} aria-hidden>
            In
          </span>
        </ActionButton>
        <ActionButton action="mark-out">
          <span className={styles['sign']} aria-hidden>
            Out
          </span>
        </ActionButton>
        <ActionButton action="clear-in-and-out" disabled={!hasRange}>
          <X size={18} aria-hidden />
        </ActionButton>
        {hasSound && (
          <>
            <ActionButton action="show-waveform" pressed={isWaveformShown}>
              <AudioLines size={18} aria-hidden />
            </ActionButton>
            <ActionButton action="show-sound-match" pressed={isSoundMatchShown}>
              <Ear size={18} aria-hidden />
            </ActionButton>
          </>
        )}
        <ActionButton action="snap" pressed={isSnapping}>
          <Magnet size={18} aria-hidden />
        </ActionButton>
        <ActionButton action="zoom-timeline-out" disabled={!isZoomed}>
          <ZoomOut size={18} aria-hidden />
        </ActionButton>
        <ActionButton action="zoom-timeline-in">
          <ZoomIn size={18} aria-hidden />
        </ActionButton>
        <ActionButton action="fit-timeline" disabled={!isZoomed}>
          <span className={styles['sign']} aria-hidden>
            Fit
          </span>
        </ActionButton>
      </div>
    </div>
  );
};
