import { maskBounds, type MaskBounds } from '../core/maskStatistics.ts';
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

/** The smallest crop of the thumbnail's shape that holds the thing with some room around it. */
export const cropAround = (
  bounds: MaskBounds | null,
  width: number,
  height: number,
): MaskBounds => {
  const box = bounds ?? { left: 0, top: 0, width, height };
  const wide = box.width * (1 + 2 * MARGIN);
  const high = box.height * (1 + 2 * MARGIN);
  const aspect = WIDTH / HEIGHT;
  const cropWidth = Math.min(width, height * aspect, Math.max(wide, high * aspect));
  const cropHeight = cropWidth / aspect;
  const left = box.left + box.width / 2 - cropWidth / 2;
  const top = box.top + box.height / 2 - cropHeight / 2;
  return {
    left: Math.min(Math.max(left, 0), width - cropWidth),
    top: Math.min(Math.max(top, 0), height - cropHeight),
    width: cropWidth,
    height: cropHeight,
  };
};

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
      const known = state.objectThumbnails[view.result?.id ?? ''];
      // While frames come in, the best one changes too often to follow.
      const isKept = known !== undefined && view.result?.status === 'running';
      const isTried = tried.has(`${view.result?.engineResultId}/${frameIndex}`);
      if (frameIndex !== null && known?.frameIndex !== frameIndex && !isKept && !isTried) {
        return { view, frameIndex };
      }
    }
    return null;
  };

  const make = async ({ result, maskThreshold }: ObjectView, frameIndex: number): Promise<void> => {
    const { clip } = session.getState();
    if (!clip || !result?.engineResultId) {
      return;
    }
    const { signal } = stopped;
    const body = { resultId: result.engineResultId, frameIndex };
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
    const crop = cropAround(bounds, width, height);
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
      return { objectThumbnails: { ...objectThumbnails, [result.id]: { frameIndex, bitmap } } };
    });
  };

  const work = async (): Promise<void> => {
    isWorking = true;
    try {
      for (let next = nextMissing(); next; next = nextMissing()) {
        tried.add(`${next.view.result?.engineResultId}/${next.frameIndex}`);
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
    if (state.results !== before.results) {
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
