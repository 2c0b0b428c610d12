import { createStore, type StoreApi } from 'zustand/vanilla';
import { frameIndexAt } from '../core/frameTable.ts';
import type { EngineClient } from '../engine/client.ts';
import type { ClipInfo } from '../engine/protocol.ts';
import { createAudioOutput } from './audioOutput.ts';
import type { CanvasLook } from './canvasLook.ts';
import type { Picture } from './frameStream.ts';
import { createObservable, type Observable } from './observable.ts';
import { createPicturesAtHand } from './picturesAtHand.ts';
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
  /** Pictures to show while others are decoded; they stay the caller's until the next ones. */
  setThumbnails(thumbnails: readonly Picture[]): void;
  /** Since the clip was opened. */
  statistics(): PlayerStatistics;
  dispose(): void;
};

/** A frame that stays this long is read whole. */
const REST_MILLISECONDS = 120;
/** A sharp picture is worth as much as a thumbnail that is so much nearer. */
const SHARP_SECONDS = 1;

const close = ({ bitmap }: Picture): void => bitmap.close();

const rest = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, REST_MILLISECONDS);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

export const createPlayer = (engine: EngineClient, onError: (error: unknown) => void): Player => {
  const playhead = createObservable(0);
  const shown = createObservable<FrameFacts | null>(null);
  const transport = createStore<Transport>(() => ({ motion: 'paused', rate: 1 }));
  const output = createAudioOutput();
  const screen = createScreen(engine, shown, onError);
  let clip: ClipInfo | null = null;
  let playback: Playback | null = null;
  let droppedFrames = 0;

  const atHand = createPicturesAtHand();
  const frameCount = (): number => clip?.ptsSeconds.length ?? 0;

  const moveTo = (frameIndex: number): number => {
    const inside = Math.min(Math.max(frameIndex, 0), Math.max(frameCount() - 1, 0));
    playhead.set(inside);
    return inside;
  };

  const ptsOf = (frameIndex: number): number => clip?.ptsSeconds[frameIndex] ?? 0;
  /** How far pictures are from showing a frame, in seconds. */
  const costsFor = (frameIndex: number): ((picture: Picture) => number) => {
    const sharpnessOf = screen.sharpness();
    return ({ frameIndex: index, bitmap }) =>
      Math.abs(ptsOf(index) - ptsOf(frameIndex)) +
      (sharpnessOf(bitmap) === 'thumbnail' ? SHARP_SECONDS : 0);
  };
  /** Of what is on the screen. */
  const shownCost = (costOf: (picture: Picture) => number): number => {
    const picture = screen.picture();
    return picture ? costOf(picture) : Infinity;
  };
  /** Whole pictures of large clips are too large to be kept. */
  const releaseOf = ({ bitmap }: Picture): ((picture: Picture) => void) =>
    bitmap.width <= screen.screenWidth() ? (kept) => atHand.keep(kept) : close;

  const scrubber = createScrubber<Picture>({
    async read(frameIndex, size, onWay, signal) {
      const isPassing = size === 'screen';
      const body = {
        frameIndex,
        maxWidth: isPassing ? screen.screenWidth() : screen.wholeWidth(),
        nearerThanSeconds: isPassing ? shownCost(costsFor(frameIndex)) : 0,
      };
      const onEvent = async (picture: Picture): Promise<void> => {
        await screen.fetchMask(picture.frameIndex);
        onWay(picture);
      };
      const [picture] = await Promise.all([
        engine.request('read-frame', body, { signal, onEvent }),
        screen.fetchMask(frameIndex),
      ]);
      return picture;
    },
    paint(picture) {
      const costOf = costsFor(playhead.value);
      const isNearer = costOf(picture) < shownCost(costOf);
      if (isNearer || picture.frameIndex === screen.picture()?.frameIndex) {
        screen.show(picture, { release: releaseOf(picture) });
      } else {
        close(picture);
      }
    },
    paintAtHand(frameIndex) {
      const costOf = costsFor(frameIndex);
      const found = atHand.take(costOf, shownCost(costOf));
      if (found) {
        screen.show(found.picture, { release: found.release });
      }
    },
    isShown(frameIndex, size) {
      const picture = screen.picture();
      if (picture?.frameIndex !== frameIndex) {
        return false;
      }
      const sharpness = screen.sharpness()(picture.bitmap);
      return size === 'screen'
        ? sharpness !== 'thumbnail'
        : sharpness === 'whole' && !screen.isPassing();
    },
    rest,
    discard: close,
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
      maxWidth: screen.screenWidth(),
      onArrival: (frameIndex) => void screen.fetchMask(frameIndex),
      onDropped: () => {
        droppedFrames += 1;
      },
      onFrame: (picture) => {
        moveTo(picture.frameIndex);
        screen.show(picture, { isPassing: true });
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
      maxWidth: screen.screenWidth(),
      onArrival: (frameIndex) => void screen.fetchMask(frameIndex),
      onFrame: (picture) => {
        moveTo(picture.frameIndex);
        screen.show(picture, { isPassing: true });
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
      screen.setClip(newClip);
      atHand.clear();
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
    setThumbnails: (thumbnails) => atHand.setThumbnails(thumbnails),
    statistics: () => ({ ...screen.statistics(), droppedFrames }),
    dispose() {
      stopPlayback();
      scrubber.cancel();
      output.dispose();
      screen.dispose();
      atHand.clear();
    },
  };
};
