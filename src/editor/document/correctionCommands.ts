import type { EngineClient } from '../../engine/client.ts';
import type { Player } from '../playback/player.ts';
import { objectViews, type ObjectView } from '../search/objectViews.ts';
import type { BundleLoader } from '../session/bundleLoader.ts';
import type { SessionStore } from '../session/sessionStore.ts';
import { createExampleCommands, type ExampleCommands } from './exampleCommands.ts';
import type { ObjectCommands } from './objectCommands.ts';
import { createObjectEditor } from './objectEditor.ts';
import type { ProjectDocument } from './projectDocument.ts';
import { showWeakGuess } from './showWeakGuess.ts';
import { createStrokeCommands, type StrokeCommands } from './strokeCommands.ts';

/** Corrections by hand. Each change is one step of undo; a locked object refuses. */
export type CorrectionCommands = ExampleCommands &
  StrokeCommands & {
    /**
     * Lowers the object's thresholds until its best frame shows something, and goes there. It is no
     * match: the answer calls it a weak guess.
     */
    showWeakGuess(objectId: string): Promise<void>;
  };

type CorrectionCommandsDeps = {
  readonly engine: EngineClient;
  readonly session: SessionStore;
  readonly project: ProjectDocument;
  readonly bundles: BundleLoader;
  readonly player: Player;
  readonly objects: Pick<ObjectCommands, 'setThresholds'>;
};

export const createCorrectionCommands = (deps: CorrectionCommandsDeps): CorrectionCommands => {
  const { session, project } = deps;
  const editor = createObjectEditor(project, session);
  const viewOf = (id: string): ObjectView | undefined =>
    objectViews(project.store.getState(), session.getState()).find(
      ({ object }) => object.id === id,
    );
  return {
    ...createExampleCommands({ ...deps, editor, viewOf }),
    ...createStrokeCommands({ ...deps, editor, viewOf }),
    showWeakGuess: (id) => showWeakGuess(deps, viewOf(id)),
  };
};
