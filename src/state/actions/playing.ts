import type { Action } from '../action.ts';
import type { Earmark } from '../earmark.ts';
import { hasClip } from './conditions.ts';

const FORWARD_RATES = [1, 2, 4];

const playFaster = ({ player }: Earmark): void => {
  const { motion, rate } = player.transport.getState();
  if (motion === 'playing') {
    player.setRate(FORWARD_RATES.find((faster) => faster > rate) ?? rate);
  } else {
    player.play();
  }
};

export const PLAYING_ACTIONS = [
  {
    id: 'play',
    label: 'Play or pause',
    group: 'Playing',
    keys: [{ code: 'Space' }],
    enabled: hasClip,
    perform: ({ player }) =>
      player.transport.getState().motion === 'paused' ? player.play() : player.pause(),
  },
  {
    id: 'pause',
    label: 'Pause, and back to normal speed',
    group: 'Playing',
    keys: [{ code: 'KeyK' }],
    enabled: hasClip,
    perform: ({ player }) => {
      player.pause();
      player.setRate(1);
    },
  },
  {
    id: 'step-back-repeatedly',
    label: 'Step back again and again (silent, as fast as frames decode)',
    group: 'Playing',
    keys: [{ code: 'KeyJ' }],
    enabled: hasClip,
    perform: ({ player }) => player.stepBackRepeatedly(),
  },
  {
    id: 'play-faster',
    label: 'Play; again for 2× and 4×',
    group: 'Playing',
    keys: [{ code: 'KeyL' }],
    enabled: hasClip,
    perform: playFaster,
  },
  {
    id: 'mute',
    label: 'Mute',
    group: 'Playing',
    keys: [{ code: 'KeyM' }],
    enabled: hasClip,
    perform: ({ view }) => view.setState(({ isMuted }) => ({ isMuted: !isMuted })),
  },
] as const satisfies readonly Action[];
