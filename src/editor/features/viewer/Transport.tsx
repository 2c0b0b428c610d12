import {
  Pause,
  Play,
  Repeat,
  SkipBack,
  SkipForward,
  StepBack,
  StepForward,
  Volume2,
  VolumeX,
} from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { rangeToSeconds } from '../../../core/export/exportPlan.ts';
import {
  clipFrameRate,
  formatSmpteTimecode,
  frameNumberAt,
} from '../../../core/moments/frameRate.ts';
import { formatTimecode } from '../../../core/time/timecode.ts';
import type { ClipInfo } from '../../../protocol/requests.ts';
import type { FrameRange } from '../../document/projectDocument.ts';
import {
  useEarmark,
  useObservable,
  useProject,
  useSession,
  useTransport,
  useView,
} from '../../session/hooks.ts';
import { ActionButton } from '../../ui/ActionButton.tsx';
import styles from './Transport.module.css';

const PLAYBACK_RATES = [0.25, 0.5, 1, 1.5, 2, 4];

const PlaybackRateSelect = () => {
  const { player } = useEarmark();
  const rate = useTransport((state) => state.rate);
  return (
    <select
      className={styles['speed']}
      aria-label="Speed"
      value={rate}
      onChange={(event) => player.setRate(Number(event.target.value))}
    >
      {PLAYBACK_RATES.map((value) => (
        <option key={value} value={value}>
          {value}×
        </option>
      ))}
    </select>
  );
};

type FormatTime = (seconds: number) => string;

/** By frames, of the clip's own rate, or by hundredths. */
const useTimeFormat = (clip: ClipInfo | null): FormatTime => {
  const isTimecodeShown = useView((state) => state.isTimecodeShown);
  return useMemo(() => {
    if (!clip || !isTimecodeShown) {
      return formatTimecode;
    }
    const frameRate = clipFrameRate(clip.ptsSeconds);
    return (seconds) => formatSmpteTimecode(frameNumberAt(seconds, frameRate), frameRate);
  }, [clip, isTimecodeShown]);
};

/** `In to Out: 21 frames, 0.84 s` */
const describeRange = (clip: ClipInfo, { first, last }: FrameRange): string => {
  const [start, end] = rangeToSeconds({ ...clip, range: [first, last] });
  const frames = last - first + 1;
  return `In to Out: ${frames === 1 ? '1 frame' : `${frames} frames`}, ${(end - start).toFixed(2)} s`;
};

const PlayheadReadout = () => {
  const { player } = useEarmark();
  const clip = useSession((state) => state.clip?.info ?? null);
  const range = useProject((state) => state.range);
  const format = useTimeFormat(clip);
  const timecode = useRef<HTMLSpanElement>(null);
  const frame = useRef<HTMLSpanElement>(null);
  const write = (frameIndex: number): void => {
    if (timecode.current && frame.current) {
      timecode.current.textContent = format(clip?.ptsSeconds[frameIndex] ?? 0);
      frame.current.textContent = String(frameIndex + 1);
    }
  };
  useObservable(player.playhead, write);
  useEffect(() => write(player.playhead.value));
  return (
    <p className={styles['position']}>
      <span ref={timecode} className={styles['timecode']} data-testid="timecode">
        {formatTimecode(0)}
      </span>
      <span className={styles['total']}> / {format(clip?.durationSeconds ?? 0)}</span>
      <span className={styles['frame']}>
        frame{' '}
        <span ref={frame} data-testid="frame-number">
          1
        </span>{' '}
        of {clip?.ptsSeconds.length ?? 0}
      </span>
      {clip && range && (
        <span className={styles['range']} data-testid="range-length">
          {describeRange(clip, range)}
        </span>
      )}
    </p>
  );
};

const MuteButton = () => {
  const isMuted = useView((state) => state.isMuted);
  const soundProblem = useSession((state) => state.clip?.info.audioProblem ?? null);
  if (soundProblem !== null) {
    return (
      <span className={styles['silent']}>
        <VolumeX size={18} aria-hidden />
        {soundProblem === 'none' ? 'No sound' : 'Sound cannot be decoded'}
      </span>
    );
  }
  return (
    <ActionButton action="mute" pressed={isMuted}>
      {isMuted ? <VolumeX size={18} aria-hidden /> : <Volume2 size={18} aria-hidden />}
    </ActionButton>
  );
};

export const Transport = () => {
  const isMoving = useTransport(({ motion }) => motion !== 'paused');
  const isLooping = useTransport((state) => state.isLooping);
  return (
    <fieldset className={styles['transport']} aria-label="Playback">
      <div className={styles['buttons']}>
        <ActionButton action="first-frame">
          <SkipBack size={18} aria-hidden />
        </ActionButton>
        <ActionButton action="previous-frame">
          <StepBack size={18} aria-hidden />
        </ActionButton>
        <ActionButton action="play" label={isMoving ? 'Pause' : 'Play'}>
          {isMoving ? (
            <Pause size={22} fill="currentColor" aria-hidden />
          ) : (
            <Play size={22} fill="currentColor" aria-hidden />
          )}
        </ActionButton>
        <ActionButton action="next-frame">
          <StepForward size={18} aria-hidden />
        </ActionButton>
        <ActionButton action="last-frame">
          <SkipForward size={18} aria-hidden />
        </ActionButton>
      </div>
      <PlayheadReadout />
      <div className={styles['sound']}>
        <ActionButton action="loop" pressed={isLooping}>
          <Repeat size={18} aria-hidden />
        </ActionButton>
        <PlaybackRateSelect />
        <MuteButton />
      </div>
    </fieldset>
  );
};
