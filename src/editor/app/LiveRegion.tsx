import { useSession } from '../session/hooks.ts';

/** Announces changes to screen readers without moving the focus. */
export const LiveRegion = () => {
  const { number, text } = useSession((state) => state.announcement);
  return (
    <output className="visually-hidden" aria-live="polite" data-testid="announcements">
      {/* A new key replaces the node, so that a repeated text is announced again. */}
      <span key={number}>{text}</span>
    </output>
  );
};
