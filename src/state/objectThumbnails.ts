import { cropAround } from '../core/cropAround.ts';
import { maskBounds } from '../core/maskStatistics.ts';
import { rasterizeMask } from '../core/rasterizeMask.ts';
import { toEarmarkError } from '../core/errors.ts';
import type { EngineClient } from '../engine/client.ts';
import { notify } from './notices.ts';
import { objectViews, type ObjectView } from './objectViews.ts';
import type { Project } from './project.ts';
import { countFrames, type Result } from './result.ts';
import type { SessionStore } from './sessionStore.ts';

type ThumbnailPorts = {
  readonly engine: EngineClient;
  readonly session: SessionStore;
  readonly project: Project;
};

/** Sharp on screens of two device pixels a pixel. */
const WIDTH = 112;
const HEIGHT = 80;
/** Of the picture that the thumbnail is cut from. */
const STILL_WIDTH = 640;
/** Room around the thing, as a share of its own size. */
const MARGIN = 0.15;

/** Settled enough to choose the best frame: looked at once a second, or stopped. */
const isSettled = ({ hasOverview, status }: Result): boolean =>
  hasOverview || status === 'cancelled' || status === 'failed';

/** Where the thing is seen best; null while that is open, or when it is nowhere. */
const bestFrameOf = ({ result, presenceThreshold }: ObjectView): number | null => {
  if (!result?.engineResultId || !isSettled(result)) {
    return null;
  }
  const { present, bestFrameIndex } = countFrames(result, presenceThreshold);
  return present === 0 ? null : bestFrameIndex;
};

/** Keeps a picture of each found thing where it is seen best. */
export const connectObjectThumbnails = (ports: ThumbnailPorts): (() => void) => {
  const { engine, session, project } = ports;
  const stopped = new AbortController();
  let isWorking = false;
  /** What cannot be read is not read at every change. */
  const tried = new Set<string>();

  /** The next thumbnail that is missing or of another frame. */
  const nextMissing = () => {
    const state = session.getState();
    for (const view of objectViews(project.store.getState(), state)) {
      const frameIndex = bestFrameOf(view);
      const { id = '', engineResultId } = view.result ?? {};
      const known = state.objectThumbnails[id];
      const isOf = known?.frameIndex === frameIndex && known.engineResultId === engineResultId;
      // While frames come in, the best one changes too often to follow.
      const isKept = known !== undefined && view.result?.status === 'running';
      const key = `${id}/${engineResultId}/${frameIndex}`;
      if (frameIndex !== null && !isOf && !isKept && !tried.has(key)) {
        return { view, frameIndex, key };
      }
    }
    return null;
  };

  const make = async ({ result, maskThreshold }: ObjectView, frameIndex: number): Promise<void> => {
    const { clip } = session.getState();
    if (!clip || !result?.engineResultId) {
      return;
    }
    const { engineResultId } = result;
    const { signal } = stopped;
    const body = { resultId: engineResultId, frameIndex };
    const mask = await engine.request('read-mask', body, { signal });
    const still = await engine.request(
      'read-still',
      { frameIndex, maxWidth: STILL_WIDTH },
      { signal },
    );
    const { width, height } = still;
    const bounds =
      mask &&
      maskBounds(rasterizeMask({ ...mask, width, height, threshold: maskThreshold }), width);
    const crop = cropAround(bounds, { width, height }, { aspect: WIDTH / HEIGHT, margin: MARGIN });
    const bitmap = await createImageBitmap(still, crop.left, crop.top, crop.width, crop.height, {
      resizeWidth: WIDTH,
      resizeHeight: HEIGHT,
      resizeQuality: 'medium',
    });
    still.close();
    if (session.getState().clip?.info !== clip.info) {
      bitmap.close();
      return;
    }
    session.setState(({ objectThumbnails }) => {
      objectThumbnails[result.id]?.bitmap.close();
      const thumbnail = { frameIndex, engineResultId, bitmap };
      return { objectThumbnails: { ...objectThumbnails, [result.id]: thumbnail } };
    });
  };

  const work = async (): Promise<void> => {
    isWorking = true;
    try {
      for (let next = nextMissing(); next; next = nextMissing()) {
        tried.add(next.key);
        await make(next.view, next.frameIndex);
      }
    } catch (error) {
      if (toEarmarkError(error).kind !== 'aborted') {
        notify(session, error);
      }
    } finally {
      isWorking = false;
    }
  };

  const update = (): void => {
    if (!isWorking && nextMissing()) {
      void work();
    }
  };
  const stopSession = session.subscribe((state, before) => {
    if (state.results !== before.results || state.selections !== before.selections) {
      update();
    }
  });
  const stopProject = project.store.subscribe(update);
  return () => {
    stopSession();
    stopProject();
    stopped.abort();
  };
};
