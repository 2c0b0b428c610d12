import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EngineClient } from '../../engine/client.ts';
import type { ClipInfo, FrameBitmap } from '../../protocol/requests.ts';
import { createAudioOutput } from './audioOutput.ts';
import type { LookSettings } from '../../rendering/looks/lookSettings.ts';
import { createObservable, type Observable } from '../../core/util/observable.ts';
import { createFrameCache } from './frameCache.ts';
import { createFrameScrubber } from './frameScrubber.ts';
import type { ObjectLayer } from './layerMasks.ts';
import { openPlayback, type Playback } from './playback.ts';
import { openReversePlayback } from './reversePlayback.ts';
import { createFrameDisplay, type DrawStatistics, type DrawnFrame } from './frameDisplay.ts';
import { playbackSpan, type PlaybackRange } from './playbackSpan.ts';

export type PlaybackState = 'paused' | 'playing' | 'reversing';
export type Transport = {
  readonly motion: PlaybackState;
  /** 1 is normal speed. */
  readonly rate: number;
  readonly isLooping: boolean;
};

export type PlayerStatistics = DrawStatistics & {
  /** Frames that were due while playing, but never shown. */
  readonly droppedFrames: number;
};

export type Player = {
  /** Index of the requested frame; the display follows as fast as frames are decoded. */
  readonly playhead: Observable<number>;
  /** What the canvas shows. */
  readonly drawnFrame: Observable<DrawnFrame | null>;
  readonly transport: StoreApi<Transport>;
  /** Opens a clip in place of the previous one and shows its first frame. */
  openClip(clip: ClipInfo): void;
  /** Draws on this canvas. Returns a function that detaches it. */
  attach(canvas: HTMLCanvasElement): () => void;
  /** Must be called from a user gesture, as browsers require one for sound. */
  play(): void;
  pause(): void;
  /** Plays backwards without sound until paused or at the first frame. */
  playReverse(): void;
  setRate(rate: number): void;
  /** While looping, forward playback repeats the range of `setRange`. */
  setLooping(isLooping: boolean): void;
  /** In and Out, within which forward playback stays; null for the whole clip. */
  setRange(range: PlaybackRange | null): void;
  seek(frameIndex: number): void;
  setMuted(isMuted: boolean): void;
  /** The objects to draw, first on top; none for the original. */
  setLayers(sources: readonly ObjectLayer[]): void;
  setLook(look: LookSettings): void;
  /** Ids of the objects drawn at a point, the topmost first. @param x, y shares of the picture. */
  objectsAt(x: number, y: number): readonly string[];
  /** Frames to show while others are decoded; the caller owns them until the next call. */
  setThumbnails(thumbnails: readonly FrameBitmap[]): void;
  /** Since the clip was opened. */
  statistics(): PlayerStatistics;
  dispose(): void;
};

export const createPlayer = (engine: EngineClient, onError: (error: unknown) => void): Player => {
  const playhead = createObservable(0);
  const drawnFrame = createObservable<DrawnFrame | null>(null);
  const transport = createStore<Transport>(() => ({
    motion: 'paused',
    rate: 1,
    isLooping: false,
  }));
  const audioOutput = createAudioOutput();
  const frameDisplay = createFrameDisplay(engine, drawnFrame, onError);
  let clip: ClipInfo | null = null;
  let playback: Playback | null = null;
  let droppedFrames = 0;
  let range: PlaybackRange | null = null;

  const frameCache = createFrameCache();
  const frameCount = (): number => clip?.ptsSeconds.length ?? 0;

  const setPlayhead = (frameIndex: number): number => {
    const inside = Math.min(Math.max(frameIndex, 0), Math.max(frameCount() - 1, 0));
    playhead.set(inside);
    return inside;
  };

  const scrubber = createFrameScrubber({
    engine,
    frameDisplay,
    frameCache,
    playhead,
    ptsOf: (frameIndex) => clip?.ptsSeconds[frameIndex] ?? 0,
    onError,
  });

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
      onError(error);
    },
  });

  const play = (): void => {
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
    playhead,
    drawnFrame,
    transport,
    openClip(newClip) {
      stopPlayback();
      scrubber.cancel();
      transport.setState({ motion: 'paused' });
      clip = newClip;
      droppedFrames = 0;
      frameDisplay.setClip(newClip);
      frameCache.clear();
      playhead.set(0);
      scrubber.seek(0);
    },
    attach: (canvas) => frameDisplay.attach(canvas),
    play,
    pause,
    playReverse,
    setRate(rate) {
      transport.setState({ rate });
      const { motion } = transport.getState();
      if (motion === 'playing') {
        play();
      } else if (motion === 'reversing') {
        playReverse();
      }
    },
    setLooping(isLooping) {
      transport.setState({ isLooping });
      restartPlayback();
    },
    setRange(newRange) {
      range = newRange;
      restartPlayback();
    },
    seek(frameIndex) {
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
    setMuted: (isMuted) => audioOutput.setMuted(isMuted),
    setLayers: (sources) => frameDisplay.setLayers(sources),
    setLook: (look) => frameDisplay.setLook(look),
    objectsAt: (x, y) => frameDisplay.objectsAt(x, y),
    setThumbnails: (thumbnails) => frameCache.setThumbnails(thumbnails),
    statistics: () => ({ ...frameDisplay.statistics(), droppedFrames }),
    dispose() {
      stopPlayback();
      scrubber.cancel();
      audioOutput.dispose();
      frameDisplay.dispose();
      frameCache.clear();
    },
  };
};
