import { createStore, type StoreApi } from 'zustand/vanilla';
import { frameIndexAt } from '../core/frameTable.ts';
import type { EngineClient } from '../engine/client.ts';
import type { ClipInfo } from '../engine/protocol.ts';
import { createAudioOutput } from './audioOutput.ts';
import type { CanvasLook } from './canvasLook.ts';
import { createObservable, type Observable } from './observable.ts';
import { openPlayback, type Playback } from './playback.ts';
import { openReversePlayback } from './reversePlayback.ts';
import {
  createScreen,
  type DrawStatistics,
  type FrameFacts,
  type OverlaySource,
} from './screen.ts';
import { createScrubber } from './scrubber.ts';

export type Motion = 'paused' | 'playing' | 'reversing';
export type Transport = { readonly motion: Motion; readonly rate: number };

export type PlayerStatistics = DrawStatistics & {
  /** Frames that were due while playing, but never shown. */
  readonly droppedFrames: number;
};

export type Player = {
  /** Index of the frame that is asked for; the screen follows as fast as frames decode. */
  readonly playhead: Observable<number>;
  /** What is on the screen, as facts. */
  readonly shown: Observable<FrameFacts | null>;
  readonly transport: StoreApi<Transport>;
  /** Shows the first frame of a clip; the clip before is forgotten. */
  openClip(clip: ClipInfo): void;
  /** Draws on this canvas from now on. Returns how to let go of it. */
  attach(canvas: HTMLCanvasElement): () => void;
  /** Call it from a user gesture: sound is allowed only there. */
  play(): void;
  pause(): void;
  /** Backwards without sound, at the rate, until paused or the first frame. */
  playBackwards(): void;
  setRate(rate: number): void;
  seek(frameIndex: number): void;
  setMuted(isMuted: boolean): void;
  /** The objects to draw, the first on top; none for the original picture. */
  setOverlays(sources: readonly OverlaySource[]): void;
  setLook(look: CanvasLook): void;
  /** Since the clip was opened. */
  statistics(): PlayerStatistics;
  dispose(): void;
};

/** Wider pictures cost time and show nothing more on the canvas. */
const MAX_CANVAS_WIDTH = 1920;

export const createPlayer = (engine: EngineClient, onError: (error: unknown) => void): Player => {
  const playhead = createObservable(0);
  const shown = createObservable<FrameFacts | null>(null);
  const transport = createStore<Transport>(() => ({ motion: 'paused', rate: 1 }));
  const output = createAudioOutput();
  const screen = createScreen(engine, shown, onError);
  let clip: ClipInfo | null = null;
  let playback: Playback | null = null;
  let droppedFrames = 0;

  const canvasWidth = (): number => Math.min(MAX_CANVAS_WIDTH, clip?.width ?? MAX_CANVAS_WIDTH);
  const frameCount = (): number => clip?.ptsSeconds.length ?? 0;

  const moveTo = (frameIndex: number): number => {
    const inside = Math.min(Math.max(frameIndex, 0), Math.max(frameCount() - 1, 0));
    playhead.set(inside);
    return inside;
  };

  const scrubber = createScrubber<ImageBitmap>({
    async read(frameIndex, signal) {
      const body = { frameIndex, maxWidth: canvasWidth() };
      const [{ bitmap }] = await Promise.all([
        engine.request('read-frame', body, { signal }),
        screen.fetchMask(frameIndex),
      ]);
      return bitmap;
    },
    paint: (frameIndex, bitmap) => screen.show({ frameIndex, bitmap }),
    discard: (bitmap) => bitmap.close(),
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
      // The last frame of playing may still have been on its way to the screen.
      scrubber.seek(playhead.value);
    }
  };

  const play = (): void => {
    if (!clip || frameCount() === 0) {
      return;
    }
    stopPlayback();
    scrubber.cancel();
    const isAtEnd = playhead.value >= frameCount() - 1;
    const fromFrameIndex = moveTo(isAtEnd ? 0 : playhead.value);
    transport.setState({ motion: 'playing' });
    const { ptsSeconds } = clip;
    playback = openPlayback({
      engine,
      clip,
      output,
      fromFrameIndex,
      rate: transport.getState().rate,
      maxWidth: canvasWidth(),
      onArrival: (frameIndex) => void screen.fetchMask(frameIndex),
      onDropped: () => {
        droppedFrames += 1;
      },
      onFrame: (picture) => {
        moveTo(picture.frameIndex);
        screen.show(picture);
      },
      onEnd: (mediaSeconds) => {
        moveTo(frameIndexAt(ptsSeconds, mediaSeconds));
        pause();
      },
      onError: (error) => {
        pause();
        onError(error);
      },
    });
  };

  const playBackwards = (): void => {
    if (!clip || playhead.value === 0) {
      return;
    }
    stopPlayback();
    scrubber.cancel();
    transport.setState({ motion: 'reversing' });
    playback = openReversePlayback({
      engine,
      clip,
      fromFrameIndex: playhead.value,
      rate: transport.getState().rate,
      maxWidth: canvasWidth(),
      onArrival: (frameIndex) => void screen.fetchMask(frameIndex),
      onFrame: (picture) => {
        moveTo(picture.frameIndex);
        screen.show(picture);
      },
      onEnd: pause,
      onError: (error) => {
        pause();
        onError(error);
      },
    });
  };

  return {
    playhead,
    shown,
    transport,
    openClip(newClip) {
      stopPlayback();
      scrubber.cancel();
      transport.setState({ motion: 'paused' });
      clip = newClip;
      droppedFrames = 0;
      screen.setClip(newClip, canvasWidth());
      playhead.set(0);
      scrubber.seek(0);
    },
    attach: (canvas) => screen.attach(canvas),
    play,
    pause,
    playBackwards,
    setRate(rate) {
      transport.setState({ rate });
      const { motion } = transport.getState();
      if (motion === 'playing') {
        play();
      } else if (motion === 'reversing') {
        playBackwards();
      }
    },
    seek(frameIndex) {
      const wasPlaying = transport.getState().motion === 'playing';
      stopPlayback();
      const isAtEnd = moveTo(frameIndex) >= frameCount() - 1;
      if (wasPlaying && !isAtEnd) {
        play();
      } else {
        transport.setState({ motion: 'paused' });
        scrubber.seek(playhead.value);
      }
    },
    setMuted: (isMuted) => output.setMuted(isMuted),
    setOverlays: (sources) => screen.setOverlays(sources),
    setLook: (look) => screen.setLook(look),
    statistics: () => ({ ...screen.statistics(), droppedFrames }),
    dispose() {
      stopPlayback();
      scrubber.cancel();
      output.dispose();
      screen.dispose();
    },
  };
};
