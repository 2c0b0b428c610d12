import { planFrames, withoutRepeats } from '../core/exportPlan.ts';
import type { ExportSettings } from '../core/exportSettings.ts';
import { safeName } from '../core/safeName.ts';
import type { ExportObject, ExportOptions } from '../engine/protocol.ts';
import { objectViews, type ObjectView } from './objectViews.ts';
import { objectName, type ProjectState } from './project.ts';
import { stateAt } from './result.ts';
import type { SessionState } from './sessionStore.ts';
import type { ViewState } from './viewStore.ts';

/** First and last frame index, both included. */
export type ExportRange = readonly [number, number];

/** What is exported: the objects that are shown and were looked for, the one on top first. */
export const exportedViews = (views: readonly ObjectView[]): readonly ObjectView[] =>
  views.filter(({ isShown, result }) => isShown && result?.engineResultId != null);

const exportObject = (view: ObjectView): readonly ExportObject[] => {
  const { object, result, colour, pattern, maskThreshold, presenceThreshold } = view;
  const resultId = result?.engineResultId;
  return resultId == null
    ? []
    : [
        {
          id: object.id,
          name: objectName(object),
          colour,
          pattern,
          resultId,
          maskThreshold,
          finish: object.finish,
          strokes: object.strokes,
          examples: object.examples,
          presenceThreshold,
        },
      ];
};

/** Null when there is nothing to export. */
export const exportOptions = (
  project: ProjectState,
  session: SessionState,
  { overlayOpacity }: Pick<ViewState, 'overlayOpacity'>,
  settings: ExportSettings,
  range: ExportRange,
): ExportOptions | null => {
  const objects = exportedViews(objectViews(project, session)).flatMap(exportObject);
  return session.clip === null || objects.length === 0
    ? null
    : { settings, objects, range, clipName: safeName(session.clip.info.fileName), overlayOpacity };
};

/** Frames of an export by what is known of them. */
export type ExportCounts = {
  /** In which any object is. */
  readonly present: number;
  readonly empty: number;
  readonly notComputed: number;
};

export const countExport = (
  { clip }: Pick<SessionState, 'clip'>,
  views: readonly ObjectView[],
  { framesPerSecond }: Pick<ExportSettings, 'framesPerSecond'>,
  range: ExportRange,
): ExportCounts => {
  const plan = clip === null ? [] : planFrames({ ...clip.info, range, framesPerSecond });
  const counts = { present: 0, empty: 0, notComputed: 0 };
  for (const { frameIndex } of withoutRepeats(plan)) {
    const states = views.map(({ result, presenceThreshold }) =>
      result === null ? 'not-computed' : stateAt(result, frameIndex, presenceThreshold),
    );
    if (states.includes('present')) {
      counts.present += 1;
    } else if (states.includes('empty')) {
      counts.empty += 1;
    } else {
      counts.notComputed += 1;
    }
  }
  return counts;
};
