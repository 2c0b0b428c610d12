import { countFrames, type QueryResult } from '../search/queryResult.ts';
import { announce, thresholdsOf, type SessionState, type SessionStore } from './sessionStore.ts';
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
} as const;

/** What the placeholder of the box and the tooltips do not say, where it is seen. */
export const TOUR_STEPS: readonly TourStep[] = [
  {
    anchorId: TOUR_ANCHOR_IDS.viewer,
    side: 'right',
    title: 'Found, frame by frame',
    text: 'A click on a mask selects its object; P points at anything else. V goes through the views: overlay, outline, cut-out, matte and backgrounds. Space plays; ↑ and ↓ jump to where the object appears or vanishes.',
  },
  {
    anchorId: TOUR_ANCHOR_IDS.side,
    side: 'left',
    title: 'Correct and export',
    text: 'Here stand the answer, the objects and why they were chosen. Corrections never make the model run again. E exports; ? shows all keys, and this tour again.',
  },
];

/** The tour of the editor; it can be ended at every step. */
export type Tour = {
  start(): void;
  goTo(step: number): void;
  /** Left or finished. */
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

const isFound = (state: SessionState, result: QueryResult): boolean =>
  (result.status === 'done' || result.status === 'cancelled') &&
  countFrames(result, thresholdsOf(state).presence).present > 0;

/** Begins by itself with the first answer in this browser that found something. */
export const createTour = (session: SessionStore, view: ViewStore): Tour => {
  const show = (step: number, isUnasked = false): void =>
    view.setState({ tour: { step, isUnasked } });
  const stop = session.subscribe(
    ({ results }) => results,
    () => {
      const state = session.getState();
      if (
        view.getState().tour === null &&
        state.results.some((result) => isFound(state, result)) &&
        !wasSeen()
      ) {
        // Once, even if the page is left without closing it.
        rememberSeen();
        show(0, true);
        announce(session, `A tour of ${TOUR_STEPS.length} steps is open beside the picture.`);
      }
    },
  );
  return {
    start() {
      view.setState({ sheet: null });
      show(0);
    },
    goTo: (step) => show(step),
    end: () => view.setState({ tour: null }),
    dispose: stop,
  };
};
