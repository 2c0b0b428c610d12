import { useEffect, useMemo, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { strokesOfFrame, type BrushStroke } from '../../../core/mask/brushStroke.ts';
import { neighbourFrames, outlinePathData } from '../../../core/mask/onionSkin.ts';
import { postprocessMask } from '../../../core/mask/postprocessMask.ts';
import { upsampleMask } from '../../../core/mask/upsampleMask.ts';
import type { FrameMask } from '../../../protocol/requests.ts';
import { emptyMask } from '../../../protocol/results.ts';
import { selectedObject } from '../../document/projectDocument.ts';
import { isDetectedIn, type ObjectView } from '../../search/objectViews.ts';
import { frameStateAt } from '../../search/queryResult.ts';
import {
  useEarmark,
  usePlayhead,
  useProject,
  useSelectedView,
  useSession,
  useTransport,
} from '../../session/hooks.ts';
import { notify } from '../../session/notices.ts';

/** Pixels that outlines are traced in: about those of the model's mask, which they cannot exceed. */
const OUTLINE_WIDTH = 512;

export const ONION_SIDES = ['before', 'after'] as const;
type OnionSide = (typeof ONION_SIDES)[number];

const NO_NEIGHBOURS = { before: null, after: null };
const NO_STROKES: readonly BrushStroke[] = [];

/**
 * The nearest frames around the playhead in which the selected object has a mask. None while the
 * clip plays.
 */
export const useOnionFrames = (): Readonly<Record<OnionSide, number | null>> => {
  const view = useSelectedView();
  const frameIndex = usePlayhead();
  const isPaused = useTransport(({ motion }) => motion === 'paused');
  return useMemo(() => {
    const result = view?.result;
    return result && isPaused
      ? neighbourFrames(
          frameIndex,
          result.presence.length,
          (at) => frameStateAt(result, at, view.presenceThreshold) === 'present',
        )
      : NO_NEIGHBOURS;
  }, [view, frameIndex, isPaused]);
};

type OutlineInputs = Pick<ObjectView, 'maskThreshold'> &
  Pick<ObjectView['object'], 'finish'> & {
    readonly strokes: readonly BrushStroke[];
    readonly clipWidth: number;
    readonly height: number;
  };

/** As the canvas draws the mask, but before it is refined to the picture's edges. */
const outlineOf = (
  { probability, maskWidth, maskHeight }: FrameMask,
  { maskThreshold, finish, strokes, clipWidth, height }: OutlineInputs,
): string => {
  const width = OUTLINE_WIDTH;
  const raster = { probability, maskWidth, maskHeight, width, height, threshold: maskThreshold };
  const scale = width / clipWidth;
  const { mask } = postprocessMask(
    upsampleMask(raster),
    width,
    { ...finish, featherPixels: 0 },
    scale,
    strokes,
  );
  return outlinePathData(mask, width);
};

type Onion = { readonly path: string; readonly width: number; readonly height: number };

/** The outline of the selected object's mask in another frame; null until it is read. */
export const useOnionOutline = (frameIndex: number | null): Onion | null => {
  const { engine, session } = useEarmark();
  const view = useSelectedView();
  const clip = useSession((state) => state.clip?.info ?? null);
  // The same list as long as the frame's own strokes are, whatever is painted on others.
  const strokes = useProject(
    useShallow((state) =>
      frameIndex === null
        ? NO_STROKES
        : strokesOfFrame(selectedObject(state)?.strokes ?? NO_STROKES, frameIndex),
    ),
  );
  const [read, setRead] = useState<{ readonly mask: FrameMask; readonly source: string } | null>(
    null,
  );
  const resultId = view?.result?.engineResultId ?? null;
  const isDetected = view !== null && frameIndex !== null && isDetectedIn(view, frameIndex);
  // Read again when the search ends: neighbours change the median of masks.
  const source = `${resultId}/${frameIndex}/${isDetected}/${view?.result?.status}`;

  useEffect(() => {
    if (frameIndex === null || resultId === null) {
      return undefined;
    }
    const controller = new AbortController();
    const { signal } = controller;
    const request = isDetected
      ? engine.request('read-mask', { resultId, frameIndex }, { signal })
      : Promise.resolve(emptyMask(frameIndex));
    request.then(
      (mask) => mask && !signal.aborted && setRead({ mask, source }),
      (error: unknown) => signal.aborted || notify(session, error),
    );
    return () => controller.abort();
  }, [engine, session, resultId, frameIndex, isDetected, source]);

  const finish = view?.object.finish;
  const maskThreshold = view?.maskThreshold;
  const mask = read !== null && read.source === source ? read.mask : null;
  return useMemo(() => {
    if (mask === null || clip === null || finish === undefined || maskThreshold === undefined) {
      return null;
    }
    const height = Math.max(1, Math.round((OUTLINE_WIDTH * clip.height) / clip.width));
    const inputs = { maskThreshold, finish, strokes, clipWidth: clip.width, height };
    return { path: outlineOf(mask, inputs), width: OUTLINE_WIDTH, height };
  }, [mask, clip, finish, maskThreshold, strokes]);
};
