import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EngineClient } from '../../engine/client.ts';
import type { ClipInfo, FrameBitmap } from '../../protocol/requests.ts';
import type { LookSettings } from '../../rendering/looks/lookSettings.ts';
import { createObservable, type Observable } from '../../core/util/observable.ts';
import { createFrameCache } from './frameCache.ts';
import { createFrameScrubber } from './frameScrubber.ts';
import type { ObjectLayer } from './layerMasks.ts';
import { createFrameDisplay, type DrawStatistics, type DrawnFrame } from './frameDisplay.ts';
import { createPlaybackControl, type Transport } from './playbackControl.ts';
import type { PlaybackRange } from './playbackSpan.ts';

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
  const frameDisplay = createFrameDisplay(engine, drawnFrame, onError);
  let clip: ClipInfo | null = null;
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

  const control = createPlaybackControl({
    engine,
    frameDisplay,
    scrubber,
    transport,
    playhead,
    setPlayhead,
    clip: () => clip,
    onError,
  });

  return {
    playhead,
    drawnFrame,
    transport,
    openClip(newClip) {
      control.reset();
      clip = newClip;
      frameDisplay.setClip(newClip);
      frameCache.clear();
      playhead.set(0);
      scrubber.seek(0);
    },
    attach: (canvas) => frameDisplay.attach(canvas),
    play: control.play,
    pause: control.pause,
    playReverse: control.playReverse,
    setRate: control.setRate,
    setLooping: control.setLooping,
    setRange: control.setRange,
    seek: control.seek,
    setMuted: control.setMuted,
    setLayers: (sources) => frameDisplay.setLayers(sources),
    setLook: (look) => frameDisplay.setLook(look),
    objectsAt: (x, y) => frameDisplay.objectsAt(x, y),
    setThumbnails: (thumbnails) => frameCache.setThumbnails(thumbnails),
    statistics: () => ({
      ...frameDisplay.statistics(),
      droppedFrames: control.droppedFrames(),
    }),
    dispose() {
      control.dispose();
      frameDisplay.dispose();
      frameCache.clear();
    },
  };
};
