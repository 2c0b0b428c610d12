import { useEffect, useRef, useState } from 'react';
import type { MaskComponent } from '../../../core/mask/significantComponents.ts';
import type { FrameComponents } from '../../document/frameComponents.ts';
import { useEarmark, useObservable, useSelectedView, useTransport } from '../../session/hooks.ts';
import type { ObjectView } from '../../search/objectViews.ts';
import { notify } from '../../session/notices.ts';
import { Button } from '../../ui/Button.tsx';
import { cssColour } from '../../ui/Swatch.tsx';
import styles from './InstancePicker.module.css';
import { drawCandidateThumbnail } from './drawCandidateThumbnail.ts';

/** Components with less than this share of the largest one's area are not offered. */
const MIN_SHARE_OF_LARGEST = 0.1;
/** Delay before a frame is analysed, so that scrubbing past it costs nothing. */
const SETTLE_MILLISECONDS = 300;
const MAX_STILL_WIDTH = 480;

type InstanceCandidates = {
  readonly frameComponents: FrameComponents;
  readonly still: ImageBitmap;
};

/** The candidate instances of the displayed frame while paused; null for fewer than two. */
const useInstanceCandidates = (view: ObjectView | null): InstanceCandidates | null => {
  const { corrections, engine, player, session } = useEarmark();
  const isPaused = useTransport(({ motion }) => motion === 'paused');
  const [frameIndex, setFrameIndex] = useState(player.drawnFrame.value?.frameIndex ?? null);
  const [candidates, setCandidates] = useState<InstanceCandidates | null>(null);
  useObservable(player.drawnFrame, (shown) => setFrameIndex(shown?.frameIndex ?? null));
  const objectId = view?.object.id;
  const resultId = view?.result?.engineResultId;
  const presence = frameIndex === null ? undefined : view?.modelPresence[frameIndex];
  const threshold = view?.presenceThreshold ?? 1;
  useEffect(() => {
    const isPresent = resultId != null && presence !== undefined && presence >= threshold;
    if (objectId === undefined || frameIndex === null || !isPresent || !isPaused) {
      return undefined;
    }
    const controller = new AbortController();
    const { signal } = controller;
    const findCandidates = async (): Promise<void> => {
      const frameComponents = await corrections.componentsIn(objectId, frameIndex, signal);
      const hasSeveral = candidateComponents(frameComponents).length > 1;
      const body = { frameIndex, maxWidth: MAX_STILL_WIDTH };
      const still = hasSeveral ? await engine.request('read-still', body, { signal }) : null;
      setCandidates((before) => {
        before?.still.close();
        return still && { frameComponents, still };
      });
    };
    const timer = setTimeout(() => {
      findCandidates().catch((error: unknown) => notify(session, error));
    }, SETTLE_MILLISECONDS);
    return () => {
      clearTimeout(timer);
      controller.abort();
      setCandidates(null);
    };
  }, [corrections, engine, session, objectId, resultId, frameIndex, presence, threshold, isPaused]);
  return candidates;
};

/** The components that are large enough to be what the sentence means. */
const candidateComponents = ({ components }: FrameComponents): readonly MaskComponent[] => {
  const largest = Math.max(0, ...components.map(({ area }) => area));
  return components.filter(({ area }) => area >= MIN_SHARE_OF_LARGEST * largest);
};

type CandidateCardProps = {
  readonly view: ObjectView;
  readonly candidates: InstanceCandidates;
  readonly component: MaskComponent;
  readonly name: string;
};

const CandidateCard = ({ view, candidates, component, name }: CandidateCardProps) => {
  const { corrections } = useEarmark();
  const canvas = useRef<HTMLCanvasElement>(null);
  const { id, isLocked } = view.object;
  const colour = cssColour(view.colour);
  useEffect(() => {
    if (canvas.current) {
      drawCandidateThumbnail(canvas.current, candidates.still, component.cells, colour);
    }
  }, [candidates, component, colour]);
  return (
    <li className={styles['candidate']}>
      <canvas ref={canvas} className={styles['picture']} aria-hidden />
      <div className={styles['choice']}>
        <Button
          disabled={isLocked}
          aria-label={`Only this: ${name}`}
          onClick={() => corrections.keepOnlyComponent(id, candidates.frameComponents, component)}
        >
          Only this
        </Button>
        <Button
          variant="quiet"
          disabled={isLocked}
          aria-label={`Not this: ${name}`}
          onClick={() => corrections.excludeComponent(id, candidates.frameComponents, component)}
        >
          Not this
        </Button>
      </div>
    </li>
  );
};

/** Names a component by its position: `1 of 3 from the left, 12 % of the picture`. */
const describeComponent = (
  { area, cells }: MaskComponent,
  index: number,
  count: number,
): string => {
  const percent = Math.max(1, Math.round((100 * area) / cells.length));
  return `${index + 1} of ${count} from the left, ${percent} % of the picture`;
};

/** Lets the user choose one instance when the sentence matches several in this frame. */
export const InstancePicker = () => {
  const view = useSelectedView();
  const candidates = useInstanceCandidates(view);
  const object = view?.object;
  const isChosen =
    object !== undefined &&
    (object.points.length > 0 || object.examples.some(({ kind }) => kind === 'only-this'));
  if (!view || !candidates || isChosen) {
    return null;
  }
  const components = candidateComponents(candidates.frameComponents);
  return (
    <section className={styles['panel']} aria-labelledby="candidates-title">
      <h2 id="candidates-title" className={styles['title']}>
        {components.length} instances match in this frame. Which is meant?
      </h2>
      <ul className={styles['list']}>
        {components.map((component, index) => (
          <CandidateCard
            key={describeComponent(component, index, components.length)}
            view={view}
            candidates={candidates}
            component={component}
            name={describeComponent(component, index, components.length)}
          />
        ))}
      </ul>
    </section>
  );
};
