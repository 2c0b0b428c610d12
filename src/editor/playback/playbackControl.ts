import type { StoreApi } from 'zustand/vanilla';
import type { Observable } from '../../core/util/observable.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { ClipInfo, FrameBitmap } from '../../protocol/requests.ts';
import { createAudioOutput } from './audioOutput.ts';
import type { FrameDisplay } from './frameDisplay.ts';
import { openPlayback, type Playback } from './playback.ts';
import { playbackSpan, type PlaybackRange } from './playbackSpan.ts';
import { openReversePlayback } from './reversePlayback.ts';
import type { Scrubber } from './scrubber.ts';

export type PlaybackState = 'paused' | 'playing' | 'reversing';
export type Transport = {
  readonly motion: PlaybackState;
  /** 1 is normal speed. */
  readonly rate: number;
  readonly isLooping: boolean;
};

type PlaybackControlDeps = {
  readonly engine: EngineClient;
  readonly frameDisplay: FrameDisplay;
  readonly scrubber: Scrubber;
  readonly transport: StoreApi<Transport>;
  readonly playhead: Pick<Observable<number>, 'value'>;
  /** Keeps it inside of the clip. @returns where it is then */
  readonly setPlayhead: (frameIndex: number) => number;
  readonly clip: () => ClipInfo | null;
  readonly onError: (error: unknown) => void;
};

/** Play, pause, reverse and seek of the player. */
export const createPlaybackControl = (deps: PlaybackControlDeps) => {
  const { engine, frameDisplay, scrubber, transport, playhead, setPlayhead } = deps;
  const audioOutput = createAudioOutput();
  let playback: Playback | null = null;
  let droppedFrames = 0;
  let range: PlaybackRange | null = null;
  const frameCount = (): number => deps.clip()?.ptsSeconds.length ?? 0;

  const stopPlayback = (): void => {
    playback?.stop();
    playback = null;
  };

  const pause = (): void => {
    const { motion } = transport.getState();
    stopPlayback();
    if (motion !== 'paused') {
      transport.setState({ motion: 'paused' });
      // The last frame of playback may not have reached the display.
      scrubber.seek(playhead.value);
    }
  };

  /** What playback in both directions has in common. */
  const playbackOptions = (openClip: ClipInfo) => ({
    engine,
    clip: openClip,
    rate: transport.getState().rate,
    maxWidth: frameDisplay.displayWidth(),
    onDecoded: (frameIndex: number) => void frameDisplay.fetchMasks(frameIndex),
    onFrame: (picture: FrameBitmap) => {
      setPlayhead(picture.frameIndex);
      frameDisplay.show(picture, { isTransient: true });
    },
    onError: (error: unknown) => {
      pause();
      deps.onError(error);
    },
  });

  const play = (): void => {
    const clip = deps.clip();
    if (!clip || frameCount() === 0) {
      return;
    }
    stopPlayback();
    scrubber.cancel();
    const { isLooping } = transport.getState();
    const { from, last } = playbackSpan({
      playheadFrameIndex: playhead.value,
      frameCount: frameCount(),
      range,
      isLooping,
    });
    const fromFrameIndex = setPlayhead(from);
    transport.setState({ motion: 'playing' });
    playback = openPlayback({
      ...playbackOptions(clip),
      output: audioOutput,
      fromFrameIndex,
      lastFrameIndex: last,
      onDropped: () => {
        droppedFrames += 1;
      },
      onEnd: () => {
        setPlayhead(last);
        if (isLooping) {
          play();
        } else {
          pause();
        }
      },
    });
  };

  /** Applies a changed range or loop setting, which a run of playback reads at its start. */
  const restartPlayback = (): void => {
    if (transport.getState().motion === 'playing') {
      play();
    }
  };

  const playReverse = (): void => {
    const clip = deps.clip();
    if (!clip || playhead.value === 0) {
      return;
    }
    stopPlayback();
    scrubber.cancel();
    transport.setState({ motion: 'reversing' });
    playback = openReversePlayback({
      ...playbackOptions(clip),
      fromFrameIndex: playhead.value,
      onEnd: pause,
    });
  };

  return {
    play,
    pause,
    playReverse,
    setRate: (rate: number): void => {
      transport.setState({ rate });
      const { motion } = transport.getState();
      if (motion === 'playing') {
        play();
      } else if (motion === 'reversing') {
        playReverse();
      }
    },
    setLooping: (isLooping: boolean): void => {
      transport.setState({ isLooping });
      restartPlayback();
    },
    setRange: (newRange: PlaybackRange | null): void => {
      range = newRange;
      restartPlayback();
    },
    seek: (frameIndex: number): void => {
      const wasPlaying = transport.getState().motion === 'playing';
      stopPlayback();
      const isAtEnd = setPlayhead(frameIndex) >= frameCount() - 1;
      if (wasPlaying && !isAtEnd) {
        play();
      } else {
        transport.setState({ motion: 'paused' });
        scrubber.seek(playhead.value);
      }
    },
    setMuted: (isMuted: boolean): void => audioOutput.setMuted(isMuted),
    /** Since `reset`. */
    droppedFrames: (): number => droppedFrames,
    /** Before another clip is opened. */
    reset(): void {
      stopPlayback();
      scrubber.cancel();
      transport.setState({ motion: 'paused' });
      droppedFrames = 0;
    },
    dispose(): void {
      stopPlayback();
      scrubber.cancel();
      audioOutput.dispose();
    },
  };
};
