import { temporal, type TemporalState } from 'zundo';
import { subscribeWithSelector } from 'zustand/middleware';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { categoryOf } from '../../core/labels/categoryOf.ts';
import type { BrushStroke } from '../../core/mask/brushStroke.ts';
import {
  DEFAULT_POSTPROCESS,
  type PostprocessSettings,
} from '../../core/mask/postprocessSettings.ts';
import type { PointPrompt } from '../../core/model/pointPrompt.ts';
import type { InstanceSelection } from '../../core/mask/instanceSelection.ts';
import type { SelectorStore } from '../session/selectorStore.ts';

/** Cues that a person can switch off for an object, to see what they add. */
export type ObjectCues = { readonly sound: boolean; readonly words: boolean };

/** What a query means in the clip, or a person pointed at, with its settings and corrections. */
export type ProjectObject = {
  readonly id: string;
  /** Empty where a person pointed at the object; then it has a name and points. */
  readonly expression: string;
  /** Null: the query is the name. */
  readonly name: string | null;
  /** What a data set calls such objects; null: the noun of the query. */
  readonly category: string | null;
  /** Which colour and pattern of `core/mask/palette.ts`. */
  readonly lookIndex: number;
  readonly cues: ObjectCues;
  readonly isVisible: boolean;
  /** A locked object is not changed by mistake. */
  readonly isLocked: boolean;
  /** 0..1; null takes the bundle's own. */
  readonly maskThreshold: number | null;
  /** Set by "show anyway"; null takes the bundle's own. */
  readonly presenceThreshold: number | null;
  readonly finish: PostprocessSettings;
  /** Instances that a person pointed at, added to what the query means or taken from it. */
  readonly points: readonly PointPrompt[];
  /** Which instances are meant and which not, where the query fits several. */
  readonly examples: readonly InstanceSelection[];
  /** Brush strokes, in their order. */
  readonly strokes: readonly BrushStroke[];
};

/** First and last frame index, both included. */
export type FrameRange = { readonly first: number; readonly last: number };

/** The part of the project that undo covers. */
type ProjectEdits = {
  /** The first is drawn on top. */
  readonly objects: readonly ProjectObject[];
  /** The one object that is shown alone. */
  readonly soloId: string | null;
  /** In and Out; null is the whole clip. */
  readonly range: FrameRange | null;
  /** Label of the last edit, for the announcement of undo and redo. */
  readonly lastEdit: string;
};

export type ProjectState = ProjectEdits & {
  /** Selecting is no change: undo leaves it alone. */
  readonly selectedId: string | null;
};

type ProjectStore = SelectorStore<ProjectState> & {
  readonly temporal: StoreApi<TemporalState<ProjectEdits>>;
};

type ProjectEdit = {
  /** What the person did, as `rename the dog`. */
  readonly label: string;
  /** Edits with the same key that follow one another at once are one step of undo: a dragged slider. */
  readonly mergeKey?: string;
};

const EMPTY_PROJECT: ProjectState = {
  objects: [],
  soloId: null,
  range: null,
  lastEdit: '',
  selectedId: null,
};
const MAX_UNDO_STEPS = 200;
const MERGE_MILLISECONDS = 1000;

export type ProjectDocument = {
  readonly store: ProjectStore;
  /** Changes the project as one step of undo. */
  edit(edit: ProjectEdit, change: (state: ProjectEdits) => Partial<ProjectEdits>): void;
  /** Takes a change back that failed, with its step of undo. */
  retract(change: (state: ProjectEdits) => Partial<ProjectEdits>): void;
  select(objectId: string | null): void;
  /** @returns the label of the step that was taken back; null when there was none. */
  undo(): string | null;
  redo(): string | null;
  /** Another project in its place; its history begins here. */
  replace(state: Partial<ProjectState>): void;
};

const isSameEdit = (a: ProjectEdits, b: ProjectEdits): boolean =>
  a.objects === b.objects && a.soloId === b.soloId && a.range === b.range;

/** @param nowMilliseconds the clock by which edits are merged. */
export const createProjectDocument = (nowMilliseconds: () => number): ProjectDocument => {
  let isMerging = false;
  let last = { mergeKey: '', milliseconds: Number.NEGATIVE_INFINITY };
  const store: ProjectStore = createStore<ProjectState>()(
    subscribeWithSelector(
      temporal((): ProjectState => EMPTY_PROJECT, {
        limit: MAX_UNDO_STEPS,
        partialize: ({ objects, soloId, range, lastEdit }): ProjectEdits => ({
          objects,
          soloId,
          range,
          lastEdit,
        }),
        equality: isSameEdit,
        handleSet:
          (record) =>
          (...args) => {
            if (!isMerging) {
              (record as (...values: unknown[]) => void)(...args);
            }
          },
      }),
    ),
  );
  const history = (): TemporalState<ProjectEdits> => store.temporal.getState();
  const forgetMerging = (): void => {
    last = { mergeKey: '', milliseconds: Number.NEGATIVE_INFINITY };
  };

  return {
    store,
    edit({ label, mergeKey = '' }, change) {
      const milliseconds = nowMilliseconds();
      isMerging =
        mergeKey !== '' &&
        mergeKey === last.mergeKey &&
        milliseconds - last.milliseconds < MERGE_MILLISECONDS;
      store.setState((state) => ({ ...change(state), lastEdit: label }));
      isMerging = false;
      last = { mergeKey, milliseconds };
    },
    retract(change) {
      history().pause();
      store.setState((state) => change(state));
      const now = store.getState();
      const before = history().pastStates.at(-1);
      const isEmptyStep =
        before?.objects?.length === now.objects.length &&
        before.objects.every((object, index) => object === now.objects[index]);
      if (isEmptyStep) {
        store.setState({ lastEdit: before.lastEdit ?? '' });
        store.temporal.setState(({ pastStates }) => ({ pastStates: pastStates.slice(0, -1) }));
      }
      history().resume();
    },
    select: (selectedId) => store.setState({ selectedId }),
    undo() {
      if (history().pastStates.length === 0) {
        return null;
      }
      const { lastEdit } = store.getState();
      history().undo();
      forgetMerging();
      return lastEdit;
    },
    redo() {
      if (history().futureStates.length === 0) {
        return null;
      }
      history().redo();
      forgetMerging();
      return store.getState().lastEdit;
    },
    replace(state) {
      history().pause();
      store.setState({ ...EMPTY_PROJECT, ...state });
      history().clear();
      history().resume();
      forgetMerging();
    },
  };
};

/** The selected object, else the one on top. */
export const selectedObject = ({ objects, selectedId }: ProjectState): ProjectObject | null =>
  objects.find(({ id }) => id === selectedId) ?? objects[0] ?? null;

export const isObjectShown = (
  { soloId, objects }: ProjectEdits,
  object: ProjectObject,
): boolean => {
  const hasSolo = objects.some(({ id }) => id === soloId);
  return hasSolo ? object.id === soloId : object.isVisible;
};

export const objectName = ({ name, expression }: ProjectObject): string => name ?? expression;

/** Of what a person pointed at and the detector cannot name. */
const UNKNOWN_CATEGORY = 'object';

export const objectCategory = ({ category, expression }: ProjectObject): string =>
  category ?? (expression === '' ? UNKNOWN_CATEGORY : categoryOf(expression));

export const createObject = (id: string, expression: string, lookIndex: number): ProjectObject => ({
  id,
  expression,
  name: null,
  category: null,
  lookIndex,
  cues: { sound: true, words: true },
  isVisible: true,
  isLocked: false,
  maskThreshold: null,
  presenceThreshold: null,
  finish: DEFAULT_POSTPROCESS,
  points: [],
  examples: [],
  strokes: [],
});

/** Whether a person pointed at it, and no query means it. */
export const isPointed = ({ expression }: Pick<ProjectObject, 'expression'>): boolean =>
  expression === '';

/** The first look that no object has. */
export const firstFreeLookIndex = (objects: readonly ProjectObject[]): number => {
  const taken = new Set(objects.map(({ lookIndex }) => lookIndex));
  let lookIndex = 0;
  while (taken.has(lookIndex)) {
    lookIndex++;
  }
  return lookIndex;
};

export const withoutObject =
  (id: string) =>
  ({ objects }: ProjectEdits): Partial<ProjectEdits> => ({
    objects: objects.filter((object) => object.id !== id),
  });

export const createId = (): string => crypto.randomUUID();
