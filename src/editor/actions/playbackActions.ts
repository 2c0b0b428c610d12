import type { PlaybackState, Player } from '../playback/player.ts';
import type { Action } from './action.ts';
import type { Earmark } from '../earmark.ts';
import { hasClip } from './conditions.ts';

/** Shuttle: pressed again, each key is faster. */
const SHUTTLE_RATES = [1, 2, 4];

const nextShuttleRate = (rate: number): number =>
  SHUTTLE_RATES.find((faster) => faster > rate) ?? rate;

/** The other way begins at normal speed. */
const resetBeforeReversal = (player: Player, from: PlaybackState): void => {
  if (player.transport.getState().motion === from) {
    player.pause();
    player.setRate(1);
  }
};

const shuttleForward = ({ player }: Earmark): void => {
  const { motion, rate } = player.transport.getState();
  if (motion === 'playing') {
    player.setRate(nextShuttleRate(rate));
  } else {
    resetBeforeReversal(player, 'reversing');
    player.play();
  }
};

const shuttleReverse = ({ player }: Earmark): void => {
  const { motion, rate } = player.transport.getState();
  if (motion === 'reversing') {
    player.setRate(nextShuttleRate(rate));
  } else {
    resetBeforeReversal(player, 'playing');
    player.playReverse();
  }
};

export const PLAYBACK_ACTIONS = [
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
    id: 'play-backwards',
    label: 'Play backwards, silent; again for 2× and 4×',
    group: 'Playing',
    keys: [{ code: 'KeyJ' }],
    enabled: hasClip,
    perform: shuttleReverse,
  },
  {
    id: 'play-faster',
    label: 'Play; again for 2× and 4×',
    group: 'Playing',
    keys: [{ code: 'KeyL' }],
    enabled: hasClip,
    perform: shuttleForward,
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
