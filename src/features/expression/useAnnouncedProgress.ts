import { useEffect, useRef } from 'react';
import { useEarmark } from '../../state/hooks.ts';
import { announce } from '../../state/sessionStore.ts';

/** A screen reader that is told of every frame says nothing else any more. */
const ANNOUNCE_MILLISECONDS = 8000;

/** Says a run's progress: at each new stage, and now and then within one. */
export const useAnnouncedProgress = (stage: string | null, text: string): void => {
  const { session } = useEarmark();
  const last = useRef<{ readonly stage: string; readonly milliseconds: number } | null>(null);
  useEffect(() => {
    if (stage === null) {
      last.current = null;
      return;
    }
    const milliseconds = performance.now();
    const isNewStage = last.current?.stage !== stage;
    if (isNewStage || milliseconds - (last.current?.milliseconds ?? 0) > ANNOUNCE_MILLISECONDS) {
      last.current = { stage, milliseconds };
      announce(session, text);
    }
  }, [session, stage, text]);
};
