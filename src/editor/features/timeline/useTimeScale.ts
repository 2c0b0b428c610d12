import { useMemo } from 'react';
import type { TimeScale } from '../../../core/time/timeScale.ts';
import { useView } from '../../session/hooks.ts';

/** What the timeline shows of a clip. A stable object: each strip is redrawn when it changes. */
export const useTimeScale = (durationSeconds: number): TimeScale => {
  const chosen = useView((state) => state.timeScale);
  return useMemo<TimeScale>(
    () => chosen ?? { startSeconds: 0, endSeconds: durationSeconds },
    [chosen, durationSeconds],
  );
};
