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
    group: 'Moving',
    keys: [{ code: 'ArrowLeft' }, { code: 'Comma' }],
    enabled: hasClip,
    perform: stepBy(-1),
  },
  {
    id: 'next-frame',
    label: 'Next frame',
    group: 'Moving',
    keys: [{ code: 'ArrowRight' }, { code: 'Period' }],
    enabled: hasClip,
    perform: stepBy(1),
  },
  {
    id: 'ten-back',
    label: '10 frames back',
    group: 'Moving',
    keys: [{ code: 'ArrowLeft', shift: true }, { code: 'PageDown' }],
    enabled: hasClip,
    perform: stepBy(-SKIP_FRAMES),
  },
  {
    id: 'ten-on',
    label: '10 frames on',
    group: 'Moving',
    keys: [{ code: 'ArrowRight', shift: true }, { code: 'PageUp' }],
    enabled: hasClip,
    perform: stepBy(SKIP_FRAMES),
  },
  {
    id: 'first-frame',
    label: 'First frame',
    group: 'Moving',
    keys: [{ code: 'Home' }],
    enabled: hasClip,
    perform: stepBy(-Infinity),
  },
  {
    id: 'last-frame',
    label: 'Last frame',
    group: 'Moving',
    keys: [{ code: 'End' }],
    enabled: hasClip,
    perform: stepBy(Infinity),
  },
  {
    id: 'go-to',
    label: 'Go to a frame or a time',
    group: 'Moving',
    keys: [{ code: 'KeyG' }],
    enabled: hasClip,
    // The palette takes numbers and timecodes.
    perform: ({ view }) => view.setState({ sheet: 'commands' }),
  },
  {
    id: 'previous-change',
    label: 'Back to where it appears or vanishes',
    group: 'Moving',
    keys: [{ code: 'ArrowUp' }],
    enabled: hasResult,
    perform: seekToNext(-1, nextStateChange),
  },
  {
    id: 'next-change',
    label: 'On to where it appears or vanishes',
    group: 'Moving',
    keys: [{ code: 'ArrowDown' }],
    enabled: hasResult,
    perform: seekToNext(1, nextStateChange),
  },
  {
    id: 'previous-appearance',
    label: 'Back to where it appears',
    group: 'Moving',
    keys: [{ code: 'ArrowUp', shift: true }],
    enabled: hasResult,
    perform: seekToNext(-1, nextAppearance),
  },
  {
    id: 'next-appearance',
    label: 'On to where it appears',
    group: 'Moving',
    keys: [{ code: 'ArrowDown', shift: true }],
    enabled: hasResult,
    perform: seekToNext(1, nextAppearance),
  },
] as const satisfies readonly Action[];
