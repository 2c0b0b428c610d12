import { createStore, type StoreApi } from 'zustand/vanilla';
import { frameIndexAt } from '../../core/time/frameTable.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { ClipInfo } from '../../protocol/requests.ts';
import { createAudioOutput } from './audioOutput.ts';
import type { LookSettings } from '../../rendering/looks/lookSettings.ts';
import type { FrameBitmap } from '../../rendering/compositor/frameBitmap.ts';
import { createObservable, type Observable } from '../../core/util/observable.ts';
import { createFrameCache } from './frameCache.ts';
import { openPlayback, type Playback } from './playback.ts';
import { openReversePlayback } from './reversePlayback.ts';
import {
  createFrameDisplay,
  type DrawStatistics,
  type DrawnFrame,
  type ObjectLayer,
} from './frameDisplay.ts';
import { createScrubber } from './scrubber.ts';

export type PlaybackState = 'paused' | 'playing' | 'reversing';
export type Transport = { readonly motion: PlaybackState; readonly rate: number };

export type PlayerStatistics = DrawStatistics & {
  /** Frames that were due while playing, but never shown. */
  readonly droppedFrames: number;
};

export type Player = {
  /** Index of the frame that is asked for; the screen follows as fast as frames decode. */
  readonly playhead: Observable<number>;
  /** What is on the screen, as facts. */
  readonly drawnFrame: Observable<DrawnFrame | null>;
  readonly transport: StoreApi<Transport>;
  /** Shows the first frame of a clip; the clip before is forgotten. */
  openClip(clip: ClipInfo): void;
  /** Draws on this canvas from now on. Returns how to let go of it. */
  attach(canvas: HTMLCanvasElement): () => void;
  /** Call it from a user gesture: sound is allowed only there. */
  play(): void;
  pause(): void;
  /** Backwards without sound, at the rate, until paused or the first frame. */
  playReverse(): void;
  setRate(rate: number): void;
  seek(frameIndex: number): void;
  setMuted(isMuted: boolean): void;
  /** The objects to draw, the first on top; none for the original picture. */
  setLayers(sources: readonly ObjectLayer[]): void;
  setLook(look: LookSettings): void;
  /** Pictures to show while others are decoded; they stay the caller's until the next ones. */
  setThumbnails(thumbnails: readonly FrameBitmap[]): void;
  /** Since the clip was opened. */
  statistics(): PlayerStatistics;
  dispose(): void;
};

/** A frame that stays this long is read whole. */
const SETTLE_MILLISECONDS = 120;
/** A sharp picture is worth as much as a thumbnail that is so much nearer. */
const THUMBNAIL_PENALTY_SECONDS = 1;

const closeFrame = ({ bitmap }: FrameBitmap): void => bitmap.close();

const waitUntilSettled = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, SETTLE_MILLISECONDS);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

export const createPlayer = (engine: EngineClient, onError: (error: unknown) => void): Player => {
  const playhead = createObservable(0);
  const drawnFrame = createObservable<DrawnFrame | null>(null);
  const transport = createStore<Transport>(() => ({ motion: 'paused', rate: 1 }));
  const audioOutput = createAudioOutput();
  const frameDisplay = createFrameDisplay(engine, drawnFrame, onError);
  let clip: ClipInfo | null = null;
  let playback: Playback | null = null;
  let droppedFrames = 0;

  const frameCache = createFrameCache();
  const frameCount = (): number => clip?.ptsSeconds.length ?? 0;

  const setPlayhead = (frameIndex: number): number => {
    const inside = Math.min(Math.max(frameIndex, 0), Math.max(frameCount() - 1, 0));
    playhead.set(inside);
    return inside;
  };

  const ptsOf = (frameIndex: number): number => clip?.ptsSeconds[frameIndex] ?? 0;
  /** How far pictures are from showing a frame, in seconds. */
  const displayCosts = (frameIndex: number): ((picture: FrameBitmap) => number) => {
    const sharpnessOf = frameDisplay.resolutionClassifier();
    return ({ frameIndex: index, bitmap }) =>
      Math.abs(ptsOf(index) - ptsOf(frameIndex)) +
      (sharpnessOf(bitmap) === 'thumbnail' ? THUMBNAIL_PENALTY_SECONDS : 0);
  };
  /** Of what is on the screen. */
  const displayedCost = (costOf: (picture: FrameBitmap) => number): number => {
    const picture = frameDisplay.currentFrame();
    return picture ? costOf(picture) : Infinity;
  };
  /** Whole pictures of large clips are too large to be kept. */
  const releaseFor = ({ bitmap }: FrameBitmap): ((picture: FrameBitmap) => void) =>
    bitmap.width <= frameDisplay.displayWidth() ? (kept) => frameCache.add(kept) : closeFrame;

  const scrubber = createScrubber<FrameBitmap>({
    async read(frameIndex, size, onIntermediateFrame, signal) {
      const isTransient = size === 'screen';
      const body = {
        frameIndex,
        maxWidth: isTransient ? frameDisplay.displayWidth() : frameDisplay.fullWidth(),
        nearerThanSeconds: isTransient ? displayedCost(displayCosts(frameIndex)) : 0,
      };
      const onEvent = async (picture: FrameBitmap): Promise<void> => {
        await frameDisplay.fetchMasks(picture.frameIndex);
        onIntermediateFrame(picture);
      };
      const [picture] = await Promise.all([
        engine.request('read-frame', body, { signal, onEvent }),
        frameDisplay.fetchMasks(frameIndex),
      ]);
      return picture;
    },
    show(picture) {
      const costOf = displayCosts(playhead.value);
      const isNearer = costOf(picture) < displayedCost(costOf);
      if (isNearer || picture.frameIndex === frameDisplay.currentFrame()?.frameIndex) {
        frameDisplay.show(picture, { release: releaseFor(picture) });
      } else {
        closeFrame(picture);
      }
    },
    showCached(frameIndex) {
      const costOf = displayCosts(frameIndex);
      const found = frameCache.takeNearest(costOf, displayedCost(costOf));
      if (found) {
        frameDisplay.show(found.picture, { release: found.release });
      }
    },
    isShown(frameIndex, size) {
      const picture = frameDisplay.currentFrame();
      if (picture?.frameIndex !== frameIndex) {
        return false;
      }
      const sharpness = frameDisplay.resolutionClassifier()(picture.bitmap);
      return size === 'screen'
        ? sharpness !== 'thumbnail'
        : sharpness === 'whole' && !frameDisplay.isTransient();
    },
    waitUntilSettled,
    discard: closeFrame,
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
    const fromFrameIndex = setPlayhead(isAtEnd ? 0 : playhead.value);
    transport.setState({ motion: 'playing' });
    const { ptsSeconds } = clip;
    playback = openPlayback({
      engine,
      clip,
      output: audioOutput,
      fromFrameIndex,
      rate: transport.getState().rate,
      maxWidth: frameDisplay.displayWidth(),
      onDecoded: (frameIndex) => void frameDisplay.fetchMasks(frameIndex),
      onDropped: () => {
        droppedFrames += 1;
      },
      onFrame: (picture) => {
        setPlayhead(picture.frameIndex);
        frameDisplay.show(picture, { isTransient: true });
      },
      onEnd: (mediaSeconds) => {
        setPlayhead(frameIndexAt(ptsSeconds, mediaSeconds));
        pause();
      },
      onError: (error) => {
        pause();
        onError(error);
      },
    });
  };

  const playReverse = (): void => {
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
      maxWidth: frameDisplay.displayWidth(),
      onDecoded: (frameIndex) => void frameDisplay.fetchMasks(frameIndex),
      onFrame: (picture) => {
        setPlayhead(picture.frameIndex);
        frameDisplay.show(picture, { isTransient: true });
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
