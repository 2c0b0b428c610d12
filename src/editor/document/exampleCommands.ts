import type { MaskComponent } from '../../core/mask/significantComponents.ts';
import {
  MAX_SELECTIONS,
  encodeRunLengths,
  type InstanceSelection,
} from '../../core/mask/instanceSelection.ts';
import type { EngineClient } from '../../engine/client.ts';
import { isDetectedIn, type ObjectView } from '../search/objectViews.ts';
import { notifyOfErrors } from '../session/notices.ts';
import { announceVisibly, thresholdsOf, type SessionStore } from '../session/sessionStore.ts';
import { readFrameComponents } from './frameComponents.ts';
import type { FrameComponents } from './frameComponents.ts';
import type { ObjectEditor } from './objectEditor.ts';

/** Commands on examples of what is meant and what is not; part of `CorrectionCommands`. */
export type ExampleCommands = {
  /** The components of the mask in a frame; none where the object is not detected. */
  componentsIn(objectId: string, frameIndex: number, signal: AbortSignal): Promise<FrameComponents>;
  /** Adds a `not-this` example: the component and its like are removed from all frames. */
  excludeComponent(objectId: string, components: FrameComponents, component: MaskComponent): void;
  /** Adds an `only-this` example. */
  keepOnlyComponent(objectId: string, components: FrameComponents, component: MaskComponent): void;
  /** `excludeComponent` for the component at a point. @param x, y shares of the picture. */
  excludeAt(objectId: string, frameIndex: number, x: number, y: number): Promise<void>;
  removeSelection(objectId: string, exampleId: string): void;
};

type ExampleCommandsDeps = {
  readonly engine: EngineClient;
  readonly session: SessionStore;
  readonly editor: ObjectEditor;
  readonly viewOf: (objectId: string) => ObjectView | undefined;
};

const createExample = (
  kind: InstanceSelection['kind'],
  { frameIndex, components }: FrameComponents,
  component: MaskComponent,
): InstanceSelection => {
  // Instances overlap where one is a part or a loose box of the other: what lies on the chosen
  // one is the chosen one.
  const others = new Uint8Array(component.cells.length);
  for (const { cells } of components.filter((other) => other !== component)) {
    for (const [cell, isInside] of cells.entries()) {
      others[cell] = (others[cell] ?? 0) | (isInside & ~(component.cells[cell] ?? 0));
    }
  }
  const [own, rest] = [encodeRunLengths(component.cells), encodeRunLengths(others)];
  return {
    id: crypto.randomUUID(),
    kind,
    frameIndex,
    wanted: kind === 'only-this' ? own : rest,
    unwanted: kind === 'only-this' ? rest : own,
  };
};

/** Whether a component has the cell at a point. @param x, y shares of the picture */
const isAt =
  (x: number, y: number) =>
  ({ cells }: MaskComponent): boolean => {
    const side = Math.sqrt(cells.length);
    const column = Math.min(side - 1, Math.floor(x * side));
    const row = Math.min(side - 1, Math.floor(y * side));
    return cells[row * side + column] === 1;
  };

export const createExampleCommands = ({
  engine,
  session,
  editor,
  viewOf,
}: ExampleCommandsDeps): ExampleCommands => {
  const addExample = (
    id: string,
    kind: InstanceSelection['kind'],
    components: FrameComponents,
    component: MaskComponent,
  ): void => {
    const object = editor.unlocked(id);
    if (!object) {
      return;
    }
    if (object.examples.length >= MAX_SELECTIONS) {
      announceVisibly(session, `An object takes ${MAX_SELECTIONS} examples; remove one first.`);
      return;
    }
    const label = kind === 'only-this' ? 'select only one object' : 'exclude an object';
    const examples = [...object.examples, createExample(kind, components, component)];
    editor.edit(id, label, { examples });
  };

  const componentsIn: ExampleCommands['componentsIn'] = async (id, frameIndex, signal) => {
    const view = viewOf(id);
    const resultId = view?.result?.engineResultId;
    if (!view || resultId == null || !isDetectedIn(view, frameIndex)) {
      return { frameIndex, components: [] };
    }
    const threshold = thresholdsOf(session.getState()).mask;
    return readFrameComponents(engine, { resultId, frameIndex, threshold }, signal);
  };

  return {
    componentsIn,
    excludeComponent: (id, frameComponents, component) =>
      addExample(id, 'not-this', frameComponents, component),
    keepOnlyComponent: (id, frameComponents, component) =>
      addExample(id, 'only-this', frameComponents, component),
    excludeAt: (id, frameIndex, x, y) =>
      notifyOfErrors(session, async () => {
        const frameComponents = await componentsIn(id, frameIndex, new AbortController().signal);
        const component = frameComponents.components.find(isAt(x, y));
        if (component) {
          addExample(id, 'not-this', frameComponents, component);
        } else {
          announceVisibly(session, 'Nothing was found at this place.');
        }
      }),
    removeSelection(id, exampleId) {
      const object = editor.unlocked(id);
      if (object) {
        const examples = object.examples.filter((example) => example.id !== exampleId);
        editor.edit(id, 'remove an example', { examples });
      }
    },
  };
};
