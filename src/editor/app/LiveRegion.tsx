import { useEffect, useState } from 'react';
import { useEarmark } from '../session/hooks.ts';
import type { SessionState } from '../session/sessionStore.ts';

/** How long an announcement stays in the page after the next one has come. */
const KEPT_MS = 500;

/**
 * Announces changes to screen readers without moving the focus. Two announcements of one moment
 * ("Painted.", then the answer that it changed) are two nodes, so that both are read.
 */
export const LiveRegion = () => {
  const { session } = useEarmark();
  const [announcements, setAnnouncements] = useState<readonly SessionState['announcement'][]>([]);

  useEffect(() => {
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const add = (latest: SessionState['announcement']): void => {
      setAnnouncements((all) => [...all.filter(({ number }) => number !== latest.number), latest]);
      const timer = setTimeout(() => {
        timers.delete(timer);
        setAnnouncements((all) => all.filter(({ number }) => number >= latest.number));
      }, KEPT_MS);
      timers.add(timer);
    };
    const unsubscribe = session.subscribe((state) => state.announcement, add);
    // What was announced before the page was drawn; on a slow machine that may be much.
    const { announcement } = session.getState();
    if (announcement.number > 0) {
      add(announcement);
    }
    return () => {
      unsubscribe();
      timers.forEach(clearTimeout);
    };
  }, [session]);

  return (
    // At the top: at its place in the page, a pixel below the editor, the page would scroll.
    <output
      className="visually-hidden"
      style={{ top: 0 }}
      aria-live="polite"
      data-testid="announcements"
    >
      {/* A node each, so that a repeated text is announced again. */}
      {announcements.map(({ number, text }) => (
        <span key={number}>{text}</span>
      ))}
    </output>
  );
};
