/** Moves the focus to where letters, Space and arrows are keys of the editor. */
export const focusTimeline = (): void =>
  document.querySelector<HTMLElement>('[data-timeline]')?.focus({ preventScroll: true });
