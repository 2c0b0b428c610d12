import type { PlaybackState } from '../playback/playbackControl.ts';
import type { Player } from '../playback/player.ts';
import type { Action } from './action.ts';
import type { Earmark } from '../earmark.ts';
import { announceVisibly } from '../session/sessionStore.ts';
import { hasClip } from './conditions.ts';

/** J and L: every further press takes the next rate. */
const SHUTTLE_RATES = [1, 2, 4];

const nextShuttleRate = (rate: number): number =>
  SHUTTLE_RATES.find((faster) => faster > rate) ?? rate;

/** A change of direction starts at normal speed. */
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
    label: 'Play/pause',
    labelNow: ({ player }) => (player.transport.getState().motion === 'paused' ? 'Play' : 'Pause'),
    keywords: ['start', 'resume', 'space'],
    group: 'Playback',
    keys: [{ code: 'Space' }],
    enabled: hasClip,
    perform: ({ player }) =>
      player.transport.getState().motion === 'paused' ? player.play() : player.pause(),
  },
  {
    id: 'pause',
    label: 'Pause',
    hint: 'and back to normal speed',
    keywords: ['stop', 'halt', 'freeze'],
    group: 'Playback',
    keys: [{ code: 'KeyK' }],
    enabled: hasClip,
    perform: ({ player }) => {
      player.pause();
      player.setRate(1);
    },
  },
  {
    id: 'play-reverse',
    label: 'Play reverse',
    hint: 'without sound; again for 2× and 4×',
    keywords: ['backwards', 'rewind', 'reverse', 'shuttle back'],
    group: 'Playback',
    keys: [{ code: 'KeyJ' }],
    enabled: hasClip,
    perform: shuttleReverse,
  },
  {
    id: 'play-forward',
    label: 'Play forward',
    hint: 'again for 2× and 4×',
    keywords: ['speed', 'faster', 'fast forward', 'shuttle', 'double speed'],
    group: 'Playback',
    keys: [{ code: 'KeyL' }],
    enabled: hasClip,
    perform: shuttleForward,
  },
  {
    id: 'loop',
    label: 'Loop',
    hint: 'plays from In to Out again and again',
    keywords: ['repeat', 'cycle', 'loop playback', 'play in to out'],
    group: 'Playback',
    keys: [{ code: 'Slash', primary: true }],
    enabled: hasClip,
    perform: ({ player, session }) => {
      const isLooping = !player.transport.getState().isLooping;
      player.setLooping(isLooping);
      announceVisibly(session, isLooping ? 'Playback loops.' : 'Playback does not loop.');
    },
  },
  {
    id: 'mute',
    label: 'Mute',
    labelNow: ({ view }) => (view.getState().isMuted ? 'Unmute' : 'Mute'),
    keywords: ['volume', 'sound', 'audio', 'silence', 'unmute', 'speaker'],
    group: 'Playback',
    keys: [{ code: 'KeyM' }],
    enabled: hasClip,
    perform: ({ view }) => view.setState(({ isMuted }) => ({ isMuted: !isMuted })),
  },
] as const satisfies readonly Action[];
