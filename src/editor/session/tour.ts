import type { SessionStore } from './sessionStore.ts';
import type { ViewStore } from './viewStore.ts';

type TourStep = {
  /** Id of the element that the step is about. */
  readonly anchorId: string;
  readonly side: 'top' | 'bottom' | 'left' | 'right';
  readonly title: string;
  readonly text: string;
};

/** Id of the query's input, which the tour and the keyboard find. */
export const QUERY_INPUT_ID = 'expression';

/** Ids of parts of the editor that the tour points at. */
export const TOUR_ANCHOR_IDS = {
  viewer: 'editor-picture',
  side: 'editor-side',
  timeline: 'editor-time',
} as const;

export const TOUR_STEPS: readonly TourStep[] = [
  {
    anchorId: QUERY_INPUT_ID,
    side: 'bottom',
    title: 'Say what to find',
    text: 'One plain sentence: how something looks, how it sounds or what it does. Each sentence becomes an object of its own. Press / to come here.',
  },
  {
    anchorId: TOUR_ANCHOR_IDS.viewer,
    side: 'right',
    title: 'See it in the picture',
    text: 'What was found is marked frame by frame. V goes through the views: overlay, outline, cut-out, matte and backgrounds. Space plays.',
  },
  {
    anchorId: TOUR_ANCHOR_IDS.side,
    side: 'left',
    title: 'See why, and correct it',
    text: 'Here stand the answer, the objects, and how much sound, sight and words decided. Thresholds and corrections never make the model run again.',
  },
  {
    anchorId: TOUR_ANCHOR_IDS.timeline,
    side: 'top',
    title: 'Go to where it is',
    text: 'Each object has a lane: present, absent, not searched yet. ↑ and ↓ jump to where it appears or vanishes. E exports; ? shows all keys, and this tour again.',
  },
];

/** The tour of the editor; it can be ended at every step. */
export type Tour = {
  start(): void;
  goTo(step: number): void;
  /** Left or finished: it is not shown by itself again. */
  end(): void;
  dispose(): void;
};

const STORAGE_KEY = 'earmark/tour/1';

const wasSeen = (): boolean => {
  try {
    return localStorage.getItem(STORAGE_KEY) !== null;
  } catch {
    // A browser that forgets everything would show it each time.
    return true;
  }
};

const rememberSeen = (): void => {
  try {
    localStorage.setItem(STORAGE_KEY, 'seen');
  } catch {
    // Forbidden or full: then `wasSeen` is true anyway or the tour is shown once more.
  }
};

/** Begins by itself with the first clip that is opened in this browser. */
export const createTour = (session: SessionStore, view: ViewStore): Tour => {
  const goTo = (tourStep: number | null): void => view.setState({ tourStep });
  const stop = session.subscribe(
    ({ clip }) => clip !== null,
    (isOpen) => {
      if (isOpen && !wasSeen()) {
        goTo(0);
      }
    },
  );
  return {
    start: () => view.setState({ sheet: null, tourStep: 0 }),
    goTo,
    end() {
      rememberSeen();
      goTo(null);
    },
    dispose: stop,
  };
};
