import { zoomTimeScale, type TimeScale } from '../../core/time/timeScale.ts';
import type { Action } from './action.ts';
import type { Earmark } from '../earmark.ts';
import type { FrameRange } from '../document/projectDocument.ts';
import { announce } from '../session/sessionStore.ts';
import { hasClip } from './conditions.ts';

const ZOOM_STEP = 0.5;

const clipDurationSeconds = ({ session }: Earmark): number =>
  session.getState().clip?.info.durationSeconds ?? 0;

const clipFrameCount = ({ session }: Earmark): number =>
  session.getState().clip?.info.ptsSeconds.length ?? 0;

/** Zooms around the playhead. */
const zoomTimeline =
  (factor: number) =>
  (earmark: Earmark): void => {
    const { session, view, player } = earmark;
    const duration = clipDurationSeconds(earmark);
    const anchor = session.getState().clip?.info.ptsSeconds[player.playhead.value] ?? 0;
    const whole: TimeScale = { startSeconds: 0, endSeconds: duration };
    const timeScale = zoomTimeScale(view.getState().timeScale ?? whole, factor, anchor, duration);
    view.setState({ timeScale });
  };

const setRange = ({ project, session }: Earmark, label: string, range: FrameRange | null): void => {
  project.edit({ label }, () => ({ range }));
  announce(
    session,
    range
      ? `In is frame ${range.first + 1}, Out is frame ${range.last + 1}.`
      : 'In and Out are cleared.',
  );
};

const setInPoint = (earmark: Earmark): void => {
  const first = earmark.player.playhead.value;
  const end = clipFrameCount(earmark) - 1;
  const last = earmark.project.store.getState().range?.last ?? end;
  // An In point after the Out point starts a new range.
  setRange(earmark, 'set In', { first, last: last >= first ? last : end });
};

const setOutPoint = (earmark: Earmark): void => {
  const last = earmark.player.playhead.value;
  const first = earmark.project.store.getState().range?.first ?? 0;
  setRange(earmark, 'set Out', { first: first <= last ? first : 0, last });
};

const seekToRangeEnd =
  (end: keyof FrameRange) =>
  ({ project, player }: Earmark): void => {
    const { range } = project.store.getState();
    if (range) {
      player.pause();
      player.seek(range[end]);
    }
  };

const hasAudio = ({ session }: Earmark): boolean =>
  session.getState().clip?.info.audioProblem === null;

const hasRange = (earmark: Earmark): boolean =>
  hasClip(earmark) && earmark.project.store.getState().range !== null;

export const TIMELINE_ACTIONS = [
  {
    id: 'mark-in',
    label: 'Mark In',
    keywords: ['in point', 'in', 'set in', 'start point', 'range', 'trim', 'cut'],
    group: 'Timeline',
    keys: [{ code: 'KeyI' }],
    enabled: hasClip,
    perform: setInPoint,
  },
  {
    id: 'mark-out',
    label: 'Mark Out',
    keywords: ['out point', 'out', 'set out', 'end point'],
    group: 'Timeline',
    keys: [{ code: 'KeyO' }],
    enabled: hasClip,
    perform: setOutPoint,
  },
  {
    id: 'clear-in-and-out',
    label: 'Clear In and Out',
    keywords: ['clear range', 'remove in and out', 'whole clip', 'reset range'],
    group: 'Timeline',
    keys: [{ code: 'KeyX' }],
    enabled: hasRange,
    perform: (earmark) => setRange(earmark, 'clear In and Out', null),
  },
  {
    id: 'go-to-in',
    label: 'Go to In',
    keywords: ['jump to in', 'in point'],
    group: 'Timeline',
    keys: [{ code: 'Home', shift: true }],
    enabled: hasRange,
    perform: seekToRangeEnd('first'),
  },
  {
    id: 'go-to-out',
    label: 'Go to Out',
    keywords: ['jump to out', 'out point'],
    group: 'Timeline',
    keys: [{ code: 'End', shift: true }],
    enabled: hasRange,
    perform: seekToRangeEnd('last'),
  },
  {
    id: 'zoom-timeline-in',
    label: 'Zoom in timeline',
    keywords: ['timeline larger', 'magnify timeline'],
    group: 'Timeline',
    keys: [{ code: 'Equal' }, { code: 'NumpadAdd' }],
    enabled: hasClip,
    perform: zoomTimeline(ZOOM_STEP),
  },
  {
    id: 'zoom-timeline-out',
    label: 'Zoom out timeline',
    keywords: ['timeline smaller'],
    group: 'Timeline',
    keys: [{ code: 'Minus' }, { code: 'NumpadSubtract' }],
    enabled: hasClip,
    perform: zoomTimeline(1 / ZOOM_STEP),
  },
  {
    id: 'fit-timeline',
    label: 'Fit timeline',
    hint: 'shows the whole clip',
    keywords: ['zoom to fit', 'whole timeline', 'full extent zoom'],
    group: 'Timeline',
    keys: [{ code: 'KeyZ', shift: true }],
    enabled: hasClip,
    perform: ({ view }) => view.setState({ timeScale: null }),
  },
  {
    id: 'snap',
    label: 'Snapping',
    hint: 'to changes, In and Out; hold Alt to drag freely',
    keywords: ['snap', 'magnet'],
    group: 'Timeline',
    keys: [{ code: 'KeyN' }],
    enabled: hasClip,
    perform: ({ view, session }) => {
      const isSnapping = !view.getState().isSnapping;
      view.setState({ isSnapping });
      announce(session, isSnapping ? 'Snapping is on.' : 'Snapping is off.');
    },
  },
  {
    id: 'show-timecode',
    label: 'Timecode',
    hint: 'hours, minutes, seconds and frames under the picture',
    keywords: ['smpte', 'frames', 'drop frame', 'time format', 'hundredths'],
    group: 'Timeline',
    keys: [],
    enabled: hasClip,
    perform: ({ view, session }) => {
      const isTimecodeShown = !view.getState().isTimecodeShown;
      view.setState({ isTimecodeShown });
      announce(session, isTimecodeShown ? 'Times count frames.' : 'Times count hundredths.');
    },
  },
  {
    id: 'show-waveform',
    label: 'Show waveform',
    keywords: ['audio waveform', 'hide waveform', 'peaks'],
    group: 'Timeline',
    keys: [{ code: 'KeyU' }],
    enabled: hasAudio,
    perform: ({ view, session }) => {
      const isWaveformShown = !view.getState().isWaveformShown;
      view.setState({ isWaveformShown });
      announce(session, isWaveformShown ? 'The waveform is shown.' : 'The waveform is hidden.');
    },
  },
  {
    id: 'show-sound-match',
    label: 'Show sound match',
    hint: 'how well each second of sound matches the sentence',
    keywords: ['hide sound match', 'audio match'],
    group: 'Timeline',
    keys: [{ code: 'KeyU', shift: true }],
    enabled: hasAudio,
    perform: ({ view, session }) => {
      const isSoundMatchShown = !view.getState().isSoundMatchShown;
      view.setState({ isSoundMatchShown });
      announce(
        session,
        isSoundMatchShown ? 'The sound match is shown.' : 'The sound match is hidden.',
      );
    },
  },
] as const satisfies readonly Action[];
