import { frameIndexAt } from '../../core/time/frameTable.ts';
import { thumbnailTimes } from '../../core/time/thumbnailTimes.ts';
import type { TimeScale } from '../../core/time/timeScale.ts';
import type { EngineClient } from '../../engine/client.ts';
import { FILMSTRIP_THUMBNAIL_HEIGHT } from './clipLoader.ts';
import { notify } from './notices.ts';
import type { FineThumbnail, OpenClip, SessionStore } from './sessionStore.ts';
import type { ViewStore } from './viewStore.ts';

/** Zooming and panning pass many scales; pictures are read for one that stays. */
const SETTLE_MILLISECONDS = 200;
/** About 65 kB each; what lies farthest from the view goes first. */
const MAX_FINE_THUMBNAILS = 120;

type FineThumbnailDeps = {
  readonly engine: EngineClient;
  readonly session: SessionStore;
  readonly view: ViewStore;
};

const middleSecondsOf = ({ startSeconds, endSeconds }: TimeScale): number =>
  (startSeconds + endSeconds) / 2;

/** With one more, within the budget. Dropped pictures may still be on their way to the screen. */
const addWithinBudget = (
  thumbnails: readonly FineThumbnail[],
  added: FineThumbnail,
  scale: TimeScale,
): readonly FineThumbnail[] => {
  const middle = middleSecondsOf(scale);
  const distance = ({ seconds }: FineThumbnail): number => Math.abs(seconds - middle);
  const all = [...thumbnails, added];
  return all.length <= MAX_FINE_THUMBNAILS
    ? all
    : all.toSorted((a, b) => distance(a) - distance(b)).slice(0, MAX_FINE_THUMBNAILS);
};

/** Reads what a zoomed filmstrip lacks, of the part in view only; another scale ends the reading. */
export const connectFineThumbnails = ({
  engine,
  session,
  view,
}: FineThumbnailDeps): (() => void) => {
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
      { frameIndices: Array.from(secondsOf.keys()), height: FILMSTRIP_THUMBNAIL_HEIGHT },
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
            clip: { ...open, fineThumbnails: addWithinBudget(open.fineThumbnails, added, scale) },
          });
        },
      },
    );
  };
  const stopListening = view.subscribe(
    ({ timeScale }) => timeScale,
    (timeScale) => {
      stop();
      if (timeScale !== null) {
        timer = setTimeout(() => {
          const { clip } = session.getState();
          if (clip) {
            read(clip, timeScale).catch((error: unknown) => notify(session, error));
          }
        }, SETTLE_MILLISECONDS);
      }
    },
  );
  return () => {
    stopListening();
    stop();
  };
};
