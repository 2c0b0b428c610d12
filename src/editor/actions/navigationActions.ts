import type { Action } from './action.ts';
import type { Earmark } from '../earmark.ts';
import { selectedView } from '../search/objectViews.ts';
import { nextAppearance, nextStateChange } from '../search/queryResult.ts';
import { hasClip, hasResult } from './conditions.ts';

const SKIP_FRAMES = 10;

const pauseAndSeek = ({ player }: Earmark, frameIndex: number): void => {
  if (player.transport.getState().motion !== 'paused') {
    player.pause();
  }
  player.seek(frameIndex);
};

const stepBy =
  (frames: number) =>
  (earmark: Earmark): void =>
    pauseAndSeek(earmark, earmark.player.playhead.value + frames);

const seekToNext =
  (direction: 1 | -1, next: typeof nextStateChange) =>
  (earmark: Earmark): void => {
    const { session, project, player } = earmark;
    const view = selectedView(project.store.getState(), session.getState());
    const frameIndex =
      view?.result && next(view.result, player.playhead.value, direction, view.presenceThreshold);
    if (typeof frameIndex === 'number') {
      pauseAndSeek(earmark, frameIndex);
    }
  };

export const NAVIGATION_ACTIONS = [
  {
    id: 'previous-frame',
    label: 'Previous frame',
    keywords: ['step back', 'back 1 frame', 'frame back'],
    group: 'Navigation',
    keys: [{ code: 'ArrowLeft' }, { code: 'Comma' }],
    enabled: hasClip,
    perform: stepBy(-1),
  },
  {
    id: 'next-frame',
    label: 'Next frame',
    keywords: ['step', 'step forward', 'forward 1 frame', 'advance'],
    group: 'Navigation',
    keys: [{ code: 'ArrowRight' }, { code: 'Period' }],
    enabled: hasClip,
    perform: stepBy(1),
  },
  {
    id: 'back-10-frames',
    label: 'Back 10 frames',
    keywords: ['skip back', 'jump back', 'backward'],
    group: 'Navigation',
    keys: [{ code: 'ArrowLeft', shift: true }, { code: 'PageDown' }],
    enabled: hasClip,
    perform: stepBy(-SKIP_FRAMES),
  },
  {
    id: 'forward-10-frames',
    label: 'Forward 10 frames',
    keywords: ['skip forward', 'jump forward'],
    group: 'Navigation',
    keys: [{ code: 'ArrowRight', shift: true }, { code: 'PageUp' }],
    enabled: hasClip,
    perform: stepBy(SKIP_FRAMES),
  },
  {
    id: 'first-frame',
    label: 'First frame',
    keywords: ['start of clip', 'beginning', 'home'],
    group: 'Navigation',
    keys: [{ code: 'Home' }],
    enabled: hasClip,
    perform: stepBy(-Infinity),
  },
  {
    id: 'last-frame',
    label: 'Last frame',
    keywords: ['end of clip', 'end'],
    group: 'Navigation',
    keys: [{ code: 'End' }],
    enabled: hasClip,
    perform: stepBy(Infinity),
  },
  {
    id: 'go-to',
    label: 'Go to frame or time',
    keywords: ['timecode', 'jump', 'seek'],
    group: 'Navigation',
    keys: [{ code: 'KeyG' }],
    enabled: hasClip,
    // The command palette accepts frame numbers and timecodes.
    perform: ({ view }) => view.setState({ sheet: 'commands' }),
  },
  {
    id: 'previous-change',
    label: 'Previous change',
    hint: 'where the object appears or disappears',
    keywords: ['previous edit', 'previous keyframe'],
    group: 'Navigation',
    keys: [{ code: 'ArrowUp' }],
    enabled: hasResult,
    perform: seekToNext(-1, nextStateChange),
  },
  {
    id: 'next-change',
    label: 'Next change',
    hint: 'where the object appears or disappears',
    keywords: ['next edit', 'next keyframe'],
    group: 'Navigation',
    keys: [{ code: 'ArrowDown' }],
    enabled: hasResult,
    perform: seekToNext(1, nextStateChange),
  },
  {
    id: 'previous-appearance',
    label: 'Previous appearance',
    keywords: ['search backward', 'last seen'],
    group: 'Navigation',
    keys: [{ code: 'ArrowUp', shift: true }],
    enabled: hasResult,
    perform: seekToNext(-1, nextAppearance),
  },
  {
    id: 'next-appearance',
    label: 'Next appearance',
    keywords: ['search forward', 'appears'],
    group: 'Navigation',
    keys: [{ code: 'ArrowDown', shift: true }],
    enabled: hasResult,
    perform: seekToNext(1, nextAppearance),
  },
] as const satisfies readonly Action[];
