import { useEffect, useRef } from 'react';
import { useEarmark } from '../../session/hooks.ts';
import { announce } from '../../session/sessionStore.ts';

/** A screen reader that is told of every frame says nothing else any more. */
const ANNOUNCEMENT_INTERVAL_MILLISECONDS = 8000;

/** Says a run's progress: at each new stage, and now and then within one. */
export const useProgressAnnouncements = (stage: string | null, text: string): void => {
  const { session } = useEarmark();
  const last = useRef<{ readonly stage: string; readonly milliseconds: number } | null>(null);
  useEffect(() => {
    if (stage === null) {
      last.current = null;
      return;
    }
    const milliseconds = performance.now();
    const isNewStage = last.current?.stage !== stage;
    if (
      isNewStage ||
      milliseconds - (last.current?.milliseconds ?? 0) > ANNOUNCEMENT_INTERVAL_MILLISECONDS
    ) {
      last.current = { stage, milliseconds };
      announce(session, text);
    }
  }, [session, stage, text]);
};
