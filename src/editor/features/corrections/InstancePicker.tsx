import { useEffect, useRef, useState } from 'react';
import type { MaskComponent } from '../../../core/mask/significantComponents.ts';
import { MODEL_SHAPE } from '../../../core/model/manifest.ts';
import type { FrameComponents } from '../../document/correctionCommands.ts';
import { useEarmark, useObservable, useSelectedView, useTransport } from '../../session/hooks.ts';
import type { ObjectView } from '../../search/objectViews.ts';
import { notify } from '../../session/notices.ts';
import { Button } from '../../ui/Button.tsx';
import { cssColour } from '../../ui/Swatch.tsx';
import styles from './InstancePicker.module.css';
import { drawCandidateThumbnail } from './drawCandidateThumbnail.ts';

/** Smaller parts, compared with the largest, are no candidates for what was meant. */
const MIN_SHARE_OF_LARGEST = 0.1;
/** A frame that is only passed by is not looked at. */
const SETTLE_MILLISECONDS = 300;
const MAX_STILL_WIDTH = 480;

type InstanceCandidates = {
  readonly frameComponents: FrameComponents;
  readonly still: ImageBitmap;
};

/** The things of the frame on the screen, while it rests; null when there are not several. */
const useInstanceCandidates = (view: ObjectView | null): InstanceCandidates | null => {
  const { corrections, engine, player, session } = useEarmark();
  const isPaused = useTransport(({ motion }) => motion === 'paused');
  const [frameIndex, setFrameIndex] = useState(player.drawnFrame.value?.frameIndex ?? null);
  const [found, setFound] = useState<InstanceCandidates | null>(null);
  useObservable(player.drawnFrame, (shown) => setFrameIndex(shown?.frameIndex ?? null));
  const objectId = view?.object.id;
  const resultId = view?.result?.engineResultId;
  const presence = frameIndex === null ? undefined : view?.modelPresence[frameIndex];
  const threshold = view?.presenceThreshold ?? 1;
  useEffect(() => {
    const isThere = resultId != null && presence !== undefined && presence >= threshold;
    if (objectId === undefined || frameIndex === null || !isThere || !isPaused) {
      return undefined;
    }
    const controller = new AbortController();
    const { signal } = controller;
    const look = async (): Promise<void> => {
      const things = await corrections.componentsIn(objectId, frameIndex, signal);
      const largest = Math.max(0, ...things.components.map(({ area }) => area));
      const large = things.components.filter(({ area }) => area >= MIN_SHARE_OF_LARGEST * largest);
      const body = { frameIndex, maxWidth: MAX_STILL_WIDTH };
      const still = large.length > 1 ? await engine.request('read-still', body, { signal }) : null;
      setFound((before) => {
        before?.still.close();
        return still && { frameComponents: things, still };
      });
    };
    const timer = setTimeout(() => {
      look().catch((error: unknown) => notify(session, error));
    }, SETTLE_MILLISECONDS);
    return () => {
      clearTimeout(timer);
      controller.abort();
      setFound(null);
    };
  }, [corrections, engine, session, objectId, resultId, frameIndex, presence, threshold, isPaused]);
  return found;
};

type CandidateCardProps = {
  readonly view: ObjectView;
  readonly candidates: InstanceCandidates;
  readonly component: MaskComponent;
  readonly name: string;
};

const CandidateCard = ({ view, candidates: found, component: part, name }: CandidateCardProps) => {
  const { corrections } = useEarmark();
  const canvas = useRef<HTMLCanvasElement>(null);
  const { id, isLocked } = view.object;
  const colour = cssColour(view.colour);
  useEffect(() => {
    if (canvas.current) {
      drawCandidateThumbnail(canvas.current, found.still, part.cells, colour);
    }
  }, [found, part, colour]);
  return (
    <li className={styles['candidate']}>
      <canvas ref={canvas} className={styles['picture']} aria-hidden />
      <div className={styles['choice']}>
        <Button
          disabled={isLocked}
          aria-label={`Only this: ${name}`}
          onClick={() => corrections.keepOnlyComponent(id, found.frameComponents, part)}
        >
          Only this
        </Button>
        <Button
          variant="quiet"
          disabled={isLocked}
          aria-label={`Not this: ${name}`}
          onClick={() => corrections.excludeComponent(id, found.frameComponents, part)}
        >
          Not this
        </Button>
      </div>
    </li>
  );
};

/** Where a part is, in words: `1 of 3 from the left, 12 % of the picture`. */
const describeComponent = ({ area }: MaskComponent, index: number, count: number): string => {
  const percent = Math.max(1, Math.round((100 * area) / MODEL_SHAPE.maskSize ** 2));
  return `${index + 1} of ${count} from the left, ${percent} % of the picture`;
};

/** When the sentence fits several things in this frame: which one is meant? */
export const InstancePicker = () => {
  const view = useSelectedView();
  const found = useInstanceCandidates(view);
  const isChosen = view?.object.examples.some(({ kind }) => kind === 'only-this') ?? false;
  if (!view || !found || isChosen) {
    return null;
  }
  const { components: parts } = found.frameComponents;
  const largest = Math.max(...parts.map(({ area }) => area));
  const large = parts.filter(({ area }) => area >= MIN_SHARE_OF_LARGEST * largest);
  return (
    <section className={styles['panel']} aria-labelledby="candidates-title">
      <h2 id="candidates-title" className={styles['title']}>
        It fits {large.length} things in this frame. Which is meant?
      </h2>
      <ul className={styles['list']}>
        {large.map((part, index) => (
          <CandidateCard
            key={describeComponent(part, index, large.length)}
            view={view}
            candidates={found}
            component={part}
            name={describeComponent(part, index, large.length)}
          />
        ))}
      </ul>
    </section>
  );
};
