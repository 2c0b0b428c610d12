import { useEffect, useRef, useState } from 'react';
import type { MaskPart } from '../../core/maskParts.ts';
import { SHAPE } from '../../core/manifest.ts';
import type { ThingsInFrame } from '../../state/corrections.ts';
import { useEarmark, useObserved, useSelectedView, useTransport } from '../../state/hooks.ts';
import type { ObjectView } from '../../state/objectViews.ts';
import { notify } from '../../state/notices.ts';
import { Button } from '../../ui/Button.tsx';
import { cssColour } from '../../ui/Swatch.tsx';
import styles from './Candidates.module.css';
import { drawCandidate } from './drawCandidate.ts';

/** Smaller parts, compared with the largest, are no candidates for what was meant. */
const LEAST_SHARE = 0.1;
/** A frame that is only passed by is not looked at. */
const REST_MILLISECONDS = 300;
const STILL_WIDTH = 480;

type Found = { readonly things: ThingsInFrame; readonly still: ImageBitmap };

/** The things of the frame on the screen, while it rests; null when there are not several. */
const useCandidates = (view: ObjectView | null): Found | null => {
  const { corrections, engine, player, session } = useEarmark();
  const isPaused = useTransport(({ motion }) => motion === 'paused');
  const [frameIndex, setFrameIndex] = useState(player.shown.value?.frameIndex ?? null);
  const [found, setFound] = useState<Found | null>(null);
  useObserved(player.shown, (shown) => setFrameIndex(shown?.frameIndex ?? null));
  const objectId = view?.object.id;
  const resultId = view?.result?.engineResultId;
  const presence = frameIndex === null ? undefined : view?.foundPresence[frameIndex];
  const threshold = view?.presenceThreshold ?? 1;
  useEffect(() => {
    const isThere = resultId != null && presence !== undefined && presence >= threshold;
    if (objectId === undefined || frameIndex === null || !isThere || !isPaused) {
      return undefined;
    }
    const controller = new AbortController();
    const { signal } = controller;
    const look = async (): Promise<void> => {
      const things = await corrections.thingsIn(objectId, frameIndex, signal);
      const largest = Math.max(0, ...things.parts.map(({ area }) => area));
      const large = things.parts.filter(({ area }) => area >= LEAST_SHARE * largest);
      const body = { frameIndex, maxWidth: STILL_WIDTH };
      const still = large.length > 1 ? await engine.request('read-still', body, { signal }) : null;
      setFound((before) => {
        before?.still.close();
        return still && { things, still };
      });
    };
    const timer = setTimeout(() => {
      look().catch((error: unknown) => notify(session, error));
    }, REST_MILLISECONDS);
    return () => {
      clearTimeout(timer);
      controller.abort();
      setFound(null);
    };
  }, [corrections, engine, session, objectId, resultId, frameIndex, presence, threshold, isPaused]);
  return found;
};

type CandidateProps = {
  readonly view: ObjectView;
  readonly found: Found;
  readonly part: MaskPart;
  readonly name: string;
};

const Candidate = ({ view, found, part, name }: CandidateProps) => {
  const { corrections } = useEarmark();
  const canvas = useRef<HTMLCanvasElement>(null);
  const { id, isLocked } = view.object;
  const colour = cssColour(view.colour);
  useEffect(() => {
    if (canvas.current) {
      drawCandidate(canvas.current, found.still, part.cells, colour);
    }
  }, [found, part, colour]);
  return (
    <li className={styles['candidate']}>
      <canvas ref={canvas} className={styles['picture']} aria-hidden />
      <div className={styles['choice']}>
        <Button
          disabled={isLocked}
          aria-label={`Only this: ${name}`}
          onClick={() => corrections.choose(id, found.things, part)}
        >
          Only this
        </Button>
        <Button
          look="quiet"
          disabled={isLocked}
          aria-label={`Not this: ${name}`}
          onClick={() => corrections.exclude(id, found.things, part)}
        >
          Not this
        </Button>
      </div>
    </li>
  );
};

/** Where a part is, in words: `1 of 3 from the left, 12 % of the picture`. */
const nameOf = ({ area }: MaskPart, index: number, count: number): string => {
  const percent = Math.max(1, Math.round((100 * area) / SHAPE.maskSize ** 2));
  return `${index + 1} of ${count} from the left, ${percent} % of the picture`;
};

/** When the sentence fits several things in this frame: which one is meant? */
export const Candidates = () => {
  const view = useSelectedView();
  const found = useCandidates(view);
  const isChosen = view?.object.examples.some(({ kind }) => kind === 'only-this') ?? false;
  if (!view || !found || isChosen) {
    return null;
  }
  const { parts } = found.things;
  const largest = Math.max(...parts.map(({ area }) => area));
  const large = parts.filter(({ area }) => area >= LEAST_SHARE * largest);
  return (
    <section className={styles['panel']} aria-labelledby="candidates-title">
      <h2 id="candidates-title" className={styles['title']}>
        It fits {large.length} things in this frame. Which is meant?
      </h2>
      <ul className={styles['list']}>
        {large.map((part, index) => (
          <Candidate
            key={nameOf(part, index, large.length)}
            view={view}
            found={found}
            part={part}
            name={nameOf(part, index, large.length)}
          />
        ))}
      </ul>
    </section>
  );
};
