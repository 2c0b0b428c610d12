import { shallow } from 'zustand/shallow';
import { cropAround } from '../../core/mask/cropAround.ts';
import { maskBounds } from '../../core/mask/maskStatistics.ts';
import { upsampleMask } from '../../core/mask/upsampleMask.ts';
import { toEarmarkError } from '../../core/util/errors.ts';
import type { EngineClient } from '../../engine/client.ts';
import { notify } from '../session/notices.ts';
import { objectViews, type ObjectView } from './objectViews.ts';
import type { ProjectDocument } from '../document/projectDocument.ts';
import { countFrames, type QueryResult } from './queryResult.ts';
import type { SessionStore } from '../session/sessionStore.ts';

type ObjectThumbnailDeps = {
  readonly engine: EngineClient;
  readonly session: SessionStore;
  readonly project: ProjectDocument;
};

/** Sharp on screens of two device pixels a pixel. */
const THUMBNAIL_WIDTH = 112;
const THUMBNAIL_HEIGHT = 80;
/** Of the picture that the thumbnail is cut from. */
const STILL_WIDTH = 640;
/** Margin around the object, as a share of its own size. */
const CROP_MARGIN = 0.15;

/** The best frame is chosen after the overview pass, or when the run has stopped. */
const isBestFrameSettled = ({ hasOverview, status }: QueryResult): boolean =>
  hasOverview || status === 'cancelled' || status === 'failed';

/** The frame of the highest presence; null while that is open, or when no frame has the object. */
const bestFrameOf = ({ result, presenceThreshold }: ObjectView): number | null => {
  if (!result?.engineResultId || !isBestFrameSettled(result)) {
    return null;
  }
  const { present, bestFrameIndex } = countFrames(result, presenceThreshold);
  return present === 0 ? null : bestFrameIndex;
};

/** Keeps a thumbnail of each object at the frame of its highest presence. */
export const connectObjectThumbnails = (deps: ObjectThumbnailDeps): (() => void) => {
  const { engine, session, project } = deps;
  const stopped = new AbortController();
  let isProcessing = false;
  /** Keys that were tried: a thumbnail that fails is not tried at every change. */
  const attempted = new Set<string>();

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
      if (frameIndex !== null && !isOf && !isKept && !attempted.has(key)) {
        return { view, frameIndex, key };
      }
    }
    return null;
  };

  const createThumbnail = async (
    { result, maskThreshold }: ObjectView,
    frameIndex: number,
  ): Promise<void> => {
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
      mask && maskBounds(upsampleMask({ ...mask, width, height, threshold: maskThreshold }), width);
    const crop = cropAround(
      bounds,
      { width, height },
      { aspect: THUMBNAIL_WIDTH / THUMBNAIL_HEIGHT, margin: CROP_MARGIN },
    );
    const bitmap = await createImageBitmap(still, crop.left, crop.top, crop.width, crop.height, {
      resizeWidth: THUMBNAIL_WIDTH,
      resizeHeight: THUMBNAIL_HEIGHT,
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

  const processMissing = async (): Promise<void> => {
    isProcessing = true;
    try {
      for (let next = nextMissing(); next; next = nextMissing()) {
        attempted.add(next.key);
        await createThumbnail(next.view, next.frameIndex);
      }
    } catch (error) {
      if (toEarmarkError(error).kind !== 'aborted') {
        notify(session, error);
      }
    } finally {
      isProcessing = false;
    }
  };

  const update = (): void => {
    if (!isProcessing && nextMissing()) {
      void processMissing();
    }
  };
  const stopSession = session.subscribe(
    ({ results, selections }) => [results, selections],
    update,
    { equalityFn: shallow },
  );
  const stopProject = project.store.subscribe(update);
  return () => {
    stopSession();
    stopProject();
    stopped.abort();
  };
};
