import { useSession } from '../session/hooks.ts';

/** Says what changed without a change of focus. */
export const LiveRegion = () => {
  const { number, text } = useSession((state) => state.announcement);
  return (
    <output className="visually-hidden" aria-live="polite" data-testid="announcements">
      {/* A new node makes the same words be said again. */}
      <span key={number}>{text}</span>
    </output>
  );
};
