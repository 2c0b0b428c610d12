/** An ear tag with a hole and a sound wave. */
export const Logo = () => (
  <svg width="22" height="22" viewBox="0 0 32 32" aria-hidden="true">
    <path
      d="M6 3h13.5a4 4 0 0 1 3.1 1.5l6.5 8a4 4 0 0 1 .9 2.5v10a4 4 0 0 1-4 4H6a4 4 0 0 1-4-4V7a4 4 0 0 1 4-4Z"
      fill="var(--accent)"
    />
    <path
      d="M8 13v6M13 9v14M18 12v8"
      stroke="var(--on-accent)"
      strokeWidth="2.6"
      strokeLinecap="round"
    />
    <circle cx="24" cy="16" r="2.4" fill="var(--on-accent)" />
  </svg>
);
