import { useEffect, useRef, useState } from 'react';
import type { SeenInstance } from '../../../protocol/requests.ts';
import { useEarmark, useObservable } from '../../session/hooks.ts';
import { notify } from '../../session/notices.ts';
import { announce } from '../../session/sessionStore.ts';

/** Delay before a frame is looked at, so that stepping past it costs nothing. */
const SETTLE_MILLISECONDS = 120;

export type SeenFrame = {
  readonly frameIndex: number;
  readonly instances: readonly SeenInstance[];
};

const describeSeen = (count: number): string =>
  count === 0
    ? 'The model sees nothing in this frame. Drag a box around something, or use the brush.'
    : `Click on anything, or drag a box. ${count === 1 ? '1 thing is' : `${count} things are`} seen in this frame.`;

/** What the model sees in the displayed frame; null until it has looked. */
export const useSeenInstances = (): SeenFrame | null => {
  const { bundles, canvas, engine, player, session } = useEarmark();
  const [frameIndex, setFrameIndex] = useState(player.drawnFrame.value?.frameIndex ?? null);
  const [seen, setSeen] = useState<SeenFrame | null>(null);
  useObservable(player.drawnFrame, (shown) => setFrameIndex(shown?.frameIndex ?? null));
  useEffect(() => {
    if (frameIndex === null) {
      return undefined;
    }
    const controller = new AbortController();
    const { signal } = controller;
    const look = async (): Promise<void> => {
      canvas.setState({ toolHint: 'Looking at the frame…' });
      await bundles.ensureOpen();
      const instances = await engine.request('read-seen-instances', { frameIndex }, { signal });
      const toolHint = describeSeen(instances.length);
      setSeen({ frameIndex, instances });
      canvas.setState({ toolHint });
      announce(session, toolHint);
    };
    const timer = setTimeout(() => {
      look().catch((error: unknown) => {
        if (!signal.aborted) {
          canvas.setState({ toolHint: 'The model cannot look at this frame.' });
          notify(session, error);
        }
      });
    }, SETTLE_MILLISECONDS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [bundles, canvas, engine, session, frameIndex]);
  return seen?.frameIndex === frameIndex ? seen : null;
};

const NO_MASKS: ReadonlyMap<number, Uint8Array> = new Map();

type FrameMasks = { readonly seen: SeenFrame; readonly masks: ReadonlyMap<number, Uint8Array> };

/** Masks of the instances that were asked for, by their index; each is drawn once a frame. */
export const useInstanceMasks = (
  seen: SeenFrame | null,
): { readonly masks: ReadonlyMap<number, Uint8Array>; readonly want: (index: number) => void } => {
  const { engine, session } = useEarmark();
  const [drawn, setDrawn] = useState<FrameMasks | null>(null);
  const asked = useRef(new WeakMap<SeenInstance, true>());
  const want = (index: number): void => {
    const instance = seen?.instances[index];
    if (!seen || !instance || asked.current.has(instance)) {
      return;
    }
    asked.current.set(instance, true);
    const { frameIndex } = seen;
    engine.request('read-box-mask', { frameIndex, box: instance.box }).then(
      (mask) =>
        setDrawn((before) => {
          const masks = before?.seen === seen ? before.masks : NO_MASKS;
          return mask === null ? before : { seen, masks: new Map(masks).set(index, mask) };
        }),
      (error: unknown) => notify(session, error),
    );
  };
  return { masks: drawn !== null && drawn.seen === seen ? drawn.masks : NO_MASKS, want };
};
