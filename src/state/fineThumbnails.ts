import { frameIndexAt } from '../core/frameTable.ts';
import { thumbnailTimes } from '../core/thumbnailTimes.ts';
import type { TimeScale } from '../core/timeScale.ts';
import type { EngineClient } from '../engine/client.ts';
import { THUMBNAIL_HEIGHT } from './clips.ts';
import { notify } from './notices.ts';
import type { FineThumbnail, OpenClip, SessionStore } from './sessionStore.ts';
import type { ViewStore } from './viewStore.ts';

/** Zooming and panning pass many scales; pictures are read for one that stays. */
const REST_MILLISECONDS = 200;
/** About 65 kB each; what lies farthest from the view goes first. */
const KEPT_THUMBNAILS = 120;

type Ports = {
  readonly engine: EngineClient;
  readonly session: SessionStore;
  readonly view: ViewStore;
};

const middleOf = ({ startSeconds, endSeconds }: TimeScale): number =>
  (startSeconds + endSeconds) / 2;

/** With one more, within the budget. Dropped pictures may still be on their way to the screen. */
const keep = (
  thumbnails: readonly FineThumbnail[],
  added: FineThumbnail,
  scale: TimeScale,
): readonly FineThumbnail[] => {
  const middle = middleOf(scale);
  const distance = ({ seconds }: FineThumbnail): number => Math.abs(seconds - middle);
  const all = [...thumbnails, added];
  return all.length <= KEPT_THUMBNAILS
    ? all
    : all.toSorted((a, b) => distance(a) - distance(b)).slice(0, KEPT_THUMBNAILS);
};

/** Reads what a zoomed filmstrip lacks, of the part in view only; another scale ends the reading. */
export const connectFineThumbnails = ({ engine, session, view }: Ports): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let reading: AbortController | null = null;

  const stop = (): void => {
    clearTimeout(timer);
    reading?.abort();
    reading = null;
  };
  const read = async (clip: OpenClip, scale: TimeScale): Promise<void> => {
    const { ptsSeconds, durationSeconds } = clip.info;
    const known = new Set(clip.fineThumbnails.map(({ frameIndex }) => frameIndex));
    const secondsOf = new Map<number, number>();
    for (const seconds of thumbnailTimes(scale, durationSeconds, clip.thumbnails.length)) {
      const frameIndex = frameIndexAt(ptsSeconds, seconds);
      if (!known.has(frameIndex) && !secondsOf.has(frameIndex)) {
        secondsOf.set(frameIndex, seconds);
      }
    }
    if (secondsOf.size === 0) {
      return;
    }
    reading = new AbortController();
    const { signal } = reading;
    await engine.request(
      'read-thumbnails-at',
      { frames: Array.from(secondsOf.keys()), height: THUMBNAIL_HEIGHT },
      {
        signal,
        onEvent({ frameIndex, bitmap }) {
          const open = session.getState().clip;
          if (signal.aborted || open?.info !== clip.info) {
            bitmap.close();
            return;
          }
          const added = { frameIndex, bitmap, seconds: secondsOf.get(frameIndex) ?? 0 };
          session.setState({
            clip: { ...open, fineThumbnails: keep(open.fineThumbnails, added, scale) },
          });
        },
      },
    );
  };
  const stopListening = view.subscribe(({ timeScale }, before) => {
    if (timeScale === before.timeScale) {
      return;
    }
    stop();
    if (timeScale !== null) {
      timer = setTimeout(() => {
        const { clip } = session.getState();
        if (clip) {
          read(clip, timeScale).catch((error: unknown) => notify(session, error));
        }
      }, REST_MILLISECONDS);
    }
  });
  return () => {
    stopListening();
    stop();
  };
};
